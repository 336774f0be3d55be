#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "data/corpora/corpus.h"
#include "data/corpora/king_james.h"
#include "data/corpora/text_file.h"

namespace ceteris {

absl::StatusOr<std::vector<Document>> LoadCorpus(const config::Corpus& corpus) {
  switch (corpus.variant_case()) {
    case config::Corpus::kKingJames:
      return LoadKingJames();
    case config::Corpus::kTextFile:
      return LoadTextFile(corpus.text_file());
    case config::Corpus::VARIANT_NOT_SET:
      break;
  }
  return absl::InvalidArgumentError("corpus: nothing is chosen; write king_james {} or text_file { path: \"...\" }");
}

std::string CorpusName(const config::Corpus& corpus) {
  switch (corpus.variant_case()) {
    case config::Corpus::kKingJames:
      return "king_james";
    case config::Corpus::kTextFile: {
      const std::string& path = corpus.text_file().path();
      return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
    }
    case config::Corpus::VARIANT_NOT_SET:
      break;
  }
  return "";
}

}  // namespace ceteris
