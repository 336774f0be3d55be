// The binary killed in the middle, and what the same command then makes of it.
#include <signal.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "core/base/file.h"
#include "gtest/gtest.h"
#include "tools/ceteris/command_run_for_testing.h"

namespace ceteris {
namespace {

class InterruptionTest : public ::testing::Test {
 protected:
  // The rows of a query, without the line of names.
  static std::vector<std::string> Rows(const std::string& sql, const std::string& db) {
    const CommandRun run = RunCeteris({"sql", sql, "--format=csv", db});
    std::vector<std::string> rows = absl::StrSplit(run.out, '\n', absl::SkipEmpty());
    if (!rows.empty()) rows.erase(rows.begin());
    return rows;
  }
  // `signal` reaches the run after `seconds`, wherever it is by then. Returns its exit code, or 128 + signal.
  int RunUntil(double seconds, const char* signal) {
    std::vector<std::string> words = {"run", spec_, db_};
    words.insert(words.end(), sets_.begin(), sets_.end());
    const std::string line = absl::StrCat("timeout --preserve-status -s ", signal, " ", seconds, " ",
                                          CeterisInShell(words), " >/dev/null 2>&1");
    return WEXITSTATUS(std::system(line.c_str()));
  }
  void ExpectNoWorkerLives() {
    for (const std::string& row : Rows("SELECT worker_pid FROM claim", db_)) {
      int pid = 0;
      ASSERT_TRUE(absl::SimpleAtoi(row, &pid)) << row;
      for (int i = 0; i < 20 && kill(pid, 0) == 0; ++i) absl::SleepFor(absl::Milliseconds(100));
      EXPECT_NE(kill(pid, 0), 0) << "process " << pid << " outlived its runner";
    }
  }

  const std::string spec_ = WriteTestFile("tiny.textproto", TinySpec("tiny"));
  std::string db_ = "--db=" + TestFolder() + "/killed/ceteris.db";
  std::vector<std::string> sets_ = {"--set=training.num_steps=300"};
};

TEST_F(InterruptionTest, AKilledRunIsCompletedByTheSameCommandWithTheSameNumbers) {
  for (const double seconds : {0.7, 1.3, 1.9, 2.5, 4.0}) {
    RunUntil(seconds, "KILL");
    ExpectNoWorkerLives();
  }
  const CommandRun rest = RunCeteris({"run", spec_, db_, sets_[0]});
  EXPECT_EQ(rest.code, 0) << rest.err;
  EXPECT_EQ(Rows("SELECT count(*), count(DISTINCT trial_id) FROM attempt WHERE state = 'SUCCEEDED'", db_),
            std::vector<std::string>{"5,5"});
  EXPECT_EQ(Rows("SELECT count(*) FROM attempt WHERE state = 'RUNNING'", db_), std::vector<std::string>{"0"});

  // Never interrupted, one at a time, evaluated more often: every last value has the same bits.
  const std::string calm = "--db=" + TestFolder() + "/calm/ceteris.db";
  const CommandRun whole =
      RunCeteris({"run", spec_, calm, sets_[0], "--workers=1", "--set=training.evaluate_every=70"});
  EXPECT_EQ(whole.code, 0) << whole.err;
  const std::string values =
      "SELECT arm, seed, replicate, metric, printf('%!.17g', last_value) AS value FROM v_final ORDER BY 1, 2, 3, 4";
  const std::vector<std::string> killed = Rows(values, db_);
  EXPECT_EQ(killed.size(), 5u * 4 + 2) << "three metrics of training and the loss; of rotary also at twice the length";
  EXPECT_EQ(killed, Rows(values, calm));
}

TEST_F(InterruptionTest, SigtermIsPreemptionFromTheFirstSecondOn) {
  db_ = "--db=" + TestFolder() + "/preempted/ceteris.db";
  sets_ = {"--set=training.num_steps=10000000"};
  for (const double seconds : {0.1, 0.2, 0.3, 0.5, 0.8, 2.0}) EXPECT_EQ(RunUntil(seconds, "TERM"), 75) << seconds;
}

TEST_F(InterruptionTest, WhatAKilledRunnerLeftIsNotRunningForAnybody) {
  db_ = "--db=" + TestFolder() + "/left/ceteris.db";
  const std::vector<std::string> words = {"run", spec_, db_, "--set=training.num_steps=10000000"};
  const std::string trials = "SELECT count(*) FROM v_trials WHERE state = '";
  ASSERT_EQ(
      std::system(absl::StrCat(CeterisInShell(words), " >/dev/null 2>&1 & echo $! >", TestFolder(), "/pid").c_str()),
      0);
  int pid = 0;
  ASSERT_TRUE(absl::SimpleAtoi(absl::StripAsciiWhitespace(*ReadFile(TestFolder() + "/pid")), &pid));
  for (int i = 0; i < 300 && Rows(trials + "RUNNING'", db_) != std::vector<std::string>{"2"}; ++i) {
    absl::SleepFor(absl::Milliseconds(100));
  }
  ASSERT_EQ(kill(pid, SIGKILL), 0);
  ExpectNoWorkerLives();
  EXPECT_EQ(Rows(trials + "LOST'", db_), std::vector<std::string>{"2"});
  EXPECT_EQ(Rows(trials + "RUNNING'", db_), std::vector<std::string>{"0"});
  const CommandRun list = RunCeteris({"ls", "tiny", db_});
  EXPECT_NE(list.out.find("LOST"), std::string::npos) << list.out;
  EXPECT_EQ(list.out.find("RUNNING"), std::string::npos) << list.out;
}

}  // namespace
}  // namespace ceteris
