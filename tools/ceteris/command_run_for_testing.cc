#include "tools/ceteris/command_run_for_testing.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "core/base/check.h"
#include "core/base/file.h"

namespace ceteris {
namespace {

std::string Quoted(const std::string& word) {
  return absl::StrCat("'", absl::StrReplaceAll(word, {{"'", "'\\''"}}), "'");
}

std::string Here() {
  char* here = getcwd(nullptr, 0);
  const std::string folder = here;
  std::free(here);
  return folder;
}

}  // namespace

std::string TestFolder() {
  const char* folder = std::getenv("TEST_TMPDIR");
  return folder == nullptr ? "/tmp" : folder;
}

std::string CeterisInShell(const std::vector<std::string>& words) {
  std::string line = Quoted(absl::StrCat(Here(), "/tools/ceteris/ceteris"));
  for (const std::string& word : words) absl::StrAppend(&line, " ", Quoted(word));
  return line;
}

CommandRun RunCeteris(const std::vector<std::string>& words, const std::string& folder) {
  const std::string out = absl::StrCat(TestFolder(), "/out"), err = absl::StrCat(TestFolder(), "/err");
  const std::string line = absl::StrCat("cd ", Quoted(folder.empty() ? TestFolder() : folder),
                                        " && env -u BUILD_WORKING_DIRECTORY -u BUILD_WORKSPACE_DIRECTORY -u COLUMNS ",
                                        CeterisInShell(words), " >", Quoted(out), " 2>", Quoted(err));
  const int status = std::system(line.c_str());
  CommandRun run;
  run.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  run.out = *ReadFile(out);
  run.err = *ReadFile(err);
  return run;
}

std::string TinySpec(const std::string& name) {
  return absl::StrCat("name: \"", name, "\"\n", R"(question: "Does order matter?"
hypothesis: "It does."
equivalence_margin: 0.05
seeds { count: 2 }
replicates: 1
base {
  task { language_model { seq_len: 32 evaluate_at_lengths: [1, 2] num_validation_tokens: 512 } }
  model {
    decoder { num_layers: 1 d_model: 16 attention { num_heads: 2 } }
  }
  training { num_steps: 12 batch_size: 4 learning_rate: 0.003 log_every: 4 }
}
arm { name: "learned" baseline: true change { model { decoder { position { learned {} } } } } }
arm { name: "rotary" change { model { decoder { position { rotary {} } } } } }
)");
}

std::string WriteTestFile(const std::string& name, const std::string& content) {
  const std::string path = absl::StrCat(TestFolder(), "/", name);
  const absl::Status status = WriteFileAtomically(path, content);
  CETERIS_CHECK(status.ok(), status.message());
  return path;
}

}  // namespace ceteris
