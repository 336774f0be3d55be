#include "tools/ceteris/user_path.h"

#include <cstdlib>

#include "gtest/gtest.h"
#include "tools/ceteris/flags.h"
#include "tools/ceteris/results_database.h"

namespace ceteris {
namespace {

class UserPathTest : public ::testing::Test {
 protected:
  UserPathTest() {
    unsetenv("BUILD_WORKING_DIRECTORY");
    unsetenv("BUILD_WORKSPACE_DIRECTORY");
    FLAGS_db = "";
  }
};

TEST_F(UserPathTest, OutsideBazelPathsStayAsTheyAre) {
  EXPECT_EQ(UserPath("a/b.textproto"), "a/b.textproto");
  EXPECT_EQ(UserPath("/a/b.textproto"), "/a/b.textproto");
  EXPECT_EQ(DatabasePath(), "results/ceteris.db");
  EXPECT_EQ(CommandToType("report x"), "ceteris report x");
  EXPECT_EQ(TypedIn()[0], '/');
}

TEST_F(UserPathTest, UnderBazelTheyAreMeantFromWhereTheCommandWasTyped) {
  setenv("BUILD_WORKING_DIRECTORY", "/tree/sub", 1);
  setenv("BUILD_WORKSPACE_DIRECTORY", "/tree", 1);
  EXPECT_EQ(UserPath("b.textproto"), "/tree/sub/b.textproto");
  EXPECT_EQ(UserPath("/b.textproto"), "/b.textproto");
  EXPECT_EQ(UserPath(""), "");
  EXPECT_EQ(TypedIn(), "/tree/sub");
  EXPECT_EQ(DatabasePath(), "/tree/results/ceteris.db");
  FLAGS_db = "my.db";
  EXPECT_EQ(DatabasePath(), "/tree/sub/my.db");
  EXPECT_EQ(CommandToType("report x"), "tools/bazel run //:ceteris -- report x --db=my.db");
}

}  // namespace
}  // namespace ceteris
