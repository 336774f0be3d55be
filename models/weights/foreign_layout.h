// How the tensors of another project's file stand for ours: names, order, transposes.
//
// A layout is a table, and both directions are read off it: what is written is what is read. It is linear, so it
// carries gradients and moments as well as weights.
//
// Example:
//   ForeignLayout layout;   // GPT-2 stores query, key and value as one matrix, [in, out]
//   layout.tensors.push_back({"h.0.attn.c_attn.weight", {"decoder.0.attention.query.weight", ...},
//   /*transposed=*/true}); RETURN_IF_ERROR(ImportTensors(layout, file.tensors, &parameters));
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "core/tensor/parameter_set.h"

namespace ceteris {

// One tensor there. It arises from the tensors here in the order of these fields.
struct ForeignTensor {
  std::string name;                   // there
  std::vector<std::string> parts;     // here (NamedTensor::name), joined along dimension 0
  bool transposed = false;            // there [in, out], here [out, in]
  std::vector<int64_t> rows = {};     // row i there is row rows[i] here; empty: the same order
  std::vector<int64_t> columns = {};  // the same of dimension 1
  std::vector<int64_t> shape = {};    // there, where only the shape differs: a class token [d_model] as [1, 1, d_model]
};

struct ForeignLayout {
  std::vector<ForeignTensor> tensors;
  // A file may leave this out at the front of every name: a model that was saved without its head.
  std::string prefix;
  // Tensors that a file may hold beside these: equal to another one there (a tied head), or of no consequence (the
  // table of a sinusoid, a causal mask).
  std::map<std::string, std::string> copies;  // name to the name of the original
  std::set<std::string> ignored;
};

// "<there>.weight" stands for "<here>.weight", and "<there>.bias" for "<here>.bias". Only the weight is transposed.
void AddWeightAndBias(absl::string_view there, absl::string_view here, ForeignLayout* layout, bool transposed = false);
void AddWeight(absl::string_view there, absl::string_view here, ForeignLayout* layout);

// Fills every parameter from `stored`, converting between floating-point types. INVALID_ARGUMENT, with nothing changed,
// where the two do not fit: the message names, as they are called there, each tensor that is missing, unexpected, of
// another shape, not floating-point, there twice, or no longer the copy that it should be. INTERNAL where the layout
// does not name every parameter exactly once.
absl::Status ImportTensors(const ForeignLayout& layout, const std::vector<NamedTensor>& stored,
                           ParameterSet* parameters);

// The tensors of the file, without copies and what is ignored; in the dtype of the parameters. INTERNAL as above.
absl::StatusOr<std::vector<NamedTensor>> ExportTensors(const ForeignLayout& layout, const ParameterSet& parameters);

}  // namespace ceteris
