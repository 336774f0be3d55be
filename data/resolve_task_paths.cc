#include "data/resolve_task_paths.h"

#include <filesystem>
#include <string>

namespace ceteris {

namespace {

// The corpus of a task on text; nullptr where it has none.
config::Corpus* MutableCorpus(config::Task* task) {
  if (task->has_language_model()) return task->mutable_language_model()->mutable_corpus();
  if (task->has_masked_language_model()) return task->mutable_masked_language_model()->mutable_corpus();
  return nullptr;
}

bool NamesAFile(const config::Task& task) {
  return !task.language_model().corpus().text_file().path().empty() ||
         !task.masked_language_model().corpus().text_file().path().empty();
}

}  // namespace

void ResolveTaskPaths(absl::string_view directory, config::Task* task) {
  if (!NamesAFile(*task)) return;
  config::TextFile* file = MutableCorpus(task)->mutable_text_file();
  // operator/ keeps an absolute right side.
  const std::filesystem::path resolved = std::filesystem::path(std::string(directory)) / file->path();
  file->set_path(resolved.lexically_normal().string());
}

}  // namespace ceteris
