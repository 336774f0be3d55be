#include "core/tensor/scope.h"

#include <ATen/ops/empty.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "core/base/counter_hash.h"

namespace ceteris {
namespace {

bool IsName(absl::string_view name) {
  return !name.empty() && name.front() != '.' && name.back() != '.' &&
         std::all_of(name.begin(), name.end(),
                     [](unsigned char c) { return absl::ascii_isalnum(c) || c == '_' || c == '.'; });
}

}  // namespace

Scope::Scope(ParameterSet* parameters, uint64_t seed, at::TensorOptions options)
    : parameters_(parameters), seed_(seed), options_(options) {
  TORCH_CHECK(c10::isFloatingType(options.dtype().toScalarType()), "parameters are floating-point, not ",
              options.dtype());
}

std::string Scope::FullName(absl::string_view child) const {
  TORCH_CHECK(IsName(child), "'", std::string(child), "' below '", name_, "' is no parameter name");
  return name_.empty() ? std::string(child) : absl::StrCat(name_, ".", child);
}

Scope Scope::Child(absl::string_view child) const {
  Scope scope = *this;
  scope.name_ = FullName(child);
  return scope;
}

Scope Scope::Child(absl::string_view child, int64_t index) const { return Child(child).Child(index); }

Scope Scope::Child(int64_t index) const { return Child(absl::StrCat(index)); }

at::Tensor Scope::Parameter(absl::string_view parameter, at::IntArrayRef shape, const Initializer& initializer,
                            WeightDecay decay) const {
  const std::string name = FullName(parameter);
  if (options_.device().is_meta()) return Add({name, at::empty(shape, options_), decay});
  at::Tensor values = at::empty(shape, at::TensorOptions().dtype(at::kFloat));
  initializer.Fill(StreamKey(seed_, name), values.mutable_data_ptr<float>(), values.numel(), shape);
  return Add({name, values, decay});
}

at::Tensor Scope::PackedParameter(absl::string_view parameter, const std::vector<Slice>& slices, int64_t columns,
                                  WeightDecay decay) const {
  ceteris::Parameter packed{FullName(parameter), at::Tensor(), decay};
  int64_t total = 0;
  for (const Slice& slice : slices) {
    packed.slices.push_back({FullName(slice.name), total, slice.rows});
    total += slice.rows;
  }
  const int64_t width = columns == 0 ? 1 : columns;
  const std::vector<int64_t> shape = columns == 0 ? std::vector<int64_t>{total} : std::vector<int64_t>{total, columns};
  if (options_.device().is_meta()) {
    packed.tensor = at::empty(shape, options_);
    return Add(std::move(packed));
  }
  packed.tensor = at::empty(shape, at::TensorOptions().dtype(at::kFloat));
  float* values = packed.tensor.mutable_data_ptr<float>();
  for (size_t i = 0; i < slices.size(); ++i) {
    const ParameterSlice& slice = packed.slices[i];
    const std::vector<int64_t> slice_shape =
        columns == 0 ? std::vector<int64_t>{slice.rows} : std::vector<int64_t>{slice.rows, columns};
    slices[i].initializer->Fill(StreamKey(seed_, slice.name), values + slice.offset * width, slice.rows * width,
                                slice_shape);
  }
  return Add(std::move(packed));
}

uint64_t Scope::Stream(absl::string_view stream) const { return StreamKey(seed_, FullName(stream)); }

at::Tensor Scope::Add(ceteris::Parameter parameter) const {
  parameter.tensor = parameter.tensor.to(options_.device(), options_.dtype().toScalarType());
  parameter.tensor.set_requires_grad(true);
  at::Tensor tensor = parameter.tensor;
  parameters_->Add(std::move(parameter));
  return tensor;
}

}  // namespace ceteris
