#include "core/training/precision.h"

#include <c10/util/Exception.h>
#include <gtest/gtest.h>

#include <set>

namespace ceteris {
namespace {

config::Precision Precision(const google::protobuf::FieldDescriptor* variant) {
  config::Precision precision;
  precision.GetReflection()->MutableMessage(&precision, variant);
  return precision;
}

TEST(PrecisionTest, EveryVariantIsADtypeOfItsName) {
  const auto* oneof = config::Precision::descriptor()->FindOneofByName("variant");
  std::set<at::ScalarType> seen;
  for (int i = 0; i < oneof->field_count(); ++i) {
    const at::ScalarType dtype = FromPrecision(Precision(oneof->field(i)));
    EXPECT_TRUE(seen.insert(dtype).second) << oneof->field(i)->name();
    EXPECT_TRUE(c10::isFloatingType(dtype));
  }
  config::Precision precision;
  precision.mutable_bfloat16();
  EXPECT_EQ(FromPrecision(precision), at::kBFloat16);
  precision.mutable_float64();
  EXPECT_EQ(FromPrecision(precision), at::kDouble);
  precision.mutable_float32();
  EXPECT_EQ(FromPrecision(precision), at::kFloat);
}

TEST(PrecisionTest, NothingChosenThrows) { EXPECT_THROW(FromPrecision(config::Precision()), c10::Error); }

}  // namespace
}  // namespace ceteris
