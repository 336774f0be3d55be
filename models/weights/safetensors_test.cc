#include "models/weights/safetensors.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "absl/strings/str_cat.h"
#include "core/base/file.h"

namespace ceteris {
namespace {

using ::testing::HasSubstr;

constexpr char kGolden[] = "models/weights/testdata/golden.safetensors";

std::string Temporary(const std::string& name) { return absl::StrCat(testing::TempDir(), "/", name); }

// Without the flush to disk that WriteFileAtomically waits for: the tests below write a thousand files.
void WriteQuickly(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

at::Tensor Find(const SafetensorsFile& file, const std::string& name) {
  for (const NamedTensor& named : file.tensors) {
    if (named.name == name) return named.tensor;
  }
  return at::Tensor();
}

// The tensors of testdata/make_golden.py.
std::vector<NamedTensor> GoldenTensors() {
  return {
      {"decoder.0.attention.query.weight", at::arange(6, at::kFloat).view({2, 3}).div(8)},
      {"b", at::tensor({1.5, -2.25}, at::kDouble)},
      {"a", at::tensor({int64_t{-1}, int64_t{2}, int64_t{9007199254740993}}, at::kLong)},
      {"half", at::tensor({0.5, 65504.0}, at::kFloat).to(at::kHalf)},
      {"mask", at::tensor({1, 0, 1}, at::kInt).to(at::kBool).view({1, 3})},
      {"scalar", at::full({}, 3.0, at::kFloat)},
      {"empty", at::zeros({0, 4}, at::kFloat)},
      {"quote \" backslash \\ umlaut \xC3\xA4", at::tensor({7}, at::kByte)},
  };
}

TEST(SafetensorsTest, ReadsWhatTheReferenceImplementationWrote) {
  const absl::StatusOr<SafetensorsFile> file = ReadSafetensors(kGolden);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->tensors.size(), 8u);
  EXPECT_EQ(file->metadata, DefaultSafetensorsMetadata());
  for (const NamedTensor& expected : GoldenTensors()) {
    const at::Tensor found = Find(*file, expected.name);
    ASSERT_TRUE(found.defined()) << expected.name;
    EXPECT_EQ(found.scalar_type(), expected.tensor.scalar_type()) << expected.name;
    EXPECT_TRUE(at::equal(found, expected.tensor)) << expected.name;
  }
}

TEST(SafetensorsTest, WritesTheBytesThatTheReferenceImplementationWrites) {
  const std::string path = Temporary("same.safetensors");
  ASSERT_TRUE(WriteSafetensors(path, GoldenTensors()).ok());
  EXPECT_EQ(ReadFile(path).value(), ReadFile(kGolden).value());
}

TEST(SafetensorsTest, WritesStridedTensorsInRowOrder) {
  const std::string path = Temporary("strided.safetensors");
  const at::Tensor wide = at::arange(6, at::kBFloat16).view({2, 3});
  ASSERT_TRUE(WriteSafetensors(path, {{"t", wide.t()}, {"row", wide[1]}}).ok());
  const SafetensorsFile file = ReadSafetensors(path).value();
  EXPECT_TRUE(at::equal(Find(file, "t"), wide.t().contiguous()));
  EXPECT_TRUE(at::equal(Find(file, "row"), wide[1]));
}

TEST(SafetensorsTest, RefusesEveryTruncationOfAFile) {
  const std::string bytes = ReadFile(kGolden).value();
  const std::string path = Temporary("cut.safetensors");
  for (size_t length = 0; length < bytes.size(); ++length) {
    WriteQuickly(path, bytes.substr(0, length));
    const absl::Status status = ReadSafetensors(path).status();
    ASSERT_EQ(status.code(), absl::StatusCode::kDataLoss) << length << " bytes: " << status;
    ASSERT_THAT(status.message(), HasSubstr(path));
  }
  WriteQuickly(path, bytes + '\0');
  EXPECT_THAT(ReadSafetensors(path).status().message(), HasSubstr("cover 76 of the 77"));
}

TEST(SafetensorsTest, AnyFlippedHeaderByteIsRefusedOrStillAConsistentFile) {
  const std::string bytes = ReadFile(kGolden).value();
  const size_t header_end = bytes.size() - 76;
  const std::string path = Temporary("flipped.safetensors");
  int refused = 0;
  for (size_t at = 0; at < header_end; ++at) {
    for (const int mask : {1, 16, 128}) {
      std::string flipped = bytes;
      flipped[at] = static_cast<char>(flipped[at] ^ mask);
      WriteQuickly(path, flipped);
      const absl::StatusOr<SafetensorsFile> file = ReadSafetensors(path);
      refused += !file.ok();
      int64_t num_bytes = 0;
      if (file.ok()) {
        for (const NamedTensor& named : file->tensors) num_bytes += named.tensor.nbytes();
        EXPECT_EQ(num_bytes, 76) << at;  // a changed letter of a name, or a swap of two types of one width
      }
    }
  }
  EXPECT_GT(refused, static_cast<int>(header_end) * 3 / 2);
}

TEST(SafetensorsTest, RefusesALengthThatTheFileDoesNotHave) {
  const std::string path = Temporary("length.safetensors");
  for (const std::string& length : {std::string(8, '\xff'), std::string("\x00\xe1\xf5\x05\x00\x00\x00\x00", 8),
                                    std::string("\x03\x00\x00\x00\x00\x00\x00\x00", 8)}) {
    WriteQuickly(path, length + "{}");
    EXPECT_THAT(ReadSafetensors(path).status().message(), HasSubstr("claims a header of"));
  }
}

TEST(SafetensorsTest, NamesAMissingFileAndAFolder) {
  EXPECT_EQ(ReadSafetensors(Temporary("nothing")).status().code(), absl::StatusCode::kNotFound);
  const absl::Status folder = ReadSafetensors(testing::TempDir()).status();
  EXPECT_FALSE(folder.ok());
  EXPECT_THAT(folder.message(), HasSubstr(testing::TempDir()));
  EXPECT_FALSE(WriteSafetensors(Temporary("no/such/folder"), {}).ok());
}

TEST(SafetensorsTest, AFailedWriteLeavesTheOldFile) {
  const std::string path = Temporary("kept.safetensors");
  ASSERT_TRUE(WriteSafetensors(path, {{"a", at::zeros({1})}}).ok());
  EXPECT_EQ(WriteSafetensors(path, {{"a", at::zeros({1})}, {"a", at::zeros({1})}}).code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(WriteSafetensors(path, {{"a", at::Tensor()}}).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReadSafetensors(path)->tensors.size(), 1u);
}

}  // namespace
}  // namespace ceteris
