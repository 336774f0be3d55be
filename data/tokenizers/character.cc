#include "data/tokenizers/character.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "core/base/check.h"
#include "core/base/status_macros.h"
#include "data/utf8/utf8.h"

namespace ceteris {

Character::Character(std::vector<int32_t> alphabet) : alphabet_(std::move(alphabet)) {
  CETERIS_CHECK(!alphabet_.empty(), "an alphabet has characters");
  ids_.assign(static_cast<size_t>(alphabet_.back()) + 1, -1);
  for (size_t id = 0; id < alphabet_.size(); ++id) ids_[static_cast<size_t>(alphabet_[id])] = static_cast<int32_t>(id);
}

int32_t Character::IdOf(int32_t code_point) const {
  const auto index = static_cast<size_t>(static_cast<uint32_t>(code_point));  // kIllFormed becomes large
  return index < ids_.size() ? ids_[index] : -1;
}

absl::Status Character::Check(absl::string_view text) const {
  RETURN_IF_ERROR(CheckUtf8(text));
  for (size_t offset = 0; offset < text.size();) {
    const size_t begin = offset;
    const int32_t code_point = NextCodePoint(text, &offset);
    if (IdOf(code_point) >= 0) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        DescribePlace(text, begin), ": the character ", DescribeCodePoint(code_point),
        " does not occur in the corpus, whose ", alphabet_.size(), " characters are all that the model knows"));
  }
  return absl::OkStatus();
}

std::vector<int32_t> Character::Encode(absl::string_view text) const {
  std::vector<int32_t> tokens(text.size());  // a code point has at least one byte
  int32_t* next = tokens.data();
  for (size_t offset = 0; offset < text.size(); ++next) {
    *next = IdOf(NextCodePoint(text, &offset));
    CETERIS_CHECK(*next >= 0, "Check() was not called before Encode()");
  }
  tokens.resize(static_cast<size_t>(next - tokens.data()));
  return tokens;
}

std::string Character::Decode(absl::Span<const int32_t> tokens) const {
  std::string text;
  for (const int32_t token : tokens) {
    const bool known = token >= 0 && token < vocab_size();
    AppendCodePoint(known ? alphabet_[static_cast<size_t>(token)] : kReplacementCharacter, &text);
  }
  return text;
}

absl::StatusOr<std::unique_ptr<Tokenizer>> BuildCharacter(absl::Span<const absl::string_view> texts) {
  std::vector<uint8_t> occurs(kNumCodePoints, 0);  // bytes: a bit costs a read of its neighbours
  for (const absl::string_view text : texts) {
    RETURN_IF_ERROR(CheckUtf8(text));
    for (size_t offset = 0; offset < text.size();) occurs[static_cast<size_t>(NextCodePoint(text, &offset))] = 1;
  }
  std::vector<int32_t> alphabet;
  for (int32_t code_point = 0; code_point < kNumCodePoints; ++code_point) {
    if (occurs[static_cast<size_t>(code_point)] != 0) alphabet.push_back(code_point);
  }
  if (alphabet.empty())
    return absl::InvalidArgumentError("tokenizer.character: the corpus has no text, so no alphabet");
  return std::make_unique<Character>(std::move(alphabet));
}

}  // namespace ceteris
