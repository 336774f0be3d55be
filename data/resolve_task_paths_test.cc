#include "data/resolve_task_paths.h"

#include <string>

#include "gtest/gtest.h"

namespace ceteris {
namespace {

std::string Resolve(const std::string& directory, const std::string& path) {
  config::Task task;
  task.mutable_language_model()->mutable_corpus()->mutable_text_file()->set_path(path);
  ResolveTaskPaths(directory, &task);
  return task.language_model().corpus().text_file().path();
}

TEST(ResolveTaskPathsTest, RelativePathsAreBelowTheDirectory) {
  EXPECT_EQ(Resolve("/home/ada", "notes.txt"), "/home/ada/notes.txt");
  EXPECT_EQ(Resolve("/home/ada/", "./text/../notes.txt"), "/home/ada/notes.txt");
  EXPECT_EQ(Resolve("/home/ada", "../eve/notes.txt"), "/home/eve/notes.txt");
}

TEST(ResolveTaskPathsTest, AbsoluteAndEmptyPathsStay) {
  EXPECT_EQ(Resolve("/home/ada", "/tmp/notes.txt"), "/tmp/notes.txt");
  EXPECT_EQ(Resolve("/home/ada", ""), "");
}

TEST(ResolveTaskPathsTest, BothTasksOnTextHaveTheirPathsResolved) {
  config::Task task;
  task.mutable_masked_language_model()->mutable_corpus()->mutable_text_file()->set_path("notes.txt");
  ResolveTaskPaths("/home/ada", &task);
  EXPECT_EQ(task.masked_language_model().corpus().text_file().path(), "/home/ada/notes.txt");
}

TEST(ResolveTaskPathsTest, ATaskWithoutAPathIsLeftAlone) {
  config::Task task;
  ResolveTaskPaths("/home/ada", &task);
  EXPECT_EQ(task.variant_case(), config::Task::VARIANT_NOT_SET);
  task.mutable_digits();
  ResolveTaskPaths("/home/ada", &task);
  EXPECT_TRUE(task.has_digits());
  task.mutable_language_model()->mutable_corpus()->mutable_king_james();
  const std::string before = task.SerializeAsString();
  ResolveTaskPaths("/home/ada", &task);
  EXPECT_EQ(task.SerializeAsString(), before);
}

}  // namespace
}  // namespace ceteris
