#include "experiments/results/trial_queue.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "experiments/results/dead_runners.h"
#include "experiments/results/made_up_results.h"
#include "experiments/results/open_database.h"
#include "experiments/results/recover.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using ::testing::HasSubstr;

class TrialQueueTest : public ::testing::Test {
 protected:
  TrialState State(int64_t trial_id) { return (*TrialStatuses(results_.database(), {trial_id}))[0].state; }
  std::string Reason(int64_t trial_id) { return (*TrialStatuses(results_.database(), {trial_id}))[0].reason; }
  Claim ClaimFor(int64_t trial_id, const ProcessIdentity& runner) {
    return **ClaimTrial(results_.database(), trial_id, runner, runner.pid);
  }
  // A process of this machine that is dead for sure.
  static ProcessIdentity DeadProcess() {
    const pid_t child = fork();
    if (child == 0) {
      pause();
      _exit(0);
    }
    const ProcessIdentity process = ProcessOfPid(child);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    return process;
  }

  MadeUpResults results_{absl::StrCat(::testing::TempDir(), "/",
                                      ::testing::UnitTest::GetInstance()->current_test_info()->name(), getpid())};
  std::vector<int64_t> trials_ = RegisterExperiment(results_.database(), MadeUpExperiment(2, 2))->trial_ids;
};

TEST_F(TrialQueueTest, ATrialIsClaimedOnce) {
  const Claim claim = ClaimFor(trials_[0], ThisProcess());
  EXPECT_EQ(claim.number, 1);
  EXPECT_EQ(State(trials_[0]), TrialState::kRunning);
  EXPECT_FALSE(ClaimTrial(results_.database(), trials_[0], ThisProcess(), 1)->has_value());
  EXPECT_EQ(access(absl::StrCat(results_.folder(), "/", claim.folder).c_str(), F_OK), 0);
}

TEST_F(TrialQueueTest, AnAttemptThatIsOnTheDiskIsNeverReused) {
  const Claim claim = ClaimFor(trials_[0], ThisProcess());
  ASSERT_TRUE(
      results_.database()->Execute("DELETE FROM attempt; UPDATE trial SET state = 'QUEUED'").ok() ||
      results_.database()->Execute("UPDATE trial SET attempt_id = NULL, state = 'QUEUED'; DELETE FROM attempt").ok());
  EXPECT_EQ(ClaimFor(trials_[0], ThisProcess()).number, claim.number + 1);
}

TEST_F(TrialQueueTest, SixteenProcessesClaimEachTrialOnceAndNoneWaitsForEver) {
  const std::vector<int64_t> many =
      RegisterExperiment(results_.database(), MadeUpExperiment(10, 20, "many"))->trial_ids;
  std::vector<pid_t> children;
  for (int i = 0; i < 16; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      auto database = OpenForWriting(results_.folder() + "/ceteris.db");  // a connection does not survive a fork
      bool ok = database.ok();
      for (const int64_t trial : many) {
        const auto claim = ClaimTrial(database->get(), trial, ThisProcess(), getpid());
        ok = ok && claim.ok();
        if (ok && claim->has_value())
          ok = FinishAttempt(database->get(), (*claim)->attempt_id, TrialState::kSucceeded, "").ok();
      }
      _exit(ok ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(*results_.database()->Integer("SELECT count(*) FROM attempt"), 200);
  EXPECT_EQ(*results_.database()->Integer("SELECT count(*) FROM trial WHERE state = 'SUCCEEDED'"), 200);
  EXPECT_EQ(results_.Text("PRAGMA integrity_check"), "ok");
}

TEST_F(TrialQueueTest, RerunsWhatThePolicySays) {
  const TrialState ends[] = {TrialState::kSucceeded, TrialState::kDiverged, TrialState::kFailed, TrialState::kLost,
                             TrialState::kCancelled};
  struct Case {
    const char* text;
    std::set<TrialState> reruns;
  };
  for (const Case& example :
       std::vector<Case>{{"failed,lost", {TrialState::kFailed, TrialState::kLost, TrialState::kCancelled}},
                         {"failed", {TrialState::kFailed, TrialState::kCancelled}},
                         {"lost", {TrialState::kLost, TrialState::kCancelled}},
                         {"diverged", {TrialState::kDiverged, TrialState::kCancelled}},
                         {"none", {TrialState::kCancelled}},
                         {"all",
                          {TrialState::kSucceeded, TrialState::kDiverged, TrialState::kFailed, TrialState::kLost,
                           TrialState::kCancelled}}}) {
    const RerunPolicy policy = *ParseRerunPolicy(example.text);
    for (const TrialState end : ends) {
      ASSERT_TRUE(results_.database()->Execute("UPDATE trial SET state = 'QUEUED' WHERE state <> 'QUEUED'").ok());
      const Claim claim = ClaimFor(trials_[0], ThisProcess());
      ASSERT_TRUE(FinishAttempt(results_.database(), claim.attempt_id, end, "because").ok());
      EXPECT_EQ(policy.Covers(end), example.reruns.count(end)) << example.text;
      const bool queued = policy.Covers(end) && !IsResult(end);  // a result is not queued but replaced
      EXPECT_EQ(*Requeue(results_.database(), {trials_[0]}, policy), queued ? 1 : 0) << example.text;
      EXPECT_EQ(State(trials_[0]), queued ? TrialState::kQueued : end) << example.text;
    }
  }
  EXPECT_EQ(RerunPolicy().Covers(TrialState::kLost) && RerunPolicy().Covers(TrialState::kFailed), true);
  EXPECT_FALSE(RerunPolicy().Covers(TrialState::kDiverged));
  EXPECT_THAT(std::string(ParseRerunPolicy("fialed").status().message()), HasSubstr("did you mean \"failed\""));
  EXPECT_EQ(*results_.database()->Integer("SELECT count(*) FROM attempt"), 30);  // every attempt stays on record
}

// What counts of a trial, as "state attempt".
TEST_F(TrialQueueTest, OnlyAResultReplacesAResult) {
  const auto counts = [&] {
    return results_.Text("SELECT t.state || ' ' || number FROM trial t JOIN attempt USING(attempt_id)");
  };
  const auto replace = [&](TrialState end) {
    const int64_t attempt = (*TrialStatuses(results_.database(), {trials_[0]}))[0].attempt_id;
    const Claim claim = **ClaimTrial(results_.database(), trials_[0], ThisProcess(), 1, attempt);
    EXPECT_THAT(counts(), ::testing::Not(HasSubstr("RUNNING")));
    EXPECT_TRUE((*TrialStatuses(results_.database(), {trials_[0]}))[0].running);
    // One at a time.
    EXPECT_FALSE(ClaimTrial(results_.database(), trials_[0], ThisProcess(), 1, attempt)->has_value());
    ASSERT_TRUE(FinishAttempt(results_.database(), claim.attempt_id, end, "because").ok());
  };
  EXPECT_FALSE(ClaimTrial(results_.database(), trials_[0], ThisProcess(), 1, /*replaces=*/1)->has_value());  // none yet
  results_.Run(trials_[0], {});
  EXPECT_EQ(counts(), "SUCCEEDED 1");
  for (const TrialState end : {TrialState::kFailed, TrialState::kLost, TrialState::kCancelled}) {
    replace(end);
    EXPECT_EQ(counts(), "SUCCEEDED 1");
  }
  replace(TrialState::kDiverged);
  EXPECT_EQ(counts(), "DIVERGED 5");
  EXPECT_EQ(Reason(trials_[0]), "because");
  // Who wants to replace a result that is gone comes too late.
  EXPECT_FALSE(ClaimTrial(results_.database(), trials_[0], ThisProcess(), 1, /*replaces=*/1)->has_value());
  replace(TrialState::kSucceeded);
  EXPECT_EQ(counts(), "SUCCEEDED 6");
}

TEST_F(TrialQueueTest, ReadersAreToldOfDeadRunners) {
  ClaimFor(trials_[0], DeadProcess());
  ClaimFor(trials_[1], ThisProcess());
  const std::string path = results_.folder() + "/ceteris.db";
  const auto states = [](Database* database) {
    Statement query =
        database->Prepare("SELECT group_concat(state) FROM (SELECT state FROM v_trials ORDER BY trial_id)");
    return *query.Step() ? query.Text(0) : "";
  };
  {
    const auto reading = *OpenForReading(path);
    EXPECT_EQ(states(reading.get()), "RUNNING,RUNNING,QUEUED,QUEUED");
    EXPECT_EQ(*ShowDeadRunners(reading.get()), 1);
    EXPECT_EQ(states(reading.get()), "LOST?,RUNNING,QUEUED,QUEUED");
    EXPECT_EQ(*reading->Integer("SELECT count(*) FROM attempt WHERE state = 'LOST?'"), 1);
  }
  ASSERT_TRUE(SettleDeadRunners(path).ok());
  EXPECT_EQ(states(results_.database()), "LOST,RUNNING,QUEUED,QUEUED");
  ASSERT_TRUE(SettleDeadRunners(path).ok());
}

TEST_F(TrialQueueTest, ARunningTrialIsNeverRequeued) {
  ClaimFor(trials_[0], ThisProcess());
  EXPECT_EQ(*Requeue(results_.database(), trials_, *ParseRerunPolicy("all")), 0);
  EXPECT_EQ(State(trials_[0]), TrialState::kRunning);
}

TEST_F(TrialQueueTest, EveryChangeLeavesAnEvent) {
  const Claim claim = ClaimFor(trials_[0], ThisProcess());
  ASSERT_TRUE(FinishAttempt(results_.database(), claim.attempt_id, TrialState::kFailed, "signal 11").ok());
  ASSERT_TRUE(FinishAttempt(results_.database(), claim.attempt_id, TrialState::kLost, "late").ok());  // ended already
  EXPECT_EQ(results_.Text("SELECT group_concat(old_state || '>' || new_state, ' ') FROM event"),
            "QUEUED>RUNNING RUNNING>FAILED");
  EXPECT_EQ(Reason(trials_[0]), "signal 11");
}

TEST_F(TrialQueueTest, ATrialOfADeadRunnerIsLost) {
  ClaimFor(trials_[0], DeadProcess());
  ClaimFor(trials_[1], ThisProcess());
  EXPECT_EQ(*RecoverLost(results_.database()), 1);
  EXPECT_EQ(State(trials_[0]), TrialState::kLost);
  EXPECT_THAT(Reason(trials_[0]), HasSubstr("ended without finishing it"));
  EXPECT_EQ(State(trials_[1]), TrialState::kRunning);
}

TEST_F(TrialQueueTest, AReusedPidIsNotTheRunner) {
  ProcessIdentity runner = ThisProcess();
  runner.start += 1;
  ClaimFor(trials_[0], runner);
  EXPECT_EQ(*RecoverLost(results_.database()), 1);
}

TEST_F(TrialQueueTest, ARebootEndsItsRunners) {
  ProcessIdentity runner = ThisProcess();
  runner.boot_id = "another-boot";
  ClaimFor(trials_[0], runner);
  EXPECT_EQ(*RecoverLost(results_.database()), 1);
}

TEST_F(TrialQueueTest, ARunnerElsewhereIsLostAfterASilenceOnly) {
  ProcessIdentity elsewhere{"another-host", "another-boot", "pid:[1]", 17, 4};
  ProcessIdentity container = ThisProcess();
  container.pid_namespace = "pid:[1]";
  ClaimFor(trials_[0], elsewhere);
  ClaimFor(trials_[1], container);
  EXPECT_EQ(*RecoverLost(results_.database()), 0);
  ASSERT_TRUE(results_.database()->Execute("UPDATE claim SET beat_ms = beat_ms - 16 * 60000").ok());
  ASSERT_TRUE(Beat(results_.database(), container).ok());
  EXPECT_EQ(*RecoverLost(results_.database()), 1);
  EXPECT_EQ(State(trials_[0]), TrialState::kLost);
  EXPECT_EQ(State(trials_[1]), TrialState::kRunning);
}

TEST_F(TrialQueueTest, ALateAttemptDoesNotTouchItsSuccessor) {
  const Claim first = ClaimFor(trials_[0], DeadProcess());
  ASSERT_EQ(*RecoverLost(results_.database()), 1);
  ASSERT_EQ(*Requeue(results_.database(), trials_, RerunPolicy()), 1);
  ClaimFor(trials_[0], ThisProcess());
  ASSERT_TRUE(FinishAttempt(results_.database(), first.attempt_id, TrialState::kFailed, "late").ok());
  EXPECT_EQ(State(trials_[0]), TrialState::kRunning);
}

}  // namespace
}  // namespace ceteris
