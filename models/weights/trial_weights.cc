#include "models/weights/trial_weights.h"

#include <c10/core/GradMode.h>

#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/status_macros.h"
#include "core/tensor/catch_torch.h"
#include "models/weights/safetensors.h"

namespace ceteris {
namespace {

std::string ShapeText(const at::Tensor& tensor) { return absl::StrCat("[", absl::StrJoin(tensor.sizes(), ", "), "]"); }

// What keeps `stored` from filling `parameter`, or "".
std::string Misfit(const NamedTensor& parameter, const at::Tensor& stored) {
  if (stored.sizes() != parameter.tensor.sizes()) {
    return absl::StrCat(parameter.name, " is ", ShapeText(stored), ", the model has ", ShapeText(parameter.tensor));
  }
  if (!stored.is_floating_point()) return absl::StrCat(parameter.name, " is not floating-point");
  return "";
}

}  // namespace

absl::Status SaveWeights(const ParameterSet& parameters, const std::string& path) {
  return WriteSafetensors(path, parameters.NamedTensors());
}

absl::Status LoadWeights(const std::string& path, ParameterSet* parameters) {
  ASSIGN_OR_RETURN(SafetensorsFile file, ReadSafetensors(path));
  std::map<std::string, at::Tensor> stored;
  for (NamedTensor& named : file.tensors) stored[named.name] = std::move(named.tensor);

  std::vector<std::pair<at::Tensor, at::Tensor>> copies;  // to, from
  std::vector<std::string> problems;
  for (const NamedTensor& parameter : parameters->NamedTensors()) {
    const auto found = stored.find(parameter.name);
    if (found == stored.end()) {
      problems.push_back(absl::StrCat(parameter.name, " ", ShapeText(parameter.tensor), " is missing"));
      continue;
    }
    const std::string misfit = Misfit(parameter, found->second);
    if (misfit.empty()) {
      copies.emplace_back(parameter.tensor, found->second);
    } else {
      problems.push_back(misfit);
    }
    stored.erase(found);
  }
  for (const auto& [name, tensor] : stored)
    problems.push_back(absl::StrCat(name, " ", ShapeText(tensor), " is unexpected"));
  if (!problems.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(path, " does not fit the model: ", absl::StrJoin(problems, "; ")));
  }
  return CatchTorch([&copies] {
    const c10::NoGradGuard no_grad;
    for (auto& [to, from] : copies) to.copy_(from);
  });
}

}  // namespace ceteris
