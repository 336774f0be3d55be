// Token ids in as few bytes as the vocabulary allows: one up to 256 ids, two up to 65,536, else four.
//
// Example:  TokenArray array(tokenizer.vocab_size());  array.Append(tokenizer.Encode(line));
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace ceteris {

class TokenArray {
 public:
  TokenArray() : TokenArray(1) {}
  explicit TokenArray(int64_t vocab_size);

  // Room for that many tokens in all, so that appending them copies none.
  void Reserve(int64_t num_tokens);
  // Every token is 0 .. vocab_size - 1.
  void Append(absl::Span<const int32_t> tokens);

  int64_t size() const;
  // Widens tokens begin .. begin + count - 1 into `out`. The range is inside the array.
  void CopyTo(int64_t begin, int64_t count, int64_t* out) const;

  int bytes_per_token() const;
  // The ids as they lie in memory, in the machine's byte order. Valid until the next Append.
  absl::string_view bytes() const;

 private:
  std::variant<std::vector<uint8_t>, std::vector<uint16_t>, std::vector<int32_t>> tokens_;
};

}  // namespace ceteris
