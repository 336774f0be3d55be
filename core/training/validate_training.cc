#include "core/training/validate_training.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/status_macros.h"

namespace ceteris {
namespace {

absl::Status Refuse(absl::string_view path, absl::string_view field, absl::string_view problem) {
  return absl::InvalidArgumentError(absl::StrCat(path, ".", field, ": ", problem));
}

absl::Status CheckInteger(absl::string_view path, absl::string_view field, int64_t value, int64_t least, int64_t most) {
  if (least <= value && value <= most) return absl::OkStatus();
  return Refuse(path, field, absl::StrCat(value, " is not in ", least, " to ", most));
}

// least <= value (or < with `open`), finite.
absl::Status CheckAtLeast(absl::string_view path, absl::string_view field, double value, double least, bool open) {
  if (std::isfinite(value) && (open ? value > least : value >= least)) return absl::OkStatus();
  return Refuse(path, field, absl::StrCat(value, " is not a finite number ", open ? "> " : ">= ", least));
}

// A NaN is in no range.
absl::Status CheckFraction(absl::string_view path, absl::string_view field, double value, bool one_included) {
  if (value >= 0 && (one_included ? value <= 1 : value < 1)) return absl::OkStatus();
  return Refuse(path, field, absl::StrCat(value, " is not in [0, 1", one_included ? "]" : ")"));
}

absl::Status CheckAccumulation(const config::Training& training, absl::string_view path) {
  const int32_t batch_size = training.batch_size(), steps = training.accumulation_steps();
  RETURN_IF_ERROR(CheckInteger(path, "accumulation_steps", steps, 1, batch_size));
  if (batch_size % steps == 0) return absl::OkStatus();
  std::vector<int32_t> divisors;
  for (int32_t i = 1; i <= batch_size && divisors.size() < 12; ++i) {
    if (batch_size % i == 0) divisors.push_back(i);
  }
  return Refuse(
      path, "accumulation_steps",
      absl::StrCat(steps, " does not divide batch_size ", batch_size, "; use one of ", absl::StrJoin(divisors, ", ")));
}

absl::Status ValidateOptimizer(const config::Optimizer& optimizer, absl::string_view path) {
  switch (optimizer.variant_case()) {
    case config::Optimizer::kAdamw: {
      const config::AdamW& adamw = optimizer.adamw();
      const std::string adamw_path = absl::StrCat(path, ".adamw");
      RETURN_IF_ERROR(CheckFraction(adamw_path, "beta1", adamw.beta1(), /*one_included=*/false));
      RETURN_IF_ERROR(CheckFraction(adamw_path, "beta2", adamw.beta2(), /*one_included=*/false));
      RETURN_IF_ERROR(CheckAtLeast(adamw_path, "epsilon", adamw.epsilon(), 0, /*open=*/true));
      return CheckAtLeast(adamw_path, "weight_decay", adamw.weight_decay(), 0, /*open=*/false);
    }
    case config::Optimizer::VARIANT_NOT_SET:
      break;
  }
  return absl::InvalidArgumentError(absl::StrCat(path, ": no optimizer is chosen; write adamw {}"));
}

absl::Status ValidateSchedule(const config::Schedule& schedule, int64_t num_steps, absl::string_view path) {
  switch (schedule.variant_case()) {
    case config::Schedule::kConstant:
      return CheckInteger(absl::StrCat(path, ".constant"), "warmup_steps", schedule.constant().warmup_steps(), 0,
                          num_steps);
    case config::Schedule::kCosine: {
      const std::string cosine_path = absl::StrCat(path, ".cosine");
      RETURN_IF_ERROR(CheckInteger(cosine_path, "warmup_steps", schedule.cosine().warmup_steps(), 0, num_steps));
      return CheckFraction(cosine_path, "final_fraction", schedule.cosine().final_fraction(), /*one_included=*/true);
    }
    case config::Schedule::kLinear: {
      const std::string linear_path = absl::StrCat(path, ".linear");
      RETURN_IF_ERROR(CheckInteger(linear_path, "warmup_steps", schedule.linear().warmup_steps(), 0, num_steps));
      return CheckFraction(linear_path, "final_fraction", schedule.linear().final_fraction(), /*one_included=*/true);
    }
    case config::Schedule::kInverseSquareRoot:
      // May be longer than the training: the peak is then never reached, as in a shortened run of the paper's schedule.
      return CheckInteger(absl::StrCat(path, ".inverse_square_root"), "warmup_steps",
                          schedule.inverse_square_root().warmup_steps(), 1, std::numeric_limits<int32_t>::max());
    case config::Schedule::VARIANT_NOT_SET:
      break;
  }
  return absl::InvalidArgumentError(
      absl::StrCat(path, ": no schedule is chosen; write constant {}, cosine {}, linear {} or inverse_square_root {}"));
}

}  // namespace

absl::Status ValidateTraining(const config::Training& training, absl::string_view path) {
  constexpr int32_t kMaxBatchSize = 1 << 20;
  constexpr int64_t kMaxInterval = std::numeric_limits<int64_t>::max();
  // The optimizer counts its steps in float32, which is exact up to 2^24.
  RETURN_IF_ERROR(CheckInteger(path, "num_steps", training.num_steps(), 1, 1 << 24));
  RETURN_IF_ERROR(CheckInteger(path, "batch_size", training.batch_size(), 1, kMaxBatchSize));
  RETURN_IF_ERROR(CheckAccumulation(training, path));
  RETURN_IF_ERROR(CheckAtLeast(path, "learning_rate", training.learning_rate(), 0, /*open=*/true));
  RETURN_IF_ERROR(CheckAtLeast(path, "max_gradient_norm", training.max_gradient_norm(), 0, /*open=*/false));
  RETURN_IF_ERROR(ValidateOptimizer(training.optimizer(), absl::StrCat(path, ".optimizer")));
  RETURN_IF_ERROR(ValidateSchedule(training.schedule(), training.num_steps(), absl::StrCat(path, ".schedule")));
  if (training.precision().variant_case() == config::Precision::VARIANT_NOT_SET) {
    return Refuse(path, "precision", "none is chosen; write float32 {}, bfloat16 {} or float64 {}");
  }
  RETURN_IF_ERROR(CheckInteger(path, "num_threads", training.num_threads(), 1, 1024));
  RETURN_IF_ERROR(CheckInteger(path, "evaluate_every", training.evaluate_every(), 0, kMaxInterval));
  return CheckInteger(path, "log_every", training.log_every(), 1, kMaxInterval);
}

}  // namespace ceteris
