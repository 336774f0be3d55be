#include "core/base/file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <thread>

namespace ceteris {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// An empty folder of this test's own.
std::string TestFolder() {
  const std::string name = ::testing::UnitTest::GetInstance()->current_test_info()->name();
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / name;
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder.string();
}

int CountFiles(const std::string& folder) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) count += entry.exists() ? 1 : 0;
  return count;
}

TEST(FileTest, ReadsBackWhatItWrote) {
  const std::string path = TestFolder() + "/file";
  for (const std::string& bytes : {std::string(), std::string("a\0b\n", 4), std::string(300000, 'x')}) {
    ASSERT_TRUE(WriteFileAtomically(path, bytes).ok());
    const auto read = ReadFile(path);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, bytes);
  }
  EXPECT_EQ(CountFiles(std::filesystem::path(path).parent_path()), 1);
}

TEST(FileTest, ReadsFilesThatStateNoSize) {
  const auto read = ReadFile("/proc/self/status");  // fstat says 0 bytes
  ASSERT_TRUE(read.ok());
  EXPECT_THAT(*read, HasSubstr("Pid:"));
}

TEST(FileTest, WritesARelativePath) {
  std::filesystem::current_path(TestFolder());
  ASSERT_TRUE(WriteFileAtomically("relative", "x").ok());
  EXPECT_EQ(ReadFile("relative").value(), "x");
}

TEST(FileTest, ErrorsNameThePathAndTheReason) {
  const std::string folder = TestFolder();
  const absl::Status missing = ReadFile(folder + "/none").status();
  EXPECT_EQ(missing.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(missing.message(), folder + "/none: No such file or directory");
  EXPECT_EQ(ReadFile(folder).status().code(), absl::StatusCode::kFailedPrecondition);  // a directory
  EXPECT_EQ(WriteFileAtomically(folder + "/no/such/folder", "x").code(), absl::StatusCode::kNotFound);
  ASSERT_TRUE(WriteFileAtomically(folder + "/file", "x").ok());
  EXPECT_EQ(WriteFileAtomically(folder + "/file/below", "x").code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(MakeDirectories(folder + "/file").code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(MakeDirectories(folder + "/file/below").code(), absl::StatusCode::kFailedPrecondition);
}

// A file size limit stops a write half way, as a full disk does.
TEST(FileTest, AFullDiskLeavesTheOldFileAndNothingElse) {
  const std::string folder = TestFolder(), path = folder + "/file";
  ASSERT_TRUE(WriteFileAtomically(path, "old").ok());
  struct rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = signal(SIGXFSZ, SIG_IGN);
  const struct rlimit small = {4096, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const absl::Status status = WriteFileAtomically(path, std::string(100000, 'x'));
  setrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, handler);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(status.message()), StartsWith(path));
  EXPECT_EQ(ReadFile(path).value(), "old");
  EXPECT_EQ(CountFiles(folder), 1);
}

TEST(FileTest, ADeviceThatIsFullIsResourceExhausted) {
  const std::string folder = TestFolder();
  // The file that is written before the rename is a link to the device that is always full.
  const std::string path = folder + "/file";
  std::filesystem::create_symlink("/dev/full", path + "." + std::to_string(getpid()) + ".unfinished");
  EXPECT_EQ(WriteFileAtomically(path, "x").code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(CountFiles(folder), 0);
}

TEST(FileTest, AFailedRenameLeavesNothingBehind) {
  const std::string folder = TestFolder();
  std::filesystem::create_directories(folder + "/target/inside");
  EXPECT_EQ(WriteFileAtomically(folder + "/target", "x").code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(CountFiles(folder), 1);
}

TEST(FileTest, AFolderWithoutWritePermissionIsRefused) {
  if (geteuid() == 0) GTEST_SKIP() << "root may write anywhere";
  const std::string folder = TestFolder();
  std::filesystem::permissions(folder, std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  EXPECT_EQ(WriteFileAtomically(folder + "/file", "x").code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(MakeDirectories(folder + "/below").code(), absl::StatusCode::kPermissionDenied);
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
}

// A writer is killed at some moment; the file holds one of its versions, whole.
TEST(FileTest, AKilledWriterLeavesAWholeFile) {
  const std::string path = TestFolder() + "/file";
  constexpr size_t kSize = 1 << 20;
  ASSERT_TRUE(WriteFileAtomically(path, std::string(kSize, 'a')).ok());
  for (int attempt = 0; attempt < 5; ++attempt) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      for (char letter = 'a';; letter = letter == 'z' ? 'a' : letter + 1) {
        if (!WriteFileAtomically(path, std::string(kSize, letter)).ok()) _exit(1);
      }
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20 + 7 * attempt));
    kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the writer failed by itself";
    const std::string bytes = ReadFile(path).value();
    ASSERT_EQ(bytes.size(), kSize);
    EXPECT_EQ(bytes.find_first_not_of(bytes[0]), std::string::npos);
  }
}

TEST(FileTest, MakesEveryDirectoryOnTheWay) {
  const std::string folder = TestFolder() + "/a/b/c";
  EXPECT_TRUE(MakeDirectories(folder).ok());
  EXPECT_TRUE(MakeDirectories(folder).ok());
  EXPECT_TRUE(std::filesystem::is_directory(folder));
}

}  // namespace
}  // namespace ceteris
