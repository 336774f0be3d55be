#include "core/tensor/catch_torch.h"

#include <ATen/ops/empty.h>
#include <c10/util/Exception.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <new>
#include <stdexcept>

namespace ceteris {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(CatchTorchTest, NoExceptionIsOk) {
  bool ran = false;
  EXPECT_TRUE(CatchTorch([&] { ran = true; }).ok());
  EXPECT_TRUE(ran);
}

TEST(CatchTorchTest, ABrokenContractIsInternalAndKeepsItsMessage) {
  const absl::Status status = CatchTorch([] { TORCH_CHECK(false, "head_dim 7 is odd"); });
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(status.message()), HasSubstr("head_dim 7 is odd"));
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("frame #")));  // no C++ stack
}

TEST(CatchTorchTest, MemoryThatIsNotThereIsResourceExhausted) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "the sanitizer ends a process that asks for so much";
#endif
  const absl::Status status = CatchTorch([] { at::empty({int64_t{1} << 46}, at::kDouble); });
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
  EXPECT_EQ(CatchTorch([] { throw std::bad_alloc(); }).code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(CatchTorch([] { TORCH_CHECK_WITH(OutOfMemoryError, false, "CUDA out of memory"); }).code(),
            absl::StatusCode::kResourceExhausted);
}

TEST(CatchTorchTest, OtherExceptionsAreInternal) {
  const absl::Status status = CatchTorch([] { throw std::runtime_error("something else"); });
  EXPECT_EQ(status, absl::InternalError("something else"));
}

}  // namespace
}  // namespace ceteris
