// Writes what the Python side starts from: export CASE.textproto FOLDER makes FOLDER/weights.safetensors and
// FOLDER/tokens.safetensors ("tokens" [num_steps, batch_size, seq_len + 1]).
#include <ATen/ops/stack.h>

#include <iostream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/base/file.h"
#include "core/base/status_macros.h"
#include "models/weights/safetensors.h"
#include "models/weights/trial_weights.h"
#include "tools/parity/parity_case.h"

namespace ceteris {
namespace {

absl::Status Export(const std::string& path, const std::string& folder) {
  ASSIGN_OR_RETURN(const ParityCase parity, LoadParityCase(path, at::kFloat));
  RETURN_IF_ERROR(MakeDirectories(folder));
  RETURN_IF_ERROR(SaveWeights(*parity.parameters, absl::StrCat(folder, "/weights.safetensors")));
  std::vector<at::Tensor> tokens;
  for (int64_t step = 0; step < parity.trial.training().num_steps(); ++step)
    tokens.push_back(parity.batches->Tokens(step));
  return WriteSafetensors(absl::StrCat(folder, "/tokens.safetensors"), {{"tokens", at::stack(tokens)}});
}

}  // namespace
}  // namespace ceteris

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: export CASE.textproto FOLDER\n";
    return 64;
  }
  const absl::Status status = ceteris::Export(argv[1], argv[2]);
  if (!status.ok()) std::cerr << status << "\n";
  return status.ok() ? 0 : 1;
}
