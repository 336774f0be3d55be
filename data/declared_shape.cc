#include "data/declared_shape.h"

namespace ceteris {
namespace {

TaskShape ShapeOfPairs(const config::RandomSequences& sequences) {
  TaskShape shape;
  shape.vocab_size = sequences.vocab_size();
  shape.seq_len = int64_t{sequences.max_len()} + 1;  // behind the start token, or before the end token
  shape.source_len = sequences.max_len();
  return shape;
}

}  // namespace

TaskShape DeclaredShape(const config::Task& task) {
  TaskShape shape;
  switch (task.variant_case()) {  // no default: a forgotten variant does not compile
    case config::Task::kLanguageModel:
      shape.vocab_size = 1;
      shape.seq_len = task.language_model().seq_len();
      break;
    case config::Task::kMaskedLanguageModel:
      shape.vocab_size = MaskToken(1) + 1;
      shape.seq_len = task.masked_language_model().seq_len();
      break;
    case config::Task::kCopySequences:
      return ShapeOfPairs(task.copy_sequences().sequences());
    case config::Task::kReverseSequences:
      return ShapeOfPairs(task.reverse_sequences().sequences());
    case config::Task::kDigits:
      shape.num_classes = 10;
      shape.image_size = 8;
      shape.image_channels = 1;
      break;
    case config::Task::VARIANT_NOT_SET:
      break;
  }
  return shape;
}

}  // namespace ceteris
