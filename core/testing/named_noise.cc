#include "core/testing/named_noise.h"

#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>

#include "core/base/counter_hash.h"
#include "core/tensor/initializer.h"

namespace ceteris {

at::Tensor NamedNoise(absl::string_view name, at::IntArrayRef shape, at::ScalarType dtype, double stddev) {
  const at::Tensor noise = at::empty(shape, at::TensorOptions().dtype(at::kFloat));
  Normal(stddev).Fill(StreamKey(/*seed=*/20210212, name), noise.data_ptr<float>(), noise.numel(), shape);
  return noise.to(dtype);
}

void AddNamedNoise(const ParameterSet& parameters, double stddev) {
  const c10::NoGradGuard no_grad;
  for (const NamedTensor& named : parameters.NamedTensors()) {
    named.tensor.add_(
        NamedNoise(named.name, named.tensor.sizes(), named.tensor.scalar_type(), stddev).to(named.tensor.device()));
  }
}

}  // namespace ceteris
