// Bad input: refused before anything runs, in one line that names the place, the value and what would be right, with
// exit code 64, and nothing that is stored is touched.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "core/base/file.h"
#include "experiments/results/open_database.h"
#include "gtest/gtest.h"
#include "tools/ceteris/command_run_for_testing.h"

namespace ceteris {
namespace {

// The small experiment with one thing changed.
struct SpecCase {
  const char* name;
  const char* written;  // in TinySpec
  const char* instead;
  std::vector<const char*> words;  // that the line must contain
};

const SpecCase kSpecCases[] = {
    {"UnknownField", "num_heads: 2", "num_head: 2", {"spec.textproto:10:", "num_head", "num_heads"}},
    {"WrongType", "num_heads: 2", "num_heads: two", {"spec.textproto:10:", "num_heads", "two"}},
    {"OutOfTheTypesRange", "num_heads: 2", "num_heads: 99999999999", {"spec.textproto:10:", "99999999999"}},
    {"HeadsThatDoNotDivide", "num_heads: 2", "num_heads: 5", {"spec.textproto:10:", "num_heads: 5", "d_model 16", "4"}},
    {"OddHeadDimWithRotary", "d_model: 16", "d_model: 18", {"spec.textproto:15:", "head_dim 9 is odd", "use 10"}},
    {"AbsurdSize", "d_model: 16", "d_model: 1073741824", {"spec.textproto:10:", "d_model", "1073741824"}},
    {"NoStep", "num_steps: 12", "num_steps: 0", {"spec.textproto:12:", "num_steps: 0", "1"}},
    {"NotANumber", "learning_rate: 0.003", "learning_rate: nan", {"spec.textproto:12:", "learning_rate", "nan"}},
    {"DuplicateSeeds", "seeds { count: 2 }", "seeds { list: [4, 7, 4] }", {"spec.textproto:5:", "seeds.list", "4"}},
    {"NoSeed", "seeds { count: 2 }", "seeds { count: 0 }", {"spec.textproto:5:", "seeds.count", "0"}},
    {"DuplicateArms", "name: \"rotary\"", "name: \"learned\"", {"spec.textproto:15:", "learned"}},
    {"EqualArms", "rotary {}", "learned {}", {"spec.textproto:15:", "rotary", "learned", "the same trial"}},
    {"TwoBaselines", "\"rotary\"", "\"rotary\" baseline: true", {"spec.textproto:15:", "baseline"}},
    {"NoBaseline", "baseline: true", "", {"spec.textproto", "baseline"}},
    {"UnknownMetric", "replicates", "primary_metric: \"valid/los\" replicates", {"spec.textproto:6:", "valid/loss"}},
    {"UnknownPreset", "replicates", "preset: \"gpt2_smal\" replicates", {"spec.textproto:6:", "gpt2_small"}},
    {"NameThatIsAPath", "name: \"tiny\"", "name: \"../tiny\"", {"spec.textproto:1:", "../tiny"}},
    {"BrokenText", "base {", "base { {", {"spec.textproto:7:"}},
    {"MissingCorpus", "seq_len", "corpus { text_file { path: \"gone.txt\" } } seq_len", {"gone.txt", "No such file"}},
    {"NoCorpusPath", "seq_len", "corpus { text_file {} } seq_len", {"spec.textproto:8:", "path"}},
    {"EmptyCorpus", "seq_len", "corpus { text_file { path: \"empty.txt\" } } seq_len", {"empty.txt", "empty"}},
    {"ShortCorpus", "seq_len", "corpus { text_file { path: \"short.txt\" } } seq_len", {"seq_len", "32"}},
    {"NotUtf8Corpus",
     "seq_len",
     "corpus { text_file { path: \"broken.txt\" } } seq_len",
     {"broken.txt", "line 3", "byte", "UTF-8"}},
    {"BeyondBudget", "replicates", "budget { max_minutes: 1e-6 } replicates", {"budget.max_minutes", "forecast"}},
};

// Other words on the command line. @SPEC, @DB, @FOLDER, @NEWER and @CORRUPT stand for paths.
struct WordsCase {
  const char* name;
  std::vector<std::string> words;
  std::vector<const char*> expected;
};

const WordsCase kWordsCases[] = {
    {"UnknownCommand", {"rnu", "@SPEC"}, {"\"rnu\"", "\"run\"", "--help"}},
    {"UnknownFlag", {"run", "@SPEC", "--seed=2"}, {"--seed", "\"seeds\""}},
    {"FlagOfAnotherCommand", {"table", "tiny", "--workers=2"}, {"table", "--workers"}},
    {"FlagWithoutValue", {"run", "@SPEC", "--db"}, {"--db", "needs a value"}},
    {"NoSpec", {"run"}, {"run SPEC"}},
    {"TwoSpecs", {"run", "@SPEC", "@SPEC"}, {"one word too many"}},
    {"MissingSpec", {"run", "gone.textproto", "--db=@DB"}, {"gone.textproto", "No such file"}},
    {"SpecThatIsAFolder", {"run", "@FOLDER", "--db=@DB"}, {"@FOLDER"}},
    {"SeedsThatAreNoNumber", {"run", "@SPEC", "--seeds=two"}, {"--seeds=two", "int32"}},
    {"NoSeeds", {"run", "@SPEC", "--seeds=0", "--db=@DB"}, {"--seeds=0", "1 or more"}},
    {"NegativeSeeds", {"run", "@SPEC", "--seeds=-1", "--db=@DB"}, {"--seeds=-1", "1 to 2"}},
    {"TooManySeeds", {"run", "@SPEC", "--seeds=9", "--db=@DB"}, {"--seeds=9", "1 to 2"}},
    {"NegativeWorkers", {"run", "@SPEC", "--workers=-2", "--db=@DB"}, {"--workers=-2", "1 to"}},
    {"BeyondMemory",
     {"run", "@SPEC", "--db=@DB", "--set=model.decoder.d_model=16384", "--set=model.decoder.num_layers=1000"},
     {"arm \"learned\"", "of memory", "training.batch_size"}},
    {"UnknownRerun", {"run", "@SPEC", "--rerun=fialed", "--db=@DB"}, {"fialed", "failed"}},
    {"UnknownFormat",
     {"table", "tiny", "--format=xml", "--db=@DB"},
     {"--format=xml: \"xml\" is not a format; use table, csv, json or md"}},
    {"UnknownDevice", {"run", "@SPEC", "--device=tpu", "--db=@DB"}, {"tpu", "cpu", "cuda"}},
    {"SetWithoutValue", {"run", "@SPEC", "--set=training.num_steps"}, {"--set=training.num_steps", "PATH=VALUE"}},
    {"SetOfNothing", {"run", "@SPEC", "--set=training.num_step=3", "--db=@DB"}, {"training.num_step", "num_steps"}},
    {"SetOfWrongType", {"run", "@SPEC", "--set=training.num_steps=many", "--db=@DB"}, {"num_steps=many"}},
    {"SetOfUnknownVariant", {"plan", "@SPEC", "--set=model.decoder.norm=layernorm"}, {"layernorm", "layer_norm"}},
    {"FolderAsDatabase", {"run", "@SPEC", "--db=@FOLDER"}, {"@FOLDER", "not a file"}},
    {"DatabaseWhereNoneCanBe", {"run", "@SPEC", "--db=/proc/ceteris/results.db"}, {"/proc/ceteris", "--db"}},
    {"CorruptDatabase", {"run", "@SPEC", "--db=@CORRUPT"}, {"@CORRUPT", "damaged or no results database"}},
    {"NewerDatabase", {"run", "@SPEC", "--db=@NEWER"}, {"@NEWER", "newer"}},
    {"NewerDatabaseRead", {"table", "tiny", "--db=@NEWER"}, {"@NEWER", "newer"}},
    {"NoDatabase", {"table", "tiny", "--db=gone.db"}, {"gone.db", "ceteris run SPEC"}},
    {"UnknownExperiment", {"table", "tinny", "--db=@DB"}, {"tinny", "\"tiny\""}},
    {"UnknownRevision", {"table", "tiny", "--revision=7", "--db=@DB"}, {"revision 7", "1"}},
    {"NegativeRevision", {"table", "tiny", "--revision=-7", "--db=@DB"}, {"--revision=-7"}},
    {"UnknownArm", {"explain", "tiny", "rotray", "--db=@DB"}, {"rotray", "\"rotary\""}},
    {"UnknownArmInDiff", {"diff", "tiny/learned", "tiny/rotray", "--db=@DB"}, {"rotray", "\"rotary\""}},
    {"UnknownMetric", {"curve", "tiny", "--metric=valid/los", "--db=@DB"}, {"valid/los", "\"valid/loss\""}},
    {"UnknownTrial", {"show", "99", "--db=@DB"}, {"trial \"99\""}},
    {"TrialAgainstArm", {"diff", "1", "tiny/rotary", "--db=@DB"}, {"one is a trial and one an arm"}},
    {"UnknownField", {"fields", "training.num_step"}, {"training.num_step", "training.num_steps"}},
    {"NothingToInspect", {"inspect", "gpt2_smal"}, {"gpt2_smal", "\"gpt2_small\""}},
    {"SqlThatWrites", {"sql", "DELETE FROM trial", "--db=@DB"}, {"only questions"}},
    {"SqlWithoutSense", {"sql", "SELEC 1", "--db=@DB"}, {"SELEC"}},
    {"TwoStatements", {"sql", "SELECT 1; DELETE FROM trial", "--db=@DB"}, {"one statement"}},
    {"OutThatCannotBeWritten", {"export", "tiny", "--out=/proc/ceteris.csv", "--db=@DB"}, {"/proc/ceteris.csv"}},
    {"ReportThatCannotBeWritten", {"report", "tiny", "--out=gone/tiny.html", "--db=@DB"}, {"gone/tiny.html"}},
    {"PromptOfUnknownCharacters", {"generate", "1", "In the beginning \u2603", "--db=@DB"}, {"prompt", "U+2603"}},
    {"EmptyPrompt", {"generate", "1", "", "--db=@DB"}, {"prompt", "empty"}},
    {"TextOfUnknownCharacters", {"attention", "1", "a \u2603", "--db=@DB"}, {"text", "U+2603"}},
    {"TextBeyondPositions",
     {"attention", "1", "In the beginning God created the heaven and the earth", "--db=@DB"},
     {"text", "positions end at 32"}},
    {"PageOfAnotherKind", {"attention", "1", "In", "--out=looks.pdf", "--db=@DB"}, {"looks.pdf", ".html"}},
    {"NegativeTemperature", {"generate", "1", "In", "--temperature=-1", "--db=@DB"}, {"temperature", "-1"}},
};

class RefusalsTest : public ::testing::Test {
 public:
  static void SetUpTestSuite() {
    spec_ = WriteTestFile("tiny.textproto", TinySpec("tiny"));
    WriteTestFile("empty.txt", "");
    WriteTestFile("short.txt", "In the beginning.\n");
    WriteTestFile("broken.txt", "In the\nbeginning\nGod \xff created\n");
    db_ = TestFolder() + "/results.db";
    const CommandRun run = RunCeteris({"run", spec_, "--seeds=1", "--db=" + db_});
    ASSERT_EQ(run.code, 0) << run.err;
    newer_ = TestFolder() + "/newer.db";
    ASSERT_TRUE((*OpenForWriting(newer_))->Execute("PRAGMA user_version = 1000").ok());
    corrupt_ = WriteTestFile("corrupt.db", std::string(40000, 'x'));
    stored_ = *ReadFile(db_);
  }

 protected:
  static std::string Paths(const std::string& text) {
    return absl::StrReplaceAll(
        text, {{"@SPEC", spec_}, {"@FOLDER", TestFolder()}, {"@NEWER", newer_}, {"@CORRUPT", corrupt_}, {"@DB", db_}});
  }

  static void ExpectRefusal(const CommandRun& run, const std::vector<const char*>& words) {
    EXPECT_EQ(run.code, 64) << run.out << run.err;
    EXPECT_EQ(run.out, "");
    EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
    EXPECT_EQ(run.err.rfind("ceteris: ", 0), 0u) << run.err;
    for (const char* word : words) {
      const std::string expected = Paths(word);
      EXPECT_NE(run.err.find(expected), std::string::npos) << "no \"" << expected << "\" in " << run.err;
    }
    EXPECT_EQ(*ReadFile(db_), stored_) << "the database was changed";
  }

  static std::string spec_, db_, newer_, corrupt_, stored_;
};
std::string RefusalsTest::spec_, RefusalsTest::db_, RefusalsTest::newer_, RefusalsTest::corrupt_, RefusalsTest::stored_;

TEST_F(RefusalsTest, SpecsThatCannotBeRun) {
  for (const SpecCase& one : kSpecCases) {
    SCOPED_TRACE(one.name);
    const std::string spec = TinySpec("tiny");
    ASSERT_NE(spec.find(one.written), std::string::npos);
    std::string changed = spec;
    changed.replace(spec.find(one.written), std::string(one.written).size(), one.instead);
    WriteTestFile("spec.textproto", changed);
    ExpectRefusal(RunCeteris({"run", "spec.textproto", "--db=" + db_}), one.words);
  }
}

TEST_F(RefusalsTest, WordsThatMakeNoSense) {
  for (const WordsCase& one : kWordsCases) {
    SCOPED_TRACE(one.name);
    std::vector<std::string> words;
    for (const std::string& word : one.words) words.push_back(Paths(word));
    ExpectRefusal(RunCeteris(words), one.expected);
  }
}

TEST_F(RefusalsTest, CudaWhereThereIsNone) {
  const CommandRun device = RunCeteris({"run", spec_, "--device=cuda:93", "--db=" + db_});
  ExpectRefusal(device, {"cuda:93"});
}

}  // namespace
}  // namespace ceteris
