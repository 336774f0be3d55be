// Where text comes from. A variant is a file: king_james.h, text_file.h.
//
// Example:  ASSIGN_OR_RETURN(std::vector<Document> documents, LoadCorpus(task.corpus()));
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "data/corpora/document.h"
#include "data/task.pb.h"

namespace ceteris {

// At least one document, always the same for the same bytes. An error begins with the field's path below the task's
// corpus: `corpus.text_file.path: notes.txt: line 3, byte 17: 0xff is not UTF-8`.
absl::StatusOr<std::vector<Document>> LoadCorpus(const config::Corpus& corpus);

// For people: "king_james", or the name of the text file without its folder.
std::string CorpusName(const config::Corpus& corpus);

}  // namespace ceteris
