#include "core/tensor/counter_hash_tensor.h"

#include <ATen/ops/full.h>
#include <ATen/ops/tensor.h>

#include <limits>
#include <vector>

#include "core/base/counter_hash.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

const std::vector<int64_t> kNumbers = {
    0, 1, -1, 17, -123456789, std::numeric_limits<int64_t>::max(), std::numeric_limits<int64_t>::min()};

TEST(CounterHashTensorTest, HasTheBitsOfTheHostsHash) {
  const at::Tensor index = at::tensor(kNumbers, at::kLong);
  for (const int64_t key : kNumbers) {
    const at::Tensor bits = CounterHashTensor(at::full({}, key, at::kLong), index);
    for (size_t i = 0; i < kNumbers.size(); ++i) {
      const uint64_t expected = CounterHash(static_cast<uint64_t>(key), static_cast<uint64_t>(kNumbers[i]));
      EXPECT_EQ(static_cast<uint64_t>(bits[i].item<int64_t>()), expected) << key << " " << kNumbers[i];
    }
  }
}

TEST(CounterHashTensorTest, TakesTheDrawFromItsDevice) {
  for (const int64_t stream : kNumbers) {
    for (const int64_t draw : kNumbers) {
      const at::Tensor hash = CounterHashOfDraw(static_cast<uint64_t>(stream), at::full({}, draw, at::kLong));
      EXPECT_EQ(hash.dim(), 0);
      EXPECT_EQ(static_cast<uint64_t>(hash.item<int64_t>()),
                CounterHash(static_cast<uint64_t>(stream), static_cast<uint64_t>(draw)));
    }
  }
}

TEST(CounterHashTensorTest, ShiftsInZeros) {
  const at::Tensor bits = at::tensor(kNumbers, at::kLong);
  for (const int64_t places : {1, 30, 32, 63}) {
    const at::Tensor shifted = ShiftRightLogical(bits, places);
    for (size_t i = 0; i < kNumbers.size(); ++i)
      EXPECT_EQ(static_cast<uint64_t>(shifted[i].item<int64_t>()), static_cast<uint64_t>(kNumbers[i]) >> places);
  }
}

}  // namespace
}  // namespace ceteris
