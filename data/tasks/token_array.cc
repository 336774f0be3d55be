#include "data/tasks/token_array.h"

#include <algorithm>

#include "core/base/check.h"

namespace ceteris {

TokenArray::TokenArray(int64_t vocab_size) {
  if (vocab_size > 65536) {
    tokens_ = std::vector<int32_t>();
  } else if (vocab_size > 256) {
    tokens_ = std::vector<uint16_t>();
  }
}

void TokenArray::Reserve(int64_t num_tokens) {
  std::visit([num_tokens](auto& tokens) { tokens.reserve(static_cast<size_t>(num_tokens)); }, tokens_);
}

void TokenArray::Append(absl::Span<const int32_t> appended) {
  std::visit(
      [appended](auto& tokens) {
        using Token = typename std::decay_t<decltype(tokens)>::value_type;
        const size_t begin = tokens.size();
        tokens.resize(begin + appended.size());
        std::transform(appended.begin(), appended.end(), tokens.begin() + static_cast<std::ptrdiff_t>(begin),
                       [](int32_t token) { return static_cast<Token>(token); });
      },
      tokens_);
}

int64_t TokenArray::size() const {
  return std::visit([](const auto& tokens) { return static_cast<int64_t>(tokens.size()); }, tokens_);
}

void TokenArray::CopyTo(int64_t begin, int64_t count, int64_t* out) const {
  CETERIS_CHECK(begin >= 0 && count >= 0 && begin <= size() - count, "a window lies inside its text");
  std::visit([=](const auto& tokens) { std::copy_n(tokens.begin() + begin, count, out); }, tokens_);
}

int TokenArray::bytes_per_token() const {
  return std::visit([](const auto& tokens) { return static_cast<int>(sizeof(tokens[0])); }, tokens_);
}

absl::string_view TokenArray::bytes() const {
  return std::visit(
      [](const auto& tokens) {
        return absl::string_view(reinterpret_cast<const char*>(tokens.data()), tokens.size() * sizeof(tokens[0]));
      },
      tokens_);
}

}  // namespace ceteris
