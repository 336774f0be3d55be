// What the numbers of a task say of its sizes, before anything of its data is read.
//
// Only the vocabulary of a text is not among them: it follows from the text, so vocab_size is then the smallest that is
// possible. SummarizeData() and BuildTask() know the true one.
//
// Example:  RETURN_IF_ERROR(ValidateModel(trial.model(), DeclaredShape(trial.task()), "model"));
#pragma once

#include "core/batch/task_shape.h"
#include "data/task.pb.h"

namespace ceteris {

// All zeros where no variant is set.
TaskShape DeclaredShape(const config::Task& task);

// Of a masked language model on a text of so many different tokens: the mask token comes behind them.
inline int64_t MaskToken(int64_t text_vocab_size) { return text_vocab_size; }

}  // namespace ceteris
