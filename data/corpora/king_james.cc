#include "data/corpora/king_james.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "data/corpora/king_james_text.h"

namespace ceteris {

absl::StatusOr<std::vector<Document>> LoadKingJames() {
  std::vector<Document> books;
  for (absl::string_view line : absl::StrSplit(KingJamesText(), '\n', absl::SkipEmpty())) {
    if (absl::ConsumePrefix(&line, "# ")) {
      books.push_back({std::string(line), ""});
      continue;
    }
    const size_t tab = line.find('\t');  // "1:1<TAB>In the beginning ..."
    if (books.empty() || tab == absl::string_view::npos || tab + 1 == line.size()) {
      return absl::InternalError(absl::StrCat("corpus.king_james: this binary holds a line that is no verse: ", line));
    }
    absl::StrAppend(&books.back().text, line.substr(tab + 1), "\n");
  }
  if (books.empty()) return absl::InternalError("corpus.king_james: this binary was built without the text");
  return books;
}

}  // namespace ceteris
