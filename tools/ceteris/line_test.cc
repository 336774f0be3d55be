// The whole line as a person types it: run, look at it in every way, run again.
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "core/base/file.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tools/ceteris/command_run_for_testing.h"

namespace ceteris {
namespace {

using Json = nlohmann::json;

class LineTest : public ::testing::Test {
 public:
  static void SetUpTestSuite() {
    spec_ = WriteTestFile("tiny.textproto", TinySpec("tiny"));
    db_ = "--db=" + TestFolder() + "/line.db";
    first_ = RunCeteris({"run", spec_, db_});
    ASSERT_EQ(first_.code, 0) << first_.err;
  }

 protected:
  static std::string Ok(std::vector<std::string> words) {
    words.push_back(db_);
    const CommandRun run = RunCeteris(words);
    EXPECT_EQ(run.code, 0) << words[0] << ": " << run.err;
    return run.out;
  }
  static Json ReadJson(std::vector<std::string> words) {
    words.push_back("--format=json");
    const std::string text = Ok(words);
    Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    EXPECT_FALSE(json.is_discarded()) << words[0] << ": " << text;
    return json;
  }

  static std::string spec_, db_;
  static CommandRun first_;
};
std::string LineTest::spec_, LineTest::db_;
CommandRun LineTest::first_;

TEST_F(LineTest, RunEndsWithTheTableAndWhatToTypeNext) {
  EXPECT_TRUE(absl::StrContains(first_.out, "tiny (revision 1)"));
  EXPECT_TRUE(absl::StrContains(first_.out, "learned *"));
  EXPECT_TRUE(absl::StrContains(first_.err, "5 trials, 5 run now"));
  EXPECT_TRUE(absl::StrContains(first_.err, "ceteris explain tiny rotary " + db_));
}

TEST_F(LineTest, TheSameCommandAgainRunsNothingAndSaysTheSame) {
  const CommandRun again = RunCeteris({"run", spec_, db_});
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(again.out, first_.out);
  EXPECT_TRUE(absl::StrContains(again.err, "5 trials, 5 there before")) << again.err;
  EXPECT_EQ(ReadJson({"sql", "SELECT count(*) AS n FROM attempt"})[0]["n"], 5);
}

TEST_F(LineTest, PlanCountsWhatIsThereAndWhatIsNot) {
  const Json there = ReadJson({"plan", spec_});
  EXPECT_EQ(there["total"]["to_run"], 0);
  EXPECT_EQ(there["total"]["there_already"], 5);
  const Json more = ReadJson({"plan", spec_, "--set=seeds.count=3"});
  EXPECT_EQ(more["total"]["to_run"], 2);
  EXPECT_EQ(more["arms"].size(), 2u);
  EXPECT_GT(more["arms"][1]["parameters"], 0);
  EXPECT_GT(more["total"]["time_about"], 0.0);
}

TEST_F(LineTest, TrialsOfAnotherExperimentAreLinkedNotRunAgain) {
  const Json plan = ReadJson({"plan", spec_, "--set=name=copy"});
  EXPECT_EQ(plan["total"]["to_run"], 0);
  EXPECT_EQ(plan["total"]["linked_from"], "tiny");
  const CommandRun run = RunCeteris({"run", spec_, "--set=name=copy", db_});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_TRUE(absl::StrContains(run.err, "5 trials, 5 there before; stored")) << run.err;
}

TEST_F(LineTest, EveryCommandAnswersInEveryFormat) {
  const std::vector<std::vector<std::string>> commands = {{"ls"},
                                                          {"ls", "tiny"},
                                                          {"table", "tiny"},
                                                          {"table", "tiny", "--metric=valid/loss@x2"},
                                                          {"curve", "tiny"},
                                                          {"explain", "tiny", "rotary"},
                                                          {"show", "1"},
                                                          {"diff", "1", "2"},
                                                          {"diff", "tiny/learned", "tiny/rotary"},
                                                          {"plan", spec_},
                                                          {"inspect", "1"},
                                                          {"inspect", spec_, "rotary"},
                                                          {"export", "tiny"},
                                                          {"sql", "SELECT * FROM v_trials"}};
  for (const std::vector<std::string>& command : commands) {
    SCOPED_TRACE(absl::StrCat(command[0], " ", command.back()));
    EXPECT_FALSE(ReadJson(command).empty());
    EXPECT_FALSE(Ok(command).empty());
  }
  // A table, the answer and a sheet: what all others are made of.
  for (const char* command : {"ls", "table", "explain"}) {
    for (const char* format : {"--format=csv", "--format=md"}) {
      std::vector<std::string> words = {command, "tiny", format};
      if (words[0] == "explain") words.push_back("rotary");
      EXPECT_FALSE(Ok(words).empty()) << command << format;
    }
  }
}

TEST_F(LineTest, ExplainsSqlGivesTheMeanOfTheTable) {
  const Json sheet = ReadJson({"explain", "tiny", "rotary"});
  EXPECT_NEAR(sheet["sql"]["answer"].get<double>(), sheet["line"]["mean"].get<double>(), 1e-12);
  const Json asked = ReadJson({"sql", sheet["sql"]["query"].get<std::string>()});
  EXPECT_NEAR(asked[0]["mean"].get<double>(), sheet["line"]["mean"].get<double>(), 1e-12);
  EXPECT_EQ(sheet["trials"].size(), 2u);
  EXPECT_EQ(sheet["made_by"][0]["value_1"].get<std::string>().size(), 64u) << "the executable's SHA-256";
  EXPECT_EQ(sheet["difference_to_the_baseline"][0]["path"], "model.decoder.position");
}

TEST_F(LineTest, DiffNamesTheOnePathThatDiffers) {
  const Json sheet = ReadJson({"diff", "tiny/learned", "tiny/rotary"});
  ASSERT_EQ(sheet["configuration"].size(), 1u);
  EXPECT_EQ(sheet["configuration"][0]["b"], "rotary");
}

TEST_F(LineTest, GenerateContinuesThePromptAndRepeatsItself) {
  const std::string text = Ok({"generate", "1", "In the ", "--max_new_tokens=30"});
  EXPECT_TRUE(absl::StartsWith(text, "In the "));
  EXPECT_GE(text.size(), 7u + 30u);
  EXPECT_EQ(text, Ok({"generate", "1", "In the ", "--max_new_tokens=30"}));
  EXPECT_NE(text, Ok({"generate", "1", "In the ", "--max_new_tokens=30", "--seed=2"}));
}

TEST_F(LineTest, AttentionIsAPageAndAPicture) {
  const std::string page = TestFolder() + "/looks.html";
  Ok({"attention", "1", "In the beginning", "--out=" + page});
  const std::string html = *ReadFile(page);
  EXPECT_TRUE(absl::StrContains(html, "decoder.0.attention"));
  EXPECT_TRUE(absl::StrContains(html, "tiny, revision 1, arm learned"));
  EXPECT_FALSE(absl::StrContains(html, "src=\"http"));
  EXPECT_EQ(ReadFile(TestFolder() + "/looks.png")->substr(1, 3), "PNG");
}

TEST_F(LineTest, ReportIsOneFileThatFetchesNothing) {
  const std::string path = TestFolder() + "/tiny.html";
  Ok({"report", "tiny", "--out=" + path});
  const std::string html = *ReadFile(path);
  EXPECT_TRUE(absl::StrContains(html, "Does order matter?"));
  EXPECT_FALSE(absl::StrContains(html, "src=\"http"));
}

TEST_F(LineTest, ATrialThatOverflowsIsAResultAndCounted) {
  const CommandRun run = RunCeteris({"run", spec_, "--seeds=1", "--set=name=hot", "--set=training.learning_rate=1e30",
                                     "--set=training.max_gradient_norm=0", db_});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_TRUE(absl::StrContains(run.err, "3 diverged")) << run.err;
  EXPECT_TRUE(absl::StrContains(run.out, "1 of 1 diverged")) << run.out;
  EXPECT_EQ(ReadJson({"sql", "SELECT count(*) AS n FROM v_missing WHERE state = 'DIVERGED'"})[0]["n"], 3);
}

TEST_F(LineTest, CtrlCLeavesNothingRunningAndSays130) {
  const std::string line = "timeout --preserve-status -s INT 4 " +
                           CeterisInShell({"run", spec_, "--set=name=long", "--set=training.num_steps=10000000", db_}) +
                           " 2>/dev/null";
  const int status = std::system(line.c_str());
  EXPECT_EQ(WEXITSTATUS(status), 130);
  EXPECT_EQ(ReadJson({"sql", "SELECT count(*) AS n FROM trial WHERE state = 'RUNNING'"})[0]["n"], 0);
  EXPECT_GE(ReadJson({"sql", "SELECT count(*) AS n FROM trial WHERE state = 'CANCELLED'"})[0]["n"], 1);
}

TEST_F(LineTest, AReaderThatHasSeenEnoughIsNoError) {
  const std::string err = TestFolder() + "/pipe_err";
  const std::string many =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) SELECT i FROM n";
  const std::string line = absl::StrCat("bash -o pipefail -c \"$LINE\" 2>'", err, "'");
  setenv("LINE", absl::StrCat(CeterisInShell({"sql", many, db_}), " | head -1 >/dev/null").c_str(), 1);
  EXPECT_EQ(std::system(line.c_str()), 0);
  EXPECT_EQ(*ReadFile(err), "");
}

TEST_F(LineTest, WithoutWordsItSaysWhatThereIs) {
  const CommandRun overview = RunCeteris({});
  EXPECT_EQ(overview.code, 0);
  EXPECT_EQ(overview.out, RunCeteris({"--help"}).out);
  EXPECT_EQ(RunCeteris({"help", "run"}).out, RunCeteris({"run", "--help"}).out);
}

}  // namespace
}  // namespace ceteris
