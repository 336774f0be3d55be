#include "core/base/tuned_environment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace ceteris {
namespace {

using ::testing::Contains;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string Tunables() {
  std::string found;
  for (const std::string& entry : TunedEnvironment()) {
    if (entry.rfind("GLIBC_TUNABLES=", 0) == 0) {
      EXPECT_EQ(found, "") << "twice";
      found = entry;
    }
  }
  return found;
}

TEST(TunedEnvironmentTest, KeepsTheRestOfTheEnvironment) {
  setenv("CETERIS_TEST", "a=b:c", 1);
  EXPECT_THAT(TunedEnvironment(), Contains("CETERIS_TEST=a=b:c"));
}

TEST(TunedEnvironmentTest, KeepsWhatIsSetAndAddsTheRest) {
  setenv("GLIBC_TUNABLES", "glibc.malloc.top_pad=1:glibc.malloc.check=0", 1);
  EXPECT_THAT(Tunables(),
              StartsWith("GLIBC_TUNABLES=glibc.malloc.top_pad=1:glibc.malloc.check=0:glibc.malloc.hugetlb=1:"));
  EXPECT_THAT(Tunables(), Not(EndsWith("glibc.malloc.top_pad=67108864")));
  unsetenv("GLIBC_TUNABLES");
  EXPECT_THAT(Tunables(), StartsWith("GLIBC_TUNABLES=glibc.malloc.hugetlb=1:"));
  EXPECT_THAT(Tunables(), HasSubstr(":glibc.malloc.mmap_threshold=33554432:"));
}

// What a training step does to the allocator: 10 times six blocks of 8 MiB, written and freed. Its exit status is the
// number of page faults after the first time in thousands.
TEST(TunedEnvironmentTest, DISABLED_Probe) {
  struct rusage first, last;
  for (int step = 0; step < 11; ++step) {
    if (step == 1) getrusage(RUSAGE_SELF, &first);
    char* blocks[6];
    for (char*& block : blocks) {
      block = static_cast<char*>(malloc(8 << 20));
      memset(block, step, 8 << 20);
      asm volatile("" : : "r"(block) : "memory");  // or the compiler leaves all of it out
    }
    for (char* block : blocks) free(block);
  }
  getrusage(RUSAGE_SELF, &last);
  _exit(static_cast<int>((last.ru_minflt - first.ru_minflt) / 1000));
}

int ThousandsOfFaults(const std::vector<std::string>& environment) {
  const pid_t child = fork();
  if (child == 0) {
    std::vector<char*> pointers;
    for (const std::string& entry : environment) pointers.push_back(const_cast<char*>(entry.c_str()));
    pointers.push_back(nullptr);
    const char* arguments[] = {"probe", "--gtest_filter=TunedEnvironmentTest.DISABLED_Probe",
                               "--gtest_also_run_disabled_tests", nullptr};
    execve("/proc/self/exe", const_cast<char**>(arguments), pointers.data());
    _exit(255);
  }
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

TEST(TunedEnvironmentTest, AWorkerStartedWithItFaultsInNoPageTwice) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "the sanitizer has an allocator of its own";
#endif
  unsetenv("GLIBC_TUNABLES");
  std::vector<std::string> plain;
  for (char** entry = environ; *entry != nullptr; ++entry) plain.emplace_back(*entry);
  const int before = ThousandsOfFaults(plain), after = ThousandsOfFaults(TunedEnvironment());
  printf("page faults of 10 steps, thousands: %d as it is, %d tuned\n", before, after);
  EXPECT_EQ(after, 0);
  EXPECT_GT(before, 20);  // 48 MiB / 4 KiB * 10 = 123 thousand where everything is given back each time
}

}  // namespace
}  // namespace ceteris
