#include "data/resolve_task_paths.h"

#include <filesystem>
#include <string>

namespace ceteris {

void ResolveTaskPaths(absl::string_view directory, config::Task* task) {
  if (!task->has_language_model() || !task->language_model().corpus().has_text_file()) return;
  const std::string& path = task->language_model().corpus().text_file().path();
  if (path.empty()) return;
  // operator/ keeps an absolute right side.
  const std::filesystem::path resolved = std::filesystem::path(std::string(directory)) / path;
  task->mutable_language_model()->mutable_corpus()->mutable_text_file()->set_path(resolved.lexically_normal().string());
}

}  // namespace ceteris
