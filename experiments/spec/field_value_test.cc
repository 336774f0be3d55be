#include "experiments/spec/field_value.h"

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <random>

#include "experiments/spec/experiment.pb.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const FieldDescriptor& Field(const Message& message, const std::string& name) {
  return *message.GetDescriptor()->FindFieldByName(name);
}

std::string SetError(Message* message, const std::string& name, const std::string& text) {
  const std::string before = message->SerializeAsString();
  const absl::Status set = SetField("a." + name, text, Field(*message, name), message);
  EXPECT_FALSE(set.ok()) << name << " took " << text;
  EXPECT_EQ(message->SerializeAsString(), before) << name << " was changed by " << text;
  return std::string(set.message());
}

TEST(FieldValueTest, DoublesReadBackAsTheSameBits) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 100000; ++i) {
    const uint64_t bits = random();
    double value;
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value)) continue;
    EXPECT_EQ(std::strtod(FormatDouble(value).c_str(), nullptr), value);
  }
}

TEST(FieldValueTest, DoublesReadAsPeopleWriteThem) {
  EXPECT_EQ(FormatDouble(0.003), "0.003");
  EXPECT_EQ(FormatDouble(3e-3), "0.003");
  EXPECT_EQ(FormatDouble(10000), "10000");
  EXPECT_EQ(FormatDouble(1e-8), "1e-08");
  EXPECT_EQ(FormatDouble(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(FormatDouble(-0.0), "0");
  EXPECT_EQ(FormatDouble(1e308), "1e+308");
  EXPECT_EQ(FormatDouble(std::numeric_limits<double>::denorm_min()), "4.94065645841247e-324");
  EXPECT_EQ(FormatDouble(std::nan("")), "nan");
  EXPECT_EQ(FormatDouble(-std::numeric_limits<double>::infinity()), "-inf");
}

TEST(FieldValueTest, WhatIsFormattedSetsTheSameValue) {
  config::Training training;
  for (const double rate : {1e-300, 0.1, 1.0 / 3, 6e-4, 1e308}) {
    training.set_learning_rate(rate);
    config::Training copy;
    const FieldDescriptor& field = Field(training, "learning_rate");
    ASSERT_TRUE(SetField("p", FormatField(training, field), field, &copy).ok());
    EXPECT_EQ(copy.learning_rate(), rate);
  }
}

TEST(FieldValueTest, SetsEveryKindOfField) {
  config::Experiment experiment;
  config::LanguageModel task;
  config::Attention attention;
  EXPECT_TRUE(SetField("p", " 7 ", Field(experiment, "replicates"), &experiment).ok());
  EXPECT_TRUE(SetField("p", "MAXIMIZE", Field(experiment, "goal"), &experiment).ok());
  EXPECT_TRUE(SetField("p", " a b ", Field(experiment, "question"), &experiment).ok());
  EXPECT_TRUE(
      SetField("p", "18446744073709551615", Field(experiment.seeds(), "first"), experiment.mutable_seeds()).ok());
  EXPECT_TRUE(SetField("p", "[1, 2,4 ]", Field(task, "evaluate_at_lengths"), &task).ok());
  EXPECT_TRUE(SetField("p", "false", Field(attention, "bias"), &attention).ok());
  EXPECT_EQ(experiment.replicates(), 7);
  EXPECT_EQ(experiment.goal(), config::Experiment::MAXIMIZE);
  EXPECT_EQ(experiment.question(), " a b ");
  EXPECT_EQ(experiment.seeds().first(), std::numeric_limits<uint64_t>::max());
  EXPECT_EQ(FormatField(task, Field(task, "evaluate_at_lengths")), "[1, 2, 4]");
  EXPECT_FALSE(attention.bias());
}

TEST(FieldValueTest, AListIsReplacedAndMayBecomeEmpty) {
  config::LanguageModel task;
  const FieldDescriptor& field = Field(task, "evaluate_at_lengths");
  ASSERT_TRUE(SetField("p", "1,2", field, &task).ok());
  ASSERT_TRUE(SetField("p", "8", field, &task).ok());
  EXPECT_EQ(FormatField(task, field), "[8]");
  ASSERT_TRUE(SetField("p", "[]", field, &task).ok());
  EXPECT_EQ(FormatField(task, field), "[]");
}

TEST(FieldValueTest, RefusesWhatIsNotOfTheTypeAndSaysWhatIs) {
  config::Experiment experiment;
  config::Training training;
  config::LanguageModel task;
  config::Attention attention;
  EXPECT_EQ(SetError(&experiment, "replicates", "3000000000"),
            "a.replicates: \"3000000000\" is out of range; use -2147483648 to 2147483647");
  for (const char* bad : {"", "-", "1.5", "1e3", "0x10", "ten", "1 2", "nan", "--1", "99999999999999999999999"}) {
    SetError(&experiment, "replicates", bad);
  }
  for (const char* bad : {"", "nan", "inf", "-inf", "1e999", "-1e999", "0.1.2", "x", "1,2"}) {
    SetError(&training, "learning_rate", bad);
  }
  EXPECT_EQ(SetError(&attention, "kernel", "FUSD"),
            "a.kernel: \"FUSD\" is not a Kernel; use AUTO, FUSED, COMPOSED; did you mean \"FUSED\"?");
  EXPECT_EQ(SetError(&attention, "bias", "yes"), "a.bias: \"yes\" is neither true nor false");
  for (const char* bad : {"[1, 2", "1,,2", "[1, x]", ",", "[[1]]", "1]"}) SetError(&task, "evaluate_at_lengths", bad);
}

TEST(FieldValueTest, AnErrorIsOneShortLine) {
  config::Experiment experiment;
  const std::string error = SetError(&experiment, "replicates", std::string(1000000, 'x') + "\n\xff");
  EXPECT_LT(error.size(), 200u);
  EXPECT_EQ(error.find('\n'), std::string::npos);
  EXPECT_EQ(SetError(&experiment, "replicates", "1\n2").find('\n'), std::string::npos);
}

TEST(FieldValueTest, NamesTypesAndDefaults) {
  EXPECT_EQ(TypeName(Field(config::Attention(), "kernel")), "Kernel (AUTO, FUSED, COMPOSED)");
  EXPECT_EQ(TypeName(Field(config::LanguageModel(), "evaluate_at_lengths")), "list of int32");
  EXPECT_EQ(FormatDefault(Field(config::Training(), "learning_rate")), "0.0006");
  EXPECT_EQ(FormatDefault(Field(config::Experiment(), "primary_metric")), "valid/loss");
  EXPECT_EQ(FormatDefault(Field(config::Attention(), "kernel")), "AUTO");
}

}  // namespace
}  // namespace ceteris
