#include "core/tensor/auxiliary_losses.h"

#include <ATen/TensorOperators.h>
#include <c10/util/Exception.h>

#include <utility>

namespace ceteris {

void AuxiliaryLosses::AddLoss(absl::string_view name, const at::Tensor& loss) {
  Add({std::string(name), /*is_loss=*/true, loss, 1});
}

void AuxiliaryLosses::AddMetric(absl::string_view name, const at::Tensor& value) {
  Add({std::string(name), /*is_loss=*/false, value.detach(), 1});
}

void AuxiliaryLosses::AddScaled(const AuxiliaryLosses& other, const at::Tensor& factor) {
  for (Entry entry : other.entries_) {
    if (entry.is_loss) entry.sum = entry.sum * factor.reshape({});
    Add(std::move(entry));
  }
}

at::Tensor AuxiliaryLosses::loss_sum() const {
  at::Tensor sum;
  for (const Entry& entry : entries_) {
    if (entry.is_loss) sum = sum.defined() ? sum + entry.sum : entry.sum;
  }
  return sum;
}

std::vector<NamedScalar> AuxiliaryLosses::values() const {
  std::vector<NamedScalar> values;
  for (const Entry& entry : entries_) {
    const at::Tensor sum = entry.sum.detach();
    values.push_back({entry.name, entry.is_loss ? sum : sum / static_cast<double>(entry.count)});
  }
  return values;
}

void AuxiliaryLosses::Add(Entry entry) {
  TORCH_CHECK(entry.sum.dim() == 0, entry.name, " is a scalar, not a tensor of shape ", entry.sum.sizes());
  for (Entry& there : entries_) {
    if (there.name != entry.name) continue;
    TORCH_CHECK(there.is_loss == entry.is_loss, entry.name, " is the name of a loss and of a metric");
    there.sum = there.sum + entry.sum;
    there.count += entry.count;
    return;
  }
  entries_.push_back(std::move(entry));
}

}  // namespace ceteris
