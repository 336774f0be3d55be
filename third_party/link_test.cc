// Every dependency in one binary, each asked one question: does what the BUILD files link also run, side by side?
#include <ATen/core/Tensor.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/matmul.h>
#include <benchmark/benchmark.h>
#include <freetype/freetype.h>
#include <gflags/gflags.h>
#include <glog/logging.h>
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>
#include <openssl/sha.h>
#include <png.h>
#include <sqlite3.h>
#include <unicode/unistr.h>
#include <zlib.h>

#include <boost/crc.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "Eigen/Dense"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "third_party/link_test.pb.h"
#include "third_party/link_test_descriptors.h"

DEFINE_int32(link_test_value, 7, "A flag of this test.");

namespace ceteris {
namespace {

TEST(LinkTest, LibpngAndFreeTypeBegin) {
  png_image image = {};
  image.version = PNG_IMAGE_VERSION;
  image.width = image.height = 1;
  image.format = PNG_FORMAT_RGB;
  const png_byte pixel[3] = {1, 2, 3};
  png_alloc_size_t bytes = 0;
  EXPECT_TRUE(png_image_write_get_memory_size(image, bytes, 0, pixel, 0, nullptr));
  EXPECT_GT(bytes, 8u + 12u);
  FT_Library library = nullptr;
  ASSERT_EQ(FT_Init_FreeType(&library), 0);
  FT_Done_FreeType(library);
}

TEST(LinkTest, LibTorchMultiplies) {
  const at::Tensor a = at::arange(6, at::kDouble).view({2, 3});
  EXPECT_EQ(at::matmul(a, a.t()).sum().item<double>(), 83.0);  // 5 + 14 + 14 + 50
}

TEST(LinkTest, ProtobufParsesTextWithDefaults) {
  LinkTestShape shape;
  EXPECT_EQ(shape.num_heads(), 4);
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString("num_heads: 8", &shape));
  EXPECT_EQ(shape.num_heads(), 8);
  EXPECT_EQ(shape.GetDescriptor()->field(0)->options().GetExtension(LinkTestShape::unit), "heads");
}

TEST(LinkTest, EmbeddedDescriptorsKeepFieldComments) {
  google::protobuf::FileDescriptorSet files;
  ASSERT_TRUE(files.ParseFromArray(LinkTestDescriptors().data(), static_cast<int>(LinkTestDescriptors().size())));
  std::string comments;
  for (const auto& location : files.file(files.file_size() - 1).source_code_info().location()) {
    comments += location.leading_comments();
  }
  EXPECT_THAT(comments, testing::HasSubstr("How many heads there are"));
}

TEST(LinkTest, SqliteAnswers) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(":memory:", &db), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(db, "CREATE TABLE t (x INTEGER) STRICT; INSERT INTO t VALUES (1) RETURNING x;", nullptr,
                         nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(db);
}

TEST(LinkTest, AbseilFormatsAndFails) {
  const absl::StatusOr<int> failed = absl::NotFoundError("nowhere");
  EXPECT_EQ(failed.status().message(), "nowhere");
  const absl::flat_hash_map<std::string, int> map = {{"a", 1}};
  EXPECT_EQ(absl::StrFormat("%d %s", map.at("a"), absl::FormatDuration(absl::Seconds(90))), "1 1m30s");
}

TEST(LinkTest, GlogChecksAndGflagsReads) {
  EXPECT_EQ(FLAGS_link_test_value, 7);
  EXPECT_DEATH(([] { CHECK(FLAGS_link_test_value < 0) << "seen"; }()), "seen");
}

TEST(LinkTest, OpensslHashesAndZlibAndBoostChecksum) {
  const std::string text = "123456789";  // the usual check input of the CRC catalogues
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(bytes, text.size(), digest);
  EXPECT_EQ(absl::BytesToHexString(std::string(digest, digest + 4)), "15e2b0d3");
  EXPECT_EQ(crc32(0, bytes, 9), 0xCBF43926);
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc32c;
  crc32c.process_bytes(text.data(), text.size());
  EXPECT_EQ(crc32c.checksum(), 0xE3069283);
}

TEST(LinkTest, IcuKnowsUnicode) {
  std::string upper;
  icu::UnicodeString::fromUTF8("stra\u00DFe").toUpper().toUTF8String(upper);
  EXPECT_EQ(upper, "STRASSE");
}

TEST(LinkTest, MathLibrariesCompute) {
  EXPECT_NEAR(boost::math::cdf(boost::math::students_t(1), 1.0), 0.75, 1e-12);  // Cauchy: 1/2 + atan(1) / pi
  Eigen::Matrix2d m;
  m << 2, 0, 0, 4;
  EXPECT_EQ(m.inverse()(1, 1), 0.25);
  EXPECT_EQ(nlohmann::json::parse(R"({"a": [1, 2]})")["a"][1], 2);
}

TEST(LinkTest, BenchmarkRuns) {
  int iterations = 0;
  benchmark::RegisterBenchmark("count", [&iterations](benchmark::State& state) {
    for (auto _ : state) ++iterations;
  })->Iterations(10);
  EXPECT_EQ(benchmark::RunSpecifiedBenchmarks(), 1u);
  EXPECT_EQ(iterations, 10);
}

}  // namespace
}  // namespace ceteris
