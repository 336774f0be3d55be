// Text to token ids and back. A variant is a file: character.h, byte.h.
//
// Example:  ASSIGN_OR_RETURN(std::unique_ptr<Tokenizer> tokenizer, BuildTokenizer(config, {text}));   //
// tokenizer_factory.h
//           RETURN_IF_ERROR(tokenizer->Check(prompt));
//           std::vector<int32_t> tokens = tokenizer->Encode(prompt);    // tokenizer->Decode(tokens) == prompt
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace ceteris {

// Immutable, hence thread-safe.
class Tokenizer {
 public:
  virtual ~Tokenizer() = default;

  // Ids are 0 .. vocab_size() - 1. At least 1.
  virtual int64_t vocab_size() const = 0;

  // OK, or INVALID_ARGUMENT with the place and what cannot be encoded there: bytes that are not UTF-8, an unknown
  // character.
  virtual absl::Status Check(absl::string_view text) const = 0;

  // The ids of text for which Check() is OK; anything else is our bug and ends the process. Encoding text line by line
  // gives the same ids as encoding it at once.
  virtual std::vector<int32_t> Encode(absl::string_view text) const = 0;

  // Well-formed UTF-8 for any numbers at all: Encode's inverse, and U+FFFD for what stands for no text (ids out of
  // range, or bytes that a model put in an order that is not UTF-8).
  virtual std::string Decode(absl::Span<const int32_t> tokens) const = 0;
};

}  // namespace ceteris
