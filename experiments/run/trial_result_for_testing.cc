#include "experiments/run/trial_result_for_testing.h"

#include <unistd.h>

#include <atomic>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "core/base/check.h"
#include "experiments/results/journal_reader.h"
#include "experiments/run/run_trial.h"
#include "experiments/run/worker.h"

namespace ceteris {
namespace {

std::string FreshFolder() {
  static int count = 0;
  const char* base = std::getenv("TEST_TMPDIR");
  return absl::StrCat(base == nullptr ? "/tmp" : base, "/trial-", getpid(), "-", ++count);
}

}  // namespace

TrialResult RunForTesting(const config::Trial& config, uint64_t seed, int replicate, const std::string& device) {
  const std::string folder = FreshFolder();
  run::TrialRequest request;
  request.set_identity("identity");
  request.set_attempt(1);
  *request.mutable_trial() = config;
  request.set_seed(seed);
  request.set_replicate(replicate);
  request.set_device(device);
  request.set_results_folder(folder);
  request.set_journal_path(folder + "/journal.tfrecord");
  request.set_weights_path(folder + "/model.safetensors");
  const std::atomic<bool> stop{false};
  const absl::Status status = RunRequest(request, RunTrial, stop);
  CETERIS_CHECK(status.ok(), status.ToString());

  TrialResult result;
  result.weights_path = request.weights_path();
  absl::StatusOr<JournalReader> reader = JournalReader::Open(request.journal_path(), 0, 0);
  CETERIS_CHECK(reader.ok(), reader.status().ToString());
  for (journal::Record record; reader->Next(&record).value();) {
    if (record.has_header()) result.header = record.header();
    if (record.has_footer()) result.footer = record.footer();
    if (record.has_undefined()) result.undefined[record.undefined().name()] = record.undefined().reason();
    if (record.has_artifact()) result.weights_sha256 = record.artifact().sha256();
    for (const journal::Metrics::Value& value : record.metrics().value()) {
      result.values[{value.name(), record.metrics().step()}] = value.value();
    }
  }
  return result;
}

}  // namespace ceteris
