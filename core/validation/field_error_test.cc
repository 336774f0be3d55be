#include "core/validation/field_error.h"

#include <cmath>
#include <limits>

#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/dynamic_message.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(FieldErrorTest, NamesPathValueAndProblem) {
  EXPECT_EQ(FieldError("model.decoder", "d_model", 5, "is odd; use 6").ToString(),
            "INVALID_ARGUMENT: model.decoder.d_model: 5 is odd; use 6");
}

TEST(FieldErrorTest, ListsWordsAndDivisors) {
  EXPECT_EQ(OrList(std::vector<int64_t>{}), "");
  EXPECT_EQ(OrList(std::vector<int64_t>{7}), "7");
  EXPECT_EQ(OrList(Divisors(12, 100)), "1, 2, 3, 4, 6 or 12");
  EXPECT_EQ(OrList(Divisors(12, 4)), "1, 2, 3 or 4");
}

TEST(FieldErrorTest, RatesAreBelowOneAndNeverNan) {
  EXPECT_TRUE(RequireRate("a", "b", 0).ok());
  EXPECT_TRUE(RequireRate("a", "b", 0.999).ok());
  for (const double bad : {1.0, -1e-9, kNan, kInfinity}) EXPECT_FALSE(RequireRate("a", "b", bad).ok()) << bad;
}

TEST(FieldErrorTest, AboveMeansFiniteAndAbove) {
  EXPECT_TRUE(RequireAbove("a", "b", 1.5, 1).ok());
  for (const double bad : {1.0, 0.0, kNan, kInfinity}) EXPECT_FALSE(RequireAbove("a", "b", bad, 1).ok()) << bad;
  EXPECT_TRUE(RequireAtLeast("a", "b", 1, 1).ok());
  EXPECT_FALSE(RequireAtLeast("a", "b", 0, 1).ok());
}

TEST(FieldErrorTest, RefusesTensorsBeyondTwoToTheThirtyOne) {
  EXPECT_TRUE(RequireTensorSize("a", "b", 1, 1 << 16, 1 << 15).ok());
  EXPECT_FALSE(RequireTensorSize("a", "b", 1, 1 << 16, (1 << 15) + 1).ok());
  EXPECT_FALSE(RequireTensorSize("a", "b", 1, std::numeric_limits<int64_t>::max(), 4).ok());
  EXPECT_FALSE(RequireTensorSize("a", "b", 1, 4, std::numeric_limits<int64_t>::max()).ok());
}

TEST(FieldErrorTest, AnUnsetOneofListsItsMembers) {
  google::protobuf::FileDescriptorProto file;
  file.set_name("t.proto");
  auto* message = file.add_message_type();
  message->set_name("M");
  message->add_oneof_decl()->set_name("kind");
  for (const char* name : {"left", "right"}) {
    auto* field = message->add_field();
    field->set_name(name);
    field->set_number(message->field_size());
    field->set_type(google::protobuf::FieldDescriptorProto::TYPE_INT32);
    field->set_label(google::protobuf::FieldDescriptorProto::LABEL_OPTIONAL);
    field->set_oneof_index(0);
  }
  google::protobuf::DescriptorPool pool;
  google::protobuf::DynamicMessageFactory factory;
  const auto* descriptor = pool.BuildFile(file)->FindMessageTypeByName("M");
  EXPECT_EQ(OneofNotSetError("a.m", *factory.GetPrototype(descriptor), "kind").message(),
            "a.m.kind: nothing is written; write left or right");
}

}  // namespace
}  // namespace ceteris
