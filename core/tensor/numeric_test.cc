#include "core/tensor/numeric.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace ceteris {
namespace {

using ::testing::HasSubstr;

TEST(ParseDeviceTest, AcceptsEveryForm) {
  EXPECT_EQ(ParseDevice("cpu").value(), at::Device(at::kCPU));
  const at::Device automatic = ParseDevice("auto").value();
  EXPECT_EQ(automatic.is_cuda(), ParseDevice("cuda").ok());
  if (automatic.is_cuda()) {
    EXPECT_EQ(ParseDevice("cuda").value(), at::Device(at::kCUDA, 0));
    EXPECT_EQ(ParseDevice("cuda:0").value(), automatic);
  }
}

TEST(ParseDeviceTest, ADeviceThatIsNotThereIsRefused) {
  const absl::Status status = ParseDevice("cuda:99").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("'cuda:99' is not there"));
}

TEST(ParseDeviceTest, OtherWordsAreRefused) {
  for (const char* name : {"", "gpu", "CPU", "cuda:", "cuda:x", "cuda:-1", "cuda0", "cpu:0"}) {
    EXPECT_EQ(ParseDevice(name).status().code(), absl::StatusCode::kInvalidArgument) << name;
  }
}

}  // namespace
}  // namespace ceteris
