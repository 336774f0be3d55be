// One token per Unicode code point that the corpus holds.
//
// Ids are the ranks of the code points in the corpus' alphabet: id 0 is the smallest code point. Not a grapheme: e with
// a combining accent is two tokens; the text is not normalised.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "data/tokenizers/tokenizer.h"

namespace ceteris {

class Character final : public Tokenizer {
 public:
  // `alphabet`: code points, increasing, at least one.
  explicit Character(std::vector<int32_t> alphabet);

  int64_t vocab_size() const override { return static_cast<int64_t>(alphabet_.size()); }
  absl::Status Check(absl::string_view text) const override;
  std::vector<int32_t> Encode(absl::string_view text) const override;
  std::string Decode(absl::Span<const int32_t> tokens) const override;

 private:
  // -1 where the alphabet does not have it.
  int32_t IdOf(int32_t code_point) const;

  std::vector<int32_t> alphabet_;
  std::vector<int32_t> ids_;  // by code point, up to the largest of the alphabet
};

// The tokenizer of the alphabet of `texts`. INVALID_ARGUMENT where a text is not UTF-8 or all are empty. O(texts).
absl::StatusOr<std::unique_ptr<Tokenizer>> BuildCharacter(absl::Span<const absl::string_view> texts);

}  // namespace ceteris
