#include "data/tokenizers/byte.h"

#include "data/utf8/utf8.h"

namespace ceteris {

absl::Status Byte::Check(absl::string_view text) const { return CheckUtf8(text); }

std::vector<int32_t> Byte::Encode(absl::string_view text) const {
  std::vector<int32_t> tokens(text.size());
  for (size_t i = 0; i < text.size(); ++i) tokens[i] = static_cast<unsigned char>(text[i]);
  return tokens;
}

std::string Byte::Decode(absl::Span<const int32_t> tokens) const {
  // 0xFF stands in no UTF-8 text, so an id out of range becomes one U+FFFD below.
  std::string bytes(tokens.size(), '\xFF');
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] >= 0 && tokens[i] < 256) bytes[i] = static_cast<char>(tokens[i]);
  }
  if (CheckUtf8(bytes).ok()) return bytes;
  std::string text;
  for (size_t offset = 0; offset < bytes.size();) AppendCodePoint(NextCodePoint(bytes, &offset), &text);
  return text;
}

std::unique_ptr<Tokenizer> BuildByte() { return std::make_unique<Byte>(); }

}  // namespace ceteris
