#include "experiments/results/ingest.h"

#include <unistd.h>

#include <cmath>
#include <fstream>
#include <limits>

#include "absl/strings/str_cat.h"
#include "core/base/clock.h"
#include "core/base/file.h"
#include "experiments/results/made_up_results.h"
#include "experiments/results/recover.h"
#include "experiments/results/trial_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using ::testing::HasSubstr;

class IngestTest : public ::testing::Test {
 protected:
  int64_t Count(const std::string& table) { return *results_.database()->Integer("SELECT count(*) FROM " + table); }
  std::string JournalPath(const Claim& claim) {
    return absl::StrCat(results_.folder(), "/", claim.folder, "/", kJournalFile);
  }
  IngestedAttempt Ingest(const Claim& claim) { return (*Ingester(results_.database()).Ingest({claim.attempt_id}))[0]; }

  const std::string folder_ = absl::StrCat(::testing::TempDir(), "/",
                                           ::testing::UnitTest::GetInstance()->current_test_info()->name(), getpid());
  MadeUpResults results_{folder_};
  std::vector<int64_t> trials_ = RegisterExperiment(results_.database(), MadeUpExperiment(2, 2))->trial_ids;
};

// Not flushed to the disk, unlike WriteFileAtomically: a thousand times in a test.
void WriteWhole(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << bytes;
  ASSERT_TRUE(file.flush().good());
}

TEST_F(IngestTest, AFinishedJournalBecomesRows) {
  const Claim claim = results_.WriteAttempt(trials_[0], MadeUpTrial().Value(1.5).Undefined("valid/loss@x4"));
  const IngestedAttempt attempt = Ingest(claim);
  EXPECT_EQ(attempt.state, TrialState::kSucceeded);
  EXPECT_EQ(attempt.step, 50);
  EXPECT_EQ(attempt.train_loss, 1.5 + 1.0 / 5);
  EXPECT_EQ(Count("metric_point"), 6);
  EXPECT_EQ(results_.Text("SELECT state FROM v_trials WHERE seed = 1 AND arm = 'arm0'"), "SUCCEEDED");
  EXPECT_EQ(results_.Text("SELECT last_value FROM v_final WHERE metric = 'valid/loss'"), "1.5");
  EXPECT_EQ(results_.Text("SELECT reason FROM undefined_metric"), "positions end at 128");
  EXPECT_EQ(results_.Text("SELECT executable_sha256 FROM v_trials WHERE seed = 1 AND arm = 'arm0'"), "exe1");
}

TEST_F(IngestTest, ReadAgainNothingChanges) {
  const Claim claim = results_.Run(trials_[0], {});
  const std::string dump = results_.DumpOfJournalTables();
  EXPECT_EQ(Ingest(claim).num_records, 0);
  // Even where the position was lost: rows are keyed by attempt, metric and step.
  ASSERT_TRUE(results_.database()->Execute("UPDATE attempt SET journal_offset = 0, journal_records = 0").ok());
  Ingest(claim);
  EXPECT_EQ(results_.DumpOfJournalTables(), dump);
}

TEST_F(IngestTest, TruncatedAtEveryByteItGrowsToTheSameRows) {
  const Claim claim = results_.WriteAttempt(trials_[0], MadeUpTrial().Undefined("x"));
  const std::string bytes = *ReadFile(JournalPath(claim));
  int64_t points = 0;
  for (size_t length = 0; length <= bytes.size(); ++length) {
    WriteWhole(JournalPath(claim), bytes.substr(0, length));
    ASSERT_EQ(Ingest(claim).journal_error, "") << length;
    ASSERT_GE(Count("metric_point"), points);
    points = Count("metric_point");
  }
  const std::string piecemeal = results_.DumpOfJournalTables();
  EXPECT_THAT(piecemeal, HasSubstr("SUCCEEDED"));
  ASSERT_TRUE(RebuildFromJournals(results_.database()).ok());
  EXPECT_EQ(results_.DumpOfJournalTables(), piecemeal);
}

TEST_F(IngestTest, NumbersThatAreNoneAreKeptApart) {
  const Claim claim = results_.WriteAttempt(trials_[0], MadeUpTrial().NumPoints(1).Unfinished());
  auto journal = JournalWriter::Continue(JournalPath(claim));
  const double infinity = std::numeric_limits<double>::infinity();
  ASSERT_TRUE((*journal)->WriteMetrics(1, {{"a", 3.0}, {"b", std::nan("")}}).ok());
  ASSERT_TRUE((*journal)->WriteMetrics(2, {{"a", infinity}, {"b", 7.0}}).ok());
  ASSERT_TRUE((*journal)->WriteMetrics(3, {{"a", -infinity}, {"b", 5.0}}).ok());
  Ingest(claim);
  EXPECT_EQ(
      results_.Text("SELECT group_concat(nonfinite) FROM metric_point JOIN metric USING(metric_id) WHERE name = 'a'"),
      "0,2,3");
  EXPECT_EQ(
      results_.Text("SELECT num_nonfinite || ' ' || (last_value IS NULL) || ' ' || min_value || ' ' || max_step FROM "
                    "metric_summary JOIN metric USING(metric_id) WHERE name = 'a'"),
      "2 1 3.0 1");
  EXPECT_EQ(
      results_.Text(
          "SELECT num_nonfinite || ' ' || last_value || ' ' || min_value || ' ' || min_step || ' ' || max_value || ' ' "
          "|| max_step FROM metric_summary JOIN metric USING(metric_id) WHERE name = 'b'"),
      "1 5.0 5.0 3 7.0 2");
}

TEST_F(IngestTest, DamageInTheMiddleKeepsWhatIsBeforeItAndIsNamed) {
  const Claim claim = results_.WriteAttempt(trials_[0], {});
  std::string bytes = *ReadFile(JournalPath(claim));
  bytes[bytes.size() / 2] ^= 1;
  ASSERT_TRUE(WriteFileAtomically(JournalPath(claim), bytes).ok());
  const IngestedAttempt attempt = Ingest(claim);
  EXPECT_THAT(attempt.journal_error, HasSubstr(": byte "));
  EXPECT_EQ(attempt.state, TrialState::kRunning);
  EXPECT_GT(Count("metric_point"), 0);
  EXPECT_EQ(results_.Text("SELECT journal_error FROM attempt"), attempt.journal_error);
  EXPECT_EQ(Ingest(claim).num_records, 0);
}

TEST_F(IngestTest, AnotherTrialsJournalIsRefused) {
  const Claim mine = results_.WriteAttempt(trials_[0], {});
  const Claim other = results_.WriteAttempt(trials_[1], {});
  ASSERT_TRUE(WriteFileAtomically(JournalPath(mine), *ReadFile(JournalPath(other))).ok());
  EXPECT_THAT(Ingest(mine).journal_error, HasSubstr("is the journal of attempt 1 of trial"));
  EXPECT_EQ(Count("metric_point"), 0);
}

TEST_F(IngestTest, AFullDatabaseLosesNothing) {
  const Claim claim = results_.WriteAttempt(trials_[0], MadeUpTrial().NumPoints(20000));
  ASSERT_TRUE(results_.database()->Execute("PRAGMA max_page_count = 1").ok());
  Ingester ingester(results_.database());
  EXPECT_EQ(ingester.Ingest({claim.attempt_id}).status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(Count("metric_point"), 0);
  ASSERT_TRUE(results_.database()->Execute("PRAGMA max_page_count = 1000000").ok());
  ASSERT_TRUE(ingester.Ingest({claim.attempt_id}).ok());
  EXPECT_EQ(Count("metric_point"), 20001);
  EXPECT_EQ(results_.Text("PRAGMA integrity_check"), "ok");
}

TEST_F(IngestTest, TheDatabaseIsRebuiltFromItsJournals) {
  results_.Run(trials_[0], MadeUpTrial().Value(1.7));
  results_.Run(trials_[1], MadeUpTrial().Outcome(journal::Footer::DIVERGED).Reason("loss is NaN at step 30"));
  results_.Run(trials_[2], MadeUpTrial().Outcome(journal::Footer::FAILED).Reason("disk full"));
  results_.WriteAttempt(trials_[3], MadeUpTrial().Unfinished());
  ASSERT_EQ(*Requeue(results_.database(), {trials_[2]}, RerunPolicy()), 1);
  results_.Run(trials_[2], MadeUpTrial().Value(1.9));
  ASSERT_TRUE(results_.database()->Execute("UPDATE claim SET runner_start = 1").ok());  // as if its runner were dead
  ASSERT_EQ(*RecoverLost(results_.database()), 1);
  // Of the first trial: a replacement that failed, and one that stands.
  for (const auto outcome : {journal::Footer::FAILED, journal::Footer::SUCCEEDED, journal::Footer::CANCELLED}) {
    results_.Run(trials_[0], MadeUpTrial().Outcome(outcome).Value(1.8));
  }
  ASSERT_EQ(results_.Text("SELECT number FROM attempt JOIN trial USING(attempt_id) WHERE seed = 1 ORDER BY 1 DESC"),
            "3");
  ASSERT_TRUE(results_.database()
                  ->Execute("UPDATE attempt SET reason = 'its journal ends without a footer' WHERE state = 'LOST';"
                            "UPDATE trial SET reason = 'its journal ends without a footer' WHERE state = 'LOST'")
                  .ok());
  const std::string dump = results_.DumpOfJournalTables();
  ASSERT_EQ(*RebuildFromJournals(results_.database()), 8);
  EXPECT_EQ(results_.DumpOfJournalTables(), dump);
  // And from nothing but the files.
  for (const char* suffix : {"", "-wal", "-shm"})
    rename((folder_ + "/ceteris.db" + suffix).c_str(), (folder_ + "/old" + suffix).c_str());
  MadeUpResults fresh(folder_);
  ASSERT_EQ(*RebuildFromJournals(fresh.database()), 8);
  EXPECT_EQ(fresh.DumpOfJournalTables(), dump);
}

TEST_F(IngestTest, ADeletedDatabaseFindsItsTrialsAgain) {
  results_.Run(trials_[0], MadeUpTrial().Value(1.7));
  for (const char* suffix : {"", "-wal", "-shm"}) unlink((folder_ + "/ceteris.db" + suffix).c_str());
  MadeUpResults fresh(folder_);
  const ExperimentRecord record = MadeUpExperiment(2, 2);
  const RegisteredExperiment registered = *RegisterExperiment(fresh.database(), record);
  std::vector<std::string> identities;
  for (const CellRecord& cell : record.cells) identities.push_back(cell.identity);
  EXPECT_EQ(*AdoptJournals(fresh.database(), identities), 1);
  EXPECT_EQ(*AdoptJournals(fresh.database(), identities), 0);
  EXPECT_EQ((*TrialStatuses(fresh.database(), registered.trial_ids))[0].state, TrialState::kSucceeded);
  EXPECT_EQ(fresh.Text("SELECT last_value FROM v_final WHERE metric = 'valid/loss'"), "1.7");
}

TEST_F(IngestTest, AFinishedTrialOfADeadRunnerCounts) {
  results_.WriteAttempt(trials_[0], MadeUpTrial().Value(1.7));  // not ingested
  ASSERT_TRUE(results_.database()->Execute("UPDATE claim SET runner_start = 1").ok());
  ASSERT_EQ(*RecoverLost(results_.database()), 1);
  EXPECT_EQ((*TrialStatuses(results_.database(), trials_))[0].state, TrialState::kSucceeded);
}

TEST_F(IngestTest, NoRebuildWhileARunnerIsAtWork) {
  results_.WriteAttempt(trials_[0], MadeUpTrial().Unfinished());
  EXPECT_EQ(RebuildFromJournals(results_.database()).status().code(), absl::StatusCode::kFailedPrecondition);
}

// Prints what the README states.
TEST_F(IngestTest, PrintsTheCostOfAPoint) {
  const Claim claim = results_.WriteAttempt(trials_[0], MadeUpTrial().NumPoints(20000));
  const double start = MonotonicSeconds();
  Ingest(claim);
  std::printf("ingest: %.2f microseconds a point\n", 1e6 * (MonotonicSeconds() - start) / 20000);
}

}  // namespace
}  // namespace ceteris
