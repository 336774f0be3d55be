// One token per UTF-8 byte, vocabulary 256.
//
// Xue et al. 2021, "ByT5", arXiv:2105.13626, section 3.1, without the special tokens: the id is the byte. Nothing is
// learned from a corpus, so two corpora share their ids, and 13 of the 256 ids never occur in UTF-8.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "data/tokenizers/tokenizer.h"

namespace ceteris {

class Byte final : public Tokenizer {
 public:
  int64_t vocab_size() const override { return 256; }
  absl::Status Check(absl::string_view text) const override;
  std::vector<int32_t> Encode(absl::string_view text) const override;
  std::string Decode(absl::Span<const int32_t> tokens) const override;
};

std::unique_ptr<Tokenizer> BuildByte();

}  // namespace ceteris
