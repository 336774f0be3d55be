#include "experiments/spec/parse_experiment.h"

#include <cstdlib>

#include "core/base/clock.h"
#include "core/base/file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using testing::StartsWith;

std::string Error(const std::string& text) {
  const auto parsed = ParseExperiment(text, "e.textproto");
  return parsed.ok() ? "OK" : std::string(parsed.status().message());
}

TEST(ParseExperimentTest, ReadsAnExperimentAndWhereEachValueIs) {
  SourceLocations locations;
  const auto parsed = ParseExperiment(
      "name: 'heads'  # a comment\n"
      "base { model { decoder { attention { num_heads: 4 } } } }\n"
      "arm { name: 'a' }\n"
      "arm {\n  name: 'b'\n  change { training { num_steps: 5 } }\n}\n"
      "seeds { list: [3, 4] }\n",
      "dir/e.textproto", &locations);
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->base().model().decoder().attention().num_heads(), 4);
  EXPECT_EQ(locations.Find("name"), "dir/e.textproto:1:1");
  EXPECT_EQ(locations.Find("base.model.decoder.attention.num_heads"), "dir/e.textproto:2:38");
  EXPECT_EQ(locations.Find("arm[1]"), "dir/e.textproto:4:1");
  EXPECT_EQ(locations.Find("arm[1].name"), "dir/e.textproto:5:3");
  EXPECT_EQ(locations.Find("arm[1].change.training.num_steps"), "dir/e.textproto:6:23");
  EXPECT_EQ(locations.Find("seeds.list[1]"),
            "dir/e.textproto:8:9");  // of [ ... ] the parser tells the list's place only
  // Not written: the innermost message around it.
  EXPECT_EQ(locations.Find("base.model.decoder.attention.bias"), "dir/e.textproto:2:26");
  EXPECT_EQ(locations.FindExact("base.model.decoder.attention.bias"), "");
  EXPECT_EQ(locations.Find("goal"), "");
}

TEST(ParseExperimentTest, UnknownFieldsAreNamedWithTheirPathAndWhatWasMeant) {
  EXPECT_EQ(Error("nme: 'x'"), "e.textproto:1:1: nme: Experiment has no field \"nme\"; did you mean \"name\"?");
  EXPECT_EQ(
      Error("name: 'x'\n  arm { change {\n model { decoder { position { rotari {} } } } } }"),
      "e.textproto:3:31: arm[0].change.model.decoder.position.rotari: Position has no field \"rotari\"; did you mean "
      "\"rotary\"?");
  EXPECT_EQ(Error("arm {} arm [{}, { frob: 3 }]"),
            "e.textproto:1:19: arm[2].frob: Arm has no field \"frob\"; it has name, baseline, change");
  EXPECT_EQ(Error("base { preset: 'gpt1' }"),
            "e.textproto:1:8: base.preset: Trial has no field \"preset\"; it is a field of the experiment: write it at "
            "the top, beside base");
  EXPECT_EQ(
      Error("base < training < num_step: 3 > >"),
      "e.textproto:1:19: base.training.num_step: Training has no field \"num_step\"; did you mean \"num_steps\"?");
  EXPECT_EQ(Error("base { model { decoder { theta: 5 } } }"),
            "e.textproto:1:26: base.model.decoder.theta: Stack has no field \"theta\"; did you mean "
            "\"position.sinusoidal.theta\" or \"position.rotary.theta\" or \"position.xpos.theta\"?");
  EXPECT_EQ(Error("base { model { decoder { position { none { x: 1 } } } } }"),
            "e.textproto:1:44: base.model.decoder.position.none.x: None has no field \"x\"; it has no fields");
}

TEST(ParseExperimentTest, WrongTypesSayWhatIsExpected) {
  EXPECT_EQ(Error("seeds { count: abc }"), "e.textproto:1:16: seeds.count: expected a whole number, found abc");
  EXPECT_EQ(Error("seeds { count: 1.5 }"), "e.textproto:1:16: seeds.count: expected a whole number, found 1.5");
  EXPECT_EQ(Error("seeds { first: -1 }"),
            "e.textproto:1:16: seeds.first: expected a whole number, not negative, found -");
  EXPECT_EQ(Error("seeds { list: [1, 2, x] }"),
            "e.textproto:1:22: seeds.list[2]: expected a whole number, not negative, found x");
  EXPECT_EQ(Error("replicates: '3'"), "e.textproto:1:13: replicates: expected a whole number, found '3'");
  EXPECT_EQ(Error("name: foo"), "e.textproto:1:7: name: expected text in quotes, found foo");
  EXPECT_EQ(Error("arm { baseline: maybe }"), "e.textproto:1:17: arm[0].baseline: expected true or false, found maybe");
  EXPECT_EQ(Error("equivalence_margin: much"), "e.textproto:1:21: equivalence_margin: expected a number, found much");
  EXPECT_EQ(Error("seeds: 3"), "e.textproto:1:8: seeds: expected seeds { ... }, found 3");
  EXPECT_EQ(Error("name { }"), "e.textproto:1:6: name: expected text in quotes, found {");
}

TEST(ParseExperimentTest, NumbersOutOfTheTypesRangeAreRefused) {
  EXPECT_EQ(Error("seeds { count: 3000000000 }"), "e.textproto:1:16: seeds.count: 3000000000 is out of range of int32");
  EXPECT_EQ(Error("replicates: -2147483649"), "e.textproto:1:14: replicates: 2147483649 is out of range of int32");
  EXPECT_EQ(Error("seeds { first: 18446744073709551616 }"),
            "e.textproto:1:16: seeds.first: 18446744073709551616 is out of range of uint64");
  EXPECT_EQ(Error("replicates: -2147483648"), "OK");  // the validation's business
}

TEST(ParseExperimentTest, EnumsListTheirValues) {
  EXPECT_EQ(Error("\ngoal: MAXIMISE"),
            "e.textproto:2:7: goal: \"MAXIMISE\" is not a Goal; use MINIMIZE, MAXIMIZE; did you mean \"MAXIMIZE\"?");
  EXPECT_EQ(Error("goal: 7"), "e.textproto:1:7: goal: \"7\" is not a Goal; use MINIMIZE, MAXIMIZE");
}

TEST(ParseExperimentTest, WhatIsWrittenTwiceIsRefused) {
  EXPECT_EQ(Error("name: 'a' name: 'b'"), "e.textproto:1:11: name: written twice; write it once");
  EXPECT_EQ(Error("base {} base {}"), "e.textproto:1:9: base: written twice; write it once");
  EXPECT_EQ(
      Error("base { model { decoder { position { rotary {} alibi {} } } } }"),
      "e.textproto:1:47: base.model.decoder.position.alibi: written beside rotary, but only one of them can be chosen");
}

TEST(ParseExperimentTest, BrokenTextIsPlaced) {
  EXPECT_EQ(Error("base { task { }"), "e.textproto:1:16: base: the file ends here; is a } missing?");
  EXPECT_EQ(Error("}"), "e.textproto:1:1: expected the name of a field, found }");
  EXPECT_THAT(Error("name: 'abc\n"), StartsWith("e.textproto:1:11: name: "));
  EXPECT_THAT(Error("[a.b]: 3"), StartsWith("e.textproto:1:"));
  EXPECT_THAT(Error("1: 3"), StartsWith("e.textproto:1:1: "));
}

TEST(ParseExperimentTest, BytesThatAreNotTextAreRefused) {
  EXPECT_EQ(Error("name: 'x'\n \x01"), "e.textproto:2:2: byte 0x01 is not text; an experiment is UTF-8");
  EXPECT_EQ(Error("name: '\xff'"), "e.textproto:1:8: byte 0xff is not text; an experiment is UTF-8");
  EXPECT_EQ(Error(std::string("name: 'a\0b'", 12)), "e.textproto:1:9: byte 0x00 is not text; an experiment is UTF-8");
  EXPECT_EQ(Error("question: 'How good is \xe2\x80\x9cRoPE\xe2\x80\x9d?'\r\n\thypothesis: 'x'"), "OK");
  EXPECT_EQ(Error("\xef\xbb\xbfname: 'x'"), "OK");
}

TEST(ParseExperimentTest, AnEmptyTextIsAnEmptyExperiment) {
  EXPECT_EQ(Error(""), "OK");
  EXPECT_EQ(Error("# nothing\n"), "OK");
}

TEST(ReadExperimentTest, AHugeOrBinaryFileIsRefusedQuickly) {
  const std::string path = std::string(getenv("TEST_TMPDIR")) + "/huge.textproto";
  ASSERT_TRUE(WriteFileAtomically(path, std::string(100 << 20, 'x')).ok());
  double start = MonotonicSeconds();
  const auto huge = ReadExperiment(path);
  EXPECT_LT(MonotonicSeconds() - start, 0.1);
  EXPECT_EQ(huge.status().message(),
            path + ":1:1: 104857600 bytes are too many for an experiment; at most 1048576 are read");
  for (const char byte : {'\x7f', 'x', '{', '\'', '['}) {
    start = MonotonicSeconds();
    EXPECT_THAT(Error(std::string(1 << 20, byte)), StartsWith("e.textproto:1:")) << byte;
    EXPECT_LT(MonotonicSeconds() - start, 2) << byte;
  }
}

TEST(ReadExperimentTest, MissingFilesAndDirectoriesAreNamed) {
  const std::string directory = getenv("TEST_TMPDIR");
  EXPECT_THAT(std::string(ReadExperiment(directory + "/none").status().message()), StartsWith(directory + "/none: "));
  EXPECT_THAT(std::string(ReadExperiment(directory).status().message()), StartsWith(directory + ": "));
}

TEST(ParseExperimentTest, DeepNestingIsRefusedNotRun) {
  std::string text;
  for (int i = 0; i < 100000; ++i) text += "base{";
  EXPECT_THAT(Error(text), StartsWith("e.textproto:1:6: base.base: Trial has no field"));
}

}  // namespace
}  // namespace ceteris
