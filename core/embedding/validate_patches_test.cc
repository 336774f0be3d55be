#include "core/embedding/validate_patches.h"

#include <limits>
#include <string>

#include "gtest/gtest.h"

namespace ceteris {
namespace {

std::string ErrorOf(int32_t patch_size, const ImageSize& image) {
  config::Patches config;
  config.set_patch_size(patch_size);
  return std::string(ValidatePatches(config, image, /*d_model=*/64, "model.input.patches").message());
}

TEST(ValidatePatchesTest, AcceptsWhatDivides) {
  for (const int32_t patch_size : {1, 2, 4, 8}) EXPECT_EQ(ErrorOf(patch_size, {8, 1}), "") << patch_size;
  EXPECT_EQ(ErrorOf(16, {224, 3}), "");
}

TEST(ValidatePatchesTest, NamesTheFieldItsValueAndWhatWouldBeRight) {
  EXPECT_EQ(ErrorOf(3, {8, 1}),
            "model.input.patches.patch_size: 3 does not divide the side of the task's images, 8; use 1, 2, 4 or 8");
  EXPECT_EQ(ErrorOf(16, {8, 1}),
            "model.input.patches.patch_size: 16 does not divide the side of the task's images, 8; use 1, 2, 4 or 8");
  for (const int32_t patch_size : {0, -2, std::numeric_limits<int32_t>::min()}) {
    EXPECT_EQ(ErrorOf(patch_size, {8, 1}).find("model.input.patches.patch_size: "), 0u) << patch_size;
  }
  EXPECT_NE(ErrorOf(1, {0, 1}).find("image_size (from the task): 0"), std::string::npos);
  EXPECT_NE(ErrorOf(1, {8, 0}).find("image_channels (from the task): 0"), std::string::npos);
}

}  // namespace
}  // namespace ceteris
