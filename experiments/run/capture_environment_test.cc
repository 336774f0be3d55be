#include "experiments/run/capture_environment.h"

#include <dirent.h>
#include <unistd.h>

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "core/base/file.h"
#include "core/base/sha256.h"
#include "experiments/run/available_cores.h"
#include "experiments/run/executable_digest.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

int Shell(const std::string& command) { return std::system(command.c_str()); }

TEST(CaptureEnvironmentTest, SaysWhereItRuns) {
  const journal::Environment environment = CaptureEnvironment("2.11.0");
  EXPECT_EQ(environment.libtorch(), "2.11.0");
  EXPECT_EQ(environment.executable_sha256().size(), 64u);
  EXPECT_FALSE(environment.host().empty());
  EXPECT_FALSE(environment.boot_id().empty());
  EXPECT_FALSE(environment.compiler().empty());
}

TEST(CaptureEnvironmentTest, TellsACleanCheckoutFromAChangedOne) {
  const std::string folder = absl::StrCat(::testing::TempDir(), "/checkout", getpid());
  const std::string git = "git -c user.name=n -c user.email=e@example.org -C " + folder + " ";
  if (Shell("git --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "git is not installed";
  ASSERT_EQ(Shell("mkdir -p " + folder + " && " + git + "init -q && echo a >" + folder + "/a && " + git + "add a && " +
                  git + "commit -q -m a"),
            0);
  setenv("BUILD_WORKSPACE_DIRECTORY", folder.c_str(), 1);
  const journal::Environment clean = CaptureEnvironment("");
  EXPECT_EQ(clean.git_revision().size(), 40u);
  EXPECT_FALSE(clean.git_dirty());
  ASSERT_EQ(Shell("echo b >>" + folder + "/a"), 0);
  EXPECT_TRUE(CaptureEnvironment("").git_dirty());
  setenv("BUILD_WORKSPACE_DIRECTORY", "/", 1);
  EXPECT_EQ(CaptureEnvironment("").git_revision(), "");
  unsetenv("BUILD_WORKSPACE_DIRECTORY");
  EXPECT_EQ(CaptureEnvironment("").git_revision(), "");
}

TEST(ExecutableDigestTest, IsThatOfTheFileAndIsRemembered) {
  const std::string folder = absl::StrCat(::testing::TempDir(), "/cache", getpid());
  const std::string digest = ExecutableDigest(folder);
  EXPECT_EQ(digest, Sha256Hex(*ReadFile("/proc/self/exe")));
  EXPECT_EQ(ExecutableDigest(""), digest);
  // What is remembered is what is said: the second call does not hash.
  DIR* entries = opendir(folder.c_str());
  ASSERT_NE(entries, nullptr);
  int num_remembered = 0;
  while (const dirent* entry = readdir(entries)) {
    if (entry->d_name[0] == '.') continue;
    ++num_remembered;
    ASSERT_TRUE(WriteFileAtomically(absl::StrCat(folder, "/", entry->d_name), std::string(64, 'f')).ok());
  }
  closedir(entries);
  EXPECT_EQ(num_remembered, 1);
  EXPECT_EQ(ExecutableDigest(folder), std::string(64, 'f'));
  EXPECT_EQ(ExecutableDigest("/proc/no/such/folder"), digest);
}

TEST(AvailableCoresTest, IsWithinTheMachine) {
  EXPECT_GE(AvailableCores(), 1);
  EXPECT_LE(AvailableCores(), sysconf(_SC_NPROCESSORS_CONF));
}

}  // namespace
}  // namespace ceteris
