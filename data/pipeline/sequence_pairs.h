// Batches of a source and what is to be written for it, for an encoder-decoder.
//
// A row of n symbols, max_len columns of source and max_len + 1 of the rest:
//   source   s_1 s_2 .. s_n  padding ..        source_may_attend says which are not padding
//   inputs   start t_1 .. t_n  padding ..      what the decoder reads: teacher forcing
//   targets  t_1 .. t_n end  ignored ..
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "core/batch/batch_source.h"
#include "data/splits/split.h"
#include "data/task.pb.h"

namespace ceteris {

// The target of a source: as many symbols as it has.
using WriteTarget = std::vector<int32_t> (*)(std::vector<int32_t> source);

// One row per source. inputs and targets [sources.size(), max_len + 1], source [.., max_len] int64 on the CPU.
Batch PairRows(const std::vector<std::vector<int32_t>>& sources, WriteTarget write, int64_t max_len);

// Batch k, row r: RandomSequence(.., CounterHash(CounterHash(stream_key, k), r)). Endless.
class TrainingPairs final : public BatchSource {
 public:
  // Throws c10::Error where batch_size < 1.
  TrainingPairs(const config::RandomSequences& config, WriteTarget write, uint64_t stream_key, int64_t batch_size);

  Batch Get(int64_t index) const override;
  int64_t size() const override { return kEndless; }

 private:
  config::RandomSequences config_;
  WriteTarget write_;
  uint64_t stream_key_;
  int64_t batch_size_;
};

// num_validation_sequences of a held-out split, always the same ones, `rows` to a batch.
class EvaluationPairs final : public BatchSource {
 public:
  // Throws c10::Error where rows < 1.
  EvaluationPairs(const config::RandomSequences& config, WriteTarget write, Split split, int64_t rows);

  Batch Get(int64_t index) const override;
  int64_t size() const override;

 private:
  config::RandomSequences config_;
  WriteTarget write_;
  Split split_;
  int64_t rows_;
};

}  // namespace ceteris
