#include "data/tokenizers/tokenizer_factory.h"

#include "absl/status/status.h"
#include "data/tokenizers/byte.h"
#include "data/tokenizers/character.h"

namespace ceteris {

absl::StatusOr<std::unique_ptr<Tokenizer>> BuildTokenizer(const config::Tokenizer& config,
                                                          absl::Span<const absl::string_view> texts) {
  switch (config.variant_case()) {
    case config::Tokenizer::kCharacter:
      return BuildCharacter(texts);
    case config::Tokenizer::kByte:
      return BuildByte();
    case config::Tokenizer::VARIANT_NOT_SET:
      break;
  }
  return absl::InvalidArgumentError("tokenizer: nothing is chosen; write character {} or byte {}");
}

}  // namespace ceteris
