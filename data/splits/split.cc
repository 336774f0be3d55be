#include "data/splits/split.h"

#include <algorithm>

#include "core/base/check.h"

namespace ceteris {
namespace {

Split SplitOfBlock(int64_t block) {
  switch (block % kBlocksPerRound) {
    case kValidationBlock:
      return Split::kValidation;
    case kTestBlock:
      return Split::kTest;
    default:
      return Split::kTrain;
  }
}

// Where `num_lines` lines from `begin` end.
size_t SkipLines(absl::string_view text, size_t begin, int64_t num_lines) {
  for (; num_lines > 0; --num_lines) begin = text.find('\n', begin) + 1;
  return begin;
}

}  // namespace

const char* SplitName(Split split) {
  switch (split) {
    case Split::kTrain:
      return "train";
    case Split::kValidation:
      return "validation";
    case Split::kTest:
      return "test";
  }
  return "";
}

std::vector<Passage> SplitDocument(absl::string_view text) {
  CETERIS_CHECK(text.empty() || text.back() == '\n', "a document is whole lines");
  const int64_t num_lines = std::count(text.begin(), text.end(), '\n');
  // No more rounds than leave a line for every block.
  const int64_t rounds_by_bytes = static_cast<int64_t>(text.size()) / (kBlocksPerRound * kBlockBytes);
  const int64_t rounds = std::max<int64_t>(1, std::min(rounds_by_bytes, num_lines / kBlocksPerRound));
  const int64_t num_blocks = rounds * kBlocksPerRound;

  std::vector<Passage> passages;
  size_t begin = 0;
  for (int64_t block = 0, line = 0; block < num_blocks; ++block) {
    const int64_t end_line = num_lines * (block + 1) / num_blocks;
    const size_t end = SkipLines(text, begin, end_line - line);
    if (end > begin) {
      const Split split = SplitOfBlock(block);
      if (!passages.empty() && passages.back().split == split) {
        passages.back().text = text.substr(static_cast<size_t>(passages.back().text.data() - text.data()),
                                           passages.back().text.size() + end - begin);
      } else {
        passages.push_back({text.substr(begin, end - begin), split});
      }
    }
    begin = end;
    line = end_line;
  }
  return passages;
}

}  // namespace ceteris
