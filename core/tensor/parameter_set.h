// The trained tensors of a model: one flat list of (name, tensor, decay group), and nothing else is known about them.
//
// The optimizer, the parameter report, weight import and export read this list and never the layers. It is kept sorted
// by name, in byte order ("decoder.10.x" stands before "decoder.2.x"), so that a layer that creates its tensors in
// another order changes nothing.
//
// Example:  ParameterSet parameters;  Scope scope(&parameters, seed, options);  ...build layers...
//           for (const Parameter* parameter : parameters.Find("decoder.*.attention.*.weight")) ...
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace ceteris {

// Whether an optimizer's weight decay acts on a tensor: matrices yes; biases, gains and position tables no.
enum class WeightDecay { kDecay, kNoDecay };

// A part of a packed tensor that stands for a tensor of its own: rows [offset, offset + rows) of dimension 0.
struct ParameterSlice {
  std::string name;  // full: "decoder.0.attention.query.weight"
  int64_t offset = 0;
  int64_t rows = 0;
};

struct Parameter {
  std::string name;   // full: "decoder.0.attention.query_key_value.weight"
  at::Tensor tensor;  // a leaf that requires grad
  WeightDecay decay = WeightDecay::kDecay;
  std::vector<ParameterSlice> slices = {};  // empty unless packed; then they cover dimension 0 in order
};

// One tensor as a report or a weights file names it: a whole parameter, or one slice of a packed one (a view).
struct NamedTensor {
  std::string name;
  at::Tensor tensor;
  WeightDecay decay = WeightDecay::kDecay;
};

class ParameterSet {
 public:
  // Throws c10::Error where the name, or the name of a slice, is taken already.
  // Invalidates pointers and references into parameters().
  void Add(Parameter parameter);

  // Sorted by name; a packed tensor once.
  const std::vector<Parameter>& parameters() const { return parameters_; }
  // Sorted by name; a packed tensor as its slices. Views share memory with the parameter and are detached from the
  // graph.
  std::vector<NamedTensor> NamedTensors() const;

  // nullptr where there is none.
  const Parameter* FindOne(absl::string_view name) const;
  // All whose name matches, in order. In the pattern `*` stands for any letters but dots, `**` for any letters.
  std::vector<const Parameter*> Find(absl::string_view pattern) const;

  // The number of trained scalars. Works on meta tensors.
  int64_t num_elements() const;

 private:
  std::vector<Parameter> parameters_;
};

}  // namespace ceteris
