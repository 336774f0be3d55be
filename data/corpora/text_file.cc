#include "data/corpora/text_file.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "core/base/file.h"
#include "core/base/status_macros.h"
#include "data/utf8/utf8.h"

namespace ceteris {
namespace {

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

absl::Status AtPath(const std::string& path, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat("corpus.text_file.path: ", path, ": ", status.message()));
}

// Opening a pipe would wait, and a second reader (the trial's own process) would find it empty.
absl::Status CheckRegularFile(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (std::filesystem::is_directory(status)) {
    return absl::FailedPreconditionError("is a directory; give the path of one UTF-8 text file");
  }
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    return absl::FailedPreconditionError(
        "is not a regular file; it is read more than once, so write the text to a file");
  }
  return absl::OkStatus();
}

// Where the text is not what a person would call text. Places are those of the file as it lies on the disk.
absl::Status CheckText(absl::string_view text) {
  if (absl::StartsWith(text, "\xFF\xFE") || absl::StartsWith(text, "\xFE\xFF")) {
    return absl::InvalidArgumentError("line 1, byte 1: begins like UTF-16; convert it, e.g. iconv -f UTF-16 -t UTF-8");
  }
  RETURN_IF_ERROR(CheckUtf8(text));
  const size_t nul = text.find('\0');
  if (nul != absl::string_view::npos) {
    return absl::InvalidArgumentError(absl::StrCat(
        DescribePlace(text, nul), ": a NUL byte; this is no text, or text in an encoding that is not UTF-8"));
  }
  return absl::OkStatus();
}

void ReplaceCarriageReturns(std::string* text) {
  size_t kept = std::min(text->find("\r\n"), text->size());
  for (size_t next = kept; next < text->size(); ++next) {
    if ((*text)[next] == '\r' && next + 1 < text->size() && (*text)[next + 1] == '\n') continue;
    (*text)[kept++] = (*text)[next];
  }
  text->resize(kept);
}

}  // namespace

absl::StatusOr<std::vector<Document>> LoadTextFile(const config::TextFile& config) {
  const std::string& path = config.path();
  if (path.empty()) {
    return absl::InvalidArgumentError("corpus.text_file.path: is empty; give the path of one UTF-8 text file");
  }
  if (absl::Status status = CheckRegularFile(path); !status.ok()) return AtPath(path, status);
  absl::StatusOr<std::string> bytes = ReadFile(path);
  if (!bytes.ok()) {
    return absl::Status(bytes.status().code(), absl::StrCat("corpus.text_file.path: ", bytes.status().message()));
  }
  std::string text = *std::move(bytes);
  if (absl::Status status = CheckText(text); !status.ok()) return AtPath(path, status);
  if (absl::StartsWith(text, kByteOrderMark)) text.erase(0, kByteOrderMark.size());
  if (text.empty()) return AtPath(path, absl::InvalidArgumentError("is empty; there is nothing to train on"));
  ReplaceCarriageReturns(&text);
  if (text.back() != '\n') text.push_back('\n');
  std::vector<Document> documents(1);
  documents[0] = {"text_file", std::move(text)};
  return documents;
}

}  // namespace ceteris
