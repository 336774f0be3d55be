#include "models/weights/foreign_layout.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "core/base/status_macros.h"
#include "core/tensor/catch_torch.h"

namespace ceteris {
namespace {

using Tensors = std::map<std::string, at::Tensor>;

std::string ShapeText(at::IntArrayRef shape) { return absl::StrCat("[", absl::StrJoin(shape, ", "), "]"); }

at::Tensor Reorder(const at::Tensor& tensor, int64_t dim, const std::vector<int64_t>& order) {
  return order.empty() ? tensor : at::index_select(tensor, dim, at::tensor(order, at::kLong).to(tensor.device()));
}

std::vector<int64_t> Inverse(const std::vector<int64_t>& order) {
  std::vector<int64_t> inverse(order.size());
  for (size_t i = 0; i < order.size(); ++i) inverse[order[i]] = static_cast<int64_t>(i);
  return inverse;
}

// The shape of the joined parts, before anything is transposed.
std::vector<int64_t> JoinedShape(const ForeignTensor& foreign, const Tensors& ours) {
  std::vector<int64_t> shape = ours.at(foreign.parts.front()).sizes().vec();
  for (size_t i = 1; i < foreign.parts.size(); ++i) shape[0] += ours.at(foreign.parts[i]).size(0);
  return shape;
}

std::vector<int64_t> ForeignShape(const ForeignTensor& foreign, const Tensors& ours) {
  if (!foreign.shape.empty()) return foreign.shape;
  std::vector<int64_t> shape = JoinedShape(foreign, ours);
  if (foreign.transposed) std::swap(shape[0], shape[1]);
  return shape;
}

at::Tensor ToForeign(const ForeignTensor& foreign, const Tensors& ours) {
  std::vector<at::Tensor> parts;
  for (const std::string& part : foreign.parts) parts.push_back(ours.at(part));
  at::Tensor joined = parts.size() == 1 ? parts[0] : at::cat(parts, 0);
  if (foreign.transposed) joined = joined.t();
  joined = Reorder(Reorder(joined, 0, foreign.rows), 1, foreign.columns);
  return joined.reshape(ForeignShape(foreign, ours));
}

// Copies one tensor of the file into the parameters that it stands for.
void FromForeign(const ForeignTensor& foreign, const at::Tensor& stored, const Tensors& ours) {
  std::vector<int64_t> shape = JoinedShape(foreign, ours);
  if (foreign.transposed) std::swap(shape[0], shape[1]);
  at::Tensor joined = stored.reshape(shape);
  joined = Reorder(Reorder(joined, 1, Inverse(foreign.columns)), 0, Inverse(foreign.rows));
  if (foreign.transposed) joined = joined.t();
  int64_t row = 0;
  for (const std::string& part : foreign.parts) {
    const at::Tensor& to = ours.at(part);
    to.copy_(joined.narrow(0, row, to.size(0)));
    row += to.size(0);
  }
}

// The parameters by name, each of which the layout must name once.
absl::StatusOr<Tensors> NamedParameters(const ForeignLayout& layout, const ParameterSet& parameters) {
  Tensors ours;
  for (const NamedTensor& named : parameters.NamedTensors()) ours[named.name] = named.tensor;
  std::set<std::string> unnamed;
  for (const auto& [name, tensor] : ours) unnamed.insert(name);
  std::vector<std::string> problems;
  for (const ForeignTensor& foreign : layout.tensors) {
    for (const std::string& part : foreign.parts) {
      if (unnamed.erase(part) == 0) {
        problems.push_back(absl::StrCat(foreign.name, " stands for ", part, ", which is ",
                                        ours.count(part) == 0 ? "not there" : "taken already"));
      }
    }
  }
  for (const std::string& name : unnamed) problems.push_back(absl::StrCat("nothing stands for ", name));
  if (problems.empty()) return ours;
  return absl::InternalError(absl::StrCat("the layout does not fit the model: ", absl::StrJoin(problems, "; ")));
}

// Names of files from 2018: BERT's norms had "gamma" and "beta".
std::string ModernName(const std::string& name) {
  if (absl::EndsWith(name, "LayerNorm.gamma")) return absl::StrCat(absl::StripSuffix(name, "gamma"), "weight");
  if (absl::EndsWith(name, "LayerNorm.beta")) return absl::StrCat(absl::StripSuffix(name, "beta"), "bias");
  return name;
}

// The file's tensors under their full names: where none has the prefix, it is put back in front of those that want it.
Tensors ByFullName(const ForeignLayout& layout, const std::vector<NamedTensor>& stored,
                   std::vector<std::string>* problems) {
  bool has_prefix = false;
  for (const NamedTensor& named : stored) has_prefix = has_prefix || absl::StartsWith(named.name, layout.prefix);
  std::set<std::string> full = layout.ignored;
  for (const ForeignTensor& foreign : layout.tensors) full.insert(foreign.name);
  for (const auto& [name, original] : layout.copies) full.insert(name);
  Tensors by_name;
  for (const NamedTensor& named : stored) {
    std::string name = ModernName(named.name);
    if (!has_prefix && full.count(layout.prefix + name) > 0) name = layout.prefix + name;
    if (!by_name.emplace(name, named.tensor).second) problems->push_back(absl::StrCat(name, " is there twice"));
  }
  return by_name;
}

std::string Misfit(const ForeignTensor& foreign, const Tensors& stored, const Tensors& ours) {
  const std::vector<int64_t> shape = ForeignShape(foreign, ours);
  const auto found = stored.find(foreign.name);
  if (found == stored.end()) return absl::StrCat(foreign.name, " ", ShapeText(shape), " is missing");
  if (found->second.sizes() != at::IntArrayRef(shape)) {
    return absl::StrCat(foreign.name, " is ", ShapeText(found->second.sizes()), ", the model has ", ShapeText(shape));
  }
  if (!found->second.is_floating_point()) return absl::StrCat(foreign.name, " is not floating-point");
  return "";
}

// What the file holds beside the tensors of the layout.
void ListStrangers(const ForeignLayout& layout, const Tensors& stored, std::vector<std::string>* problems) {
  std::set<std::string> known = layout.ignored;
  for (const ForeignTensor& foreign : layout.tensors) known.insert(foreign.name);
  for (const auto& [name, tensor] : stored) {
    if (known.count(name) > 0) continue;
    const auto copy = layout.copies.find(name);
    if (copy == layout.copies.end()) {
      problems->push_back(absl::StrCat(name, " ", ShapeText(tensor.sizes()), " is unexpected"));
      continue;
    }
    const auto original = stored.find(copy->second);
    if (original != stored.end() && !at::equal(tensor, original->second)) {
      problems->push_back(absl::StrCat(name, " differs from ", copy->second, ", which the model ties it to"));
    }
  }
}

}  // namespace

void AddWeight(absl::string_view there, absl::string_view here, ForeignLayout* layout) {
  layout->tensors.push_back({absl::StrCat(there, ".weight"), {absl::StrCat(here, ".weight")}});
}

void AddWeightAndBias(absl::string_view there, absl::string_view here, ForeignLayout* layout, bool transposed) {
  layout->tensors.push_back({absl::StrCat(there, ".weight"), {absl::StrCat(here, ".weight")}, transposed});
  layout->tensors.push_back({absl::StrCat(there, ".bias"), {absl::StrCat(here, ".bias")}});
}

absl::Status ImportTensors(const ForeignLayout& layout, const std::vector<NamedTensor>& stored,
                           ParameterSet* parameters) {
  ASSIGN_OR_RETURN(const Tensors ours, NamedParameters(layout, *parameters));
  std::vector<std::string> problems;
  const Tensors theirs = ByFullName(layout, stored, &problems);
  for (const ForeignTensor& foreign : layout.tensors) {
    const std::string misfit = Misfit(foreign, theirs, ours);
    if (!misfit.empty()) problems.push_back(misfit);
  }
  const absl::Status compared = CatchTorch([&] { ListStrangers(layout, theirs, &problems); });
  RETURN_IF_ERROR(compared);
  if (!problems.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("does not fit the model: ", absl::StrJoin(problems, "; ")));
  }
  return CatchTorch([&] {
    const c10::NoGradGuard no_grad;
    for (const ForeignTensor& foreign : layout.tensors) FromForeign(foreign, theirs.at(foreign.name), ours);
  });
}

absl::StatusOr<std::vector<NamedTensor>> ExportTensors(const ForeignLayout& layout, const ParameterSet& parameters) {
  ASSIGN_OR_RETURN(const Tensors ours, NamedParameters(layout, parameters));
  std::vector<NamedTensor> theirs;
  RETURN_IF_ERROR(CatchTorch([&] {
    const c10::NoGradGuard no_grad;
    for (const ForeignTensor& foreign : layout.tensors) theirs.push_back({foreign.name, ToForeign(foreign, ours)});
  }));
  return theirs;
}

}  // namespace ceteris
