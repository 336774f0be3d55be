// Where a layer is built: the name so far, the seed, the device and dtype, and the ParameterSet that new tensors are
// added to.
//
// A scope owns nothing and is cheap to copy. A layer takes one in its constructor, asks it for its tensors and hands
// children to its parts. The values of a new tensor depend only on (seed, full name, shape, initialiser): adding,
// removing or reordering other layers moves no bit of it, so two arms of an experiment share every tensor that both
// have. Names are therefore an interface.
//
// Example:  ParameterSet parameters;
//           const Scope scope(&parameters, seed, at::TensorOptions().device(device).dtype(at::kFloat));
//           const Scope attention = scope.Child("decoder").Child(3).Child("attention");
//           Linear query(d_model, d_model, /*bias=*/true, Normal(0.02), attention.Child("query"));
//           // parameters: decoder.3.attention.query.bias, decoder.3.attention.query.weight
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/TensorOptions.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "core/tensor/initializer.h"
#include "core/tensor/parameter_set.h"

namespace ceteris {

class Scope {
 public:
  // A part of a packed tensor. The initialiser must outlive the call that it is passed to, no longer.
  struct Slice {
    std::string name;  // below the scope: "query.weight"
    int64_t rows = 0;
    const Initializer* initializer = nullptr;
  };

  // The outermost scope, whose name is empty. `parameters` must outlive it and its children. dtype: float32, float64 or
  // bfloat16. On the meta device tensors have a shape and no memory: a model of any size is built in milliseconds, to
  // be counted.
  Scope(ParameterSet* parameters, uint64_t seed, at::TensorOptions options);

  // The scope "<name>.child". A name is not empty and has letters, digits, `_` and inner dots only, or it throws
  // c10::Error.
  Scope Child(absl::string_view child) const;
  Scope Child(absl::string_view child, int64_t index) const;  // "<name>.child.3"
  Scope Child(int64_t index) const;                           // "<name>.3"

  // A new trained tensor "<name>.parameter": a leaf that requires grad. Throws c10::Error on a duplicate name.
  // Filled in float32 on the CPU, then copied to the scope's device and dtype.
  at::Tensor Parameter(absl::string_view parameter, at::IntArrayRef shape, const Initializer& initializer,
                       WeightDecay decay = WeightDecay::kDecay) const;

  // One trained tensor of shape [sum of rows, columns], or [sum of rows] where columns is 0, in which each slice has
  // the values and the name that it would have as a Parameter of its own: packing is an implementation's choice that no
  // number depends on.
  at::Tensor PackedParameter(absl::string_view parameter, const std::vector<Slice>& slices, int64_t columns,
                             WeightDecay decay = WeightDecay::kDecay) const;

  // The key of the random stream "<name>.stream", for CounterHash: scope.Stream("dropout").
  uint64_t Stream(absl::string_view stream) const;

  // The device and dtype that parameters are created with.
  const at::TensorOptions& options() const { return options_; }
  const std::string& name() const { return name_; }  // "decoder.3.attention", without a final dot

 private:
  std::string FullName(absl::string_view child) const;
  at::Tensor Add(ceteris::Parameter parameter) const;

  ParameterSet* parameters_;
  uint64_t seed_;
  at::TensorOptions options_;
  std::string name_;
};

}  // namespace ceteris
