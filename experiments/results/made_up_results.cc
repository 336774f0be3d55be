#include "experiments/results/made_up_results.h"

#include "absl/strings/str_cat.h"
#include "core/base/check.h"
#include "core/base/sha256.h"
#include "experiments/results/ingest.h"
#include "experiments/results/open_database.h"
#include "experiments/results/trial_folder.h"

namespace ceteris {
namespace {

const char* const kDumps[] = {
    "SELECT t.identity, fingerprint, seed, replicate, config_textproto, digest, t.state, t.reason, p.number FROM trial "
    "t "
    "LEFT JOIN dataset USING(dataset_id) LEFT JOIN attempt p USING(attempt_id) ORDER BY 1",
    "SELECT t.identity, p.number, p.state, p.reason, device_kind, device_name, dtype, num_threads, num_parameters, "
    "flops_per_token, attention_kernel, started_ms, ended_ms, num_steps, num_tokens, startup_seconds, train_seconds, "
    "evaluate_seconds, journal_seconds, peak_bytes, journal_path, journal_offset, journal_records, journal_error, "
    "executable_sha256, git_revision, git_dirty, compiler, libtorch, h.name, boot_id, cpu FROM attempt p JOIN trial t "
    "USING(trial_id) LEFT JOIN code USING(code_id) LEFT JOIN host h USING(host_id) ORDER BY 1, 2",
    "SELECT t.identity, p.number, m.name, x.step, x.value, x.nonfinite, x.wall_ms FROM attempt p JOIN trial t "
    "USING(trial_id) "
    "JOIN metric_point x ON x.attempt_id = p.attempt_id JOIN metric m USING(metric_id) ORDER BY 1, 2, 3, 4",
    "SELECT t.identity, p.number, m.name, num_points, num_nonfinite, last_step, last_value, min_value, min_step, "
    "max_value, "
    "max_step FROM attempt p JOIN trial t USING(trial_id) JOIN metric_summary x ON x.attempt_id = p.attempt_id "
    "JOIN metric m USING(metric_id) ORDER BY 1, 2, 3",
    "SELECT t.identity, p.number, m.name, x.reason FROM attempt p JOIN trial t USING(trial_id) "
    "JOIN undefined_metric x ON x.attempt_id = p.attempt_id JOIN metric m USING(metric_id) ORDER BY 1, 2, 3",
    "SELECT t.identity, p.number, x.kind, x.path, x.sha256, x.num_bytes FROM attempt p JOIN trial t USING(trial_id) "
    "JOIN artifact x ON x.attempt_id = p.attempt_id ORDER BY 1, 2, 4",
};

}  // namespace

ExperimentRecord MadeUpExperiment(int num_arms, int num_seeds, const std::string& name) {
  ExperimentRecord record;
  record.name = name;
  record.question = "which is best?";
  record.primary_metric = "valid/loss";
  record.num_seeds = num_seeds;
  record.spec_sha256 = Sha256Hex(absl::StrCat(name, num_arms, ",", num_seeds));
  record.spec_textproto = "name: \"made_up\"";
  record.conditions = "cpu float32";
  for (int arm = 0; arm < num_arms; ++arm) {
    record.arms.push_back({absl::StrCat("arm", arm),
                           arm == 0,
                           Sha256Hex(absl::StrCat("arm", arm)),
                           "",
                           {{"model.decoder.num_layers", absl::StrCat(arm + 1)}, {"training.learning_rate", "0.003"}}});
  }
  for (int seed = 1; seed <= num_seeds; ++seed) {
    for (int arm = 0; arm < num_arms; ++arm) {
      record.cells.push_back(
          {arm, static_cast<uint64_t>(seed), 0, Sha256Hex(absl::StrCat("arm", arm, "seed", seed)), "data1"});
    }
  }
  return record;
}

MadeUpResults::MadeUpResults(const std::string& folder) : folder_(folder) {
  absl::StatusOr<std::unique_ptr<Database>> database = OpenForWriting(folder + "/ceteris.db");
  CETERIS_CHECK(database.ok(), database.status().ToString());
  database_ = *std::move(database);
}

Claim MadeUpResults::WriteAttempt(int64_t trial_id, const MadeUpTrial& trial) {
  const TrialStatus status = (*TrialStatuses(database_.get(), {trial_id}))[0];
  const absl::StatusOr<absl::optional<Claim>> claim =
      ClaimTrial(database_.get(), trial_id, ThisProcess(), ThisProcess().pid,
                 /*replaces=*/IsResult(status.state) ? status.attempt_id : 0);
  CETERIS_CHECK(claim.ok() && claim->has_value(), claim.status().ToString());
  auto journal = JournalWriter::Create(absl::StrCat(folder_, "/", (*claim)->folder, "/", kJournalFile));
  CETERIS_CHECK(journal.ok(), journal.status().ToString());
  journal::Header header;
  header.set_trial_identity(Text(absl::StrCat("SELECT identity FROM trial WHERE trial_id = ", trial_id)));
  header.set_fingerprint(Text(absl::StrCat("SELECT fingerprint FROM trial WHERE trial_id = ", trial_id)));
  header.set_seed(std::stoull(Text(absl::StrCat("SELECT seed FROM trial WHERE trial_id = ", trial_id))));
  header.set_attempt((*claim)->number);
  header.set_data_digest("data1");
  header.set_num_parameters(1000);
  header.set_attention_kernel("fused");
  header.mutable_environment()->set_executable_sha256("exe1");
  header.mutable_environment()->set_host("host1");
  header.mutable_environment()->set_device_kind("cpu");
  CETERIS_CHECK((*journal)->WriteHeader(header).ok(), "header");
  for (int i = 1; i <= trial.num_points; ++i) {
    CETERIS_CHECK((*journal)->WriteMetrics(10 * i, {{"train/loss", trial.value + 1.0 / i}}).ok(), "metrics");
  }
  if (!trial.undefined.empty())
    CETERIS_CHECK((*journal)->WriteUndefined(trial.undefined, "positions end at 128").ok(), "");
  if (!trial.has_footer) return **claim;
  CETERIS_CHECK((*journal)->WriteMetrics(10 * trial.num_points, {{"valid/loss", trial.value}}).ok(), "metrics");
  journal::Artifact artifact;
  artifact.set_kind("weights");
  artifact.set_path(absl::StrCat((*claim)->folder, "/", kWeightsFile));
  CETERIS_CHECK((*journal)->WriteArtifact(artifact).ok(), "artifact");
  journal::Footer footer;
  footer.set_outcome(trial.outcome);
  footer.set_reason(trial.reason);
  footer.set_num_steps(10 * trial.num_points);
  CETERIS_CHECK((*journal)->WriteFooter(footer).ok(), "footer");
  return **claim;
}

Claim MadeUpResults::Run(int64_t trial_id, const MadeUpTrial& trial) {
  const Claim claim = WriteAttempt(trial_id, trial);
  const auto ingested = Ingester(database_.get()).Ingest({claim.attempt_id});
  CETERIS_CHECK(ingested.ok(), ingested.status().ToString());
  return claim;
}

std::string MadeUpResults::DumpOfJournalTables() {
  std::string dump;
  for (const char* sql : kDumps) {
    Statement query = database_->Prepare(sql);
    while (true) {
      const absl::StatusOr<bool> row = query.Step();
      CETERIS_CHECK(row.ok(), row.status().ToString());
      if (!*row) break;
      for (int i = 0; i < query.num_columns(); ++i)
        absl::StrAppend(&dump, query.IsNull(i) ? "NULL" : query.Text(i), "|");
      dump += '\n';
    }
  }
  return dump;
}

std::string MadeUpResults::Text(const std::string& sql) {
  Statement query = database_->Prepare(sql);
  const absl::StatusOr<bool> row = query.Step();
  CETERIS_CHECK(row.ok(), row.status().ToString());
  return *row ? query.Text(0) : "";
}

}  // namespace ceteris
