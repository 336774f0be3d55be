#include "models/parameter_report.h"

#include <ATen/ops/std.h>
#include <c10/core/TensorOptions.h>

#include <utility>

#include "core/base/status_macros.h"
#include "core/tensor/catch_torch.h"
#include "core/tensor/parameter_set.h"
#include "core/tensor/scope.h"
#include "models/model_factory.h"

namespace ceteris {
namespace {

absl::StatusOr<ParameterSet> BuildParameters(const config::Model& config, const TaskShape& context, at::Device device) {
  ParameterSet parameters;
  const Scope scope(&parameters, /*seed=*/1, at::TensorOptions().device(device).dtype(at::kFloat));
  RETURN_IF_ERROR(BuildModel(config, context, scope).status());
  return parameters;
}

}  // namespace

absl::StatusOr<std::vector<ParameterRow>> DescribeParameters(const config::Model& config, const TaskShape& context) {
  ASSIGN_OR_RETURN(ParameterSet parameters, BuildParameters(config, context, at::kMeta));
  const double total = static_cast<double>(parameters.num_elements());
  const bool measured = parameters.num_elements() <= kMaxMeasuredParameters;
  if (measured) {
    ASSIGN_OR_RETURN(parameters, BuildParameters(config, context, at::kCPU));
  }
  std::vector<ParameterRow> rows;
  RETURN_IF_ERROR(CatchTorch([&] {
    for (const NamedTensor& named : parameters.NamedTensors()) {
      ParameterRow row;
      row.name = named.name;
      row.shape = named.tensor.sizes().vec();
      row.count = named.tensor.numel();
      row.share = static_cast<double>(row.count) / total;
      row.decays = named.decay == WeightDecay::kDecay;
      if (measured) row.initial_stddev = at::std(named.tensor, /*unbiased=*/false).item<double>();
      rows.push_back(std::move(row));
    }
  }));
  return rows;
}

absl::StatusOr<int64_t> CountParameters(const config::Model& config, const TaskShape& context) {
  ASSIGN_OR_RETURN(const ParameterSet parameters, BuildParameters(config, context, at::kMeta));
  return parameters.num_elements();
}

}  // namespace ceteris
