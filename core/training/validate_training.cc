#include "core/training/validate_training.h"

#include <cmath>
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/validation/field_error.h"

namespace ceteris {
namespace {

// The optimizer counts its steps in float32, which is exact up to 2^24.
constexpr int64_t kMaxSteps = 1 << 24;
constexpr int64_t kMaxBatchSize = 1 << 20;

absl::Status RequireWithin(absl::string_view path, absl::string_view field, int64_t value, int64_t least,
                           int64_t most) {
  if (least <= value && value <= most) return absl::OkStatus();
  return FieldError(path, field, value, absl::StrCat("is out of range; use ", least, " to ", most));
}

absl::Status RequireNotNegative(absl::string_view path, absl::string_view field, double value) {
  if (value >= 0 && std::isfinite(value)) return absl::OkStatus();
  return FieldError(path, field, value, "is out of range; use a finite number, 0 or more");
}

// A NaN is in no range.
absl::Status RequireFraction(absl::string_view path, absl::string_view field, double value) {
  if (value >= 0 && value <= 1) return absl::OkStatus();
  return FieldError(path, field, value, "is out of range; use 0 to 1");
}

// AdamW, Adam or Muon, which have these fields in common.
template <typename Config>
absl::Status ValidateAdamRates(const Config& config, absl::string_view path) {
  RETURN_IF_ERROR(RequireRate(path, "beta1", config.beta1()));
  RETURN_IF_ERROR(RequireRate(path, "beta2", config.beta2()));
  return RequireAbove(path, "epsilon", config.epsilon(), 0);
}

absl::Status ValidateSgd(const config::Sgd& config, absl::string_view path) {
  RETURN_IF_ERROR(RequireRate(path, "momentum", config.momentum()));
  if (!config.nesterov() || config.momentum() > 0) return absl::OkStatus();
  return FieldError(path, "nesterov", "true", "needs a momentum above 0 to look ahead with; use false");
}

absl::Status ValidateLion(const config::Lion& config, absl::string_view path) {
  RETURN_IF_ERROR(RequireRate(path, "beta1", config.beta1()));
  RETURN_IF_ERROR(RequireRate(path, "beta2", config.beta2()));
  return RequireNotNegative(path, "weight_decay", config.weight_decay());
}

absl::Status ValidateMuon(const config::Muon& config, absl::string_view path) {
  RETURN_IF_ERROR(RequireRate(path, "momentum", config.momentum()));
  RETURN_IF_ERROR(RequireWithin(path, "newton_schulz_steps", config.newton_schulz_steps(), 1, 20));
  RETURN_IF_ERROR(RequireNotNegative(path, "weight_decay", config.weight_decay()));
  RETURN_IF_ERROR(RequireAbove(path, "adamw_learning_rate_factor", config.adamw_learning_rate_factor(), 0));
  return ValidateAdamRates(config, path);
}

absl::Status ValidateOptimizer(const config::Optimizer& optimizer, absl::string_view path) {
  switch (optimizer.variant_case()) {
    case config::Optimizer::kAdamw:
      RETURN_IF_ERROR(ValidateAdamRates(optimizer.adamw(), absl::StrCat(path, ".adamw")));
      return RequireNotNegative(absl::StrCat(path, ".adamw"), "weight_decay", optimizer.adamw().weight_decay());
    case config::Optimizer::kAdam:
      return ValidateAdamRates(optimizer.adam(), absl::StrCat(path, ".adam"));
    case config::Optimizer::kSgd:
      return ValidateSgd(optimizer.sgd(), absl::StrCat(path, ".sgd"));
    case config::Optimizer::kLion:
      return ValidateLion(optimizer.lion(), absl::StrCat(path, ".lion"));
    case config::Optimizer::kMuon:
      return ValidateMuon(optimizer.muon(), absl::StrCat(path, ".muon"));
    case config::Optimizer::VARIANT_NOT_SET:
      break;
  }
  return OneofNotSetError(path, optimizer, "variant");
}

absl::Status ValidateSchedule(const config::Schedule& schedule, int64_t num_steps, absl::string_view path) {
  const auto warmup = [&](absl::string_view variant, int64_t warmup_steps, int64_t least, int64_t most) {
    return RequireWithin(absl::StrCat(path, ".", variant), "warmup_steps", warmup_steps, least, most);
  };
  switch (schedule.variant_case()) {
    case config::Schedule::kConstant:
      return warmup("constant", schedule.constant().warmup_steps(), 0, num_steps);
    case config::Schedule::kCosine:
      RETURN_IF_ERROR(warmup("cosine", schedule.cosine().warmup_steps(), 0, num_steps));
      return RequireFraction(absl::StrCat(path, ".cosine"), "final_fraction", schedule.cosine().final_fraction());
    case config::Schedule::kLinear:
      RETURN_IF_ERROR(warmup("linear", schedule.linear().warmup_steps(), 0, num_steps));
      return RequireFraction(absl::StrCat(path, ".linear"), "final_fraction", schedule.linear().final_fraction());
    case config::Schedule::kInverseSquareRoot:
      // May be longer than the training: the peak is then never reached, as in a shortened run of the paper's schedule.
      return warmup("inverse_square_root", schedule.inverse_square_root().warmup_steps(), 1, kMaxSteps);
    case config::Schedule::VARIANT_NOT_SET:
      break;
  }
  return OneofNotSetError(path, schedule, "variant");
}

absl::Status ValidateCheckpointAverage(const config::CheckpointAverage& config, int64_t num_steps,
                                       absl::string_view path) {
  RETURN_IF_ERROR(RequireWithin(path, "count", config.count(), 2, 100));
  RETURN_IF_ERROR(RequireWithin(path, "every_steps", config.every_steps(), 1, kMaxSteps));
  const int64_t most = num_steps / config.count();
  if (config.every_steps() <= most) return absl::OkStatus();
  const std::string wanted = absl::StrCat("does not fit ", config.count(), " checkpoints into num_steps ", num_steps);
  return FieldError(
      path, "every_steps", config.every_steps(),
      most > 0 ? absl::StrCat(wanted, "; use 1 to ", most) : absl::StrCat(wanted, "; use fewer checkpoints"));
}

absl::Status ValidateAveraging(const config::Averaging& averaging, int64_t num_steps, absl::string_view path) {
  switch (averaging.variant_case()) {
    case config::Averaging::kNoAveraging:
      return absl::OkStatus();
    case config::Averaging::kExponentialAverage:
      return RequireRate(absl::StrCat(path, ".exponential_average"), "decay", averaging.exponential_average().decay());
    case config::Averaging::kCheckpointAverage:
      return ValidateCheckpointAverage(averaging.checkpoint_average(), num_steps,
                                       absl::StrCat(path, ".checkpoint_average"));
    case config::Averaging::VARIANT_NOT_SET:
      break;
  }
  return OneofNotSetError(path, averaging, "variant");
}

absl::Status ValidateBatch(const config::Training& training, absl::string_view path) {
  const int64_t batch_size = training.batch_size(), micro_steps = training.accumulation_steps();
  RETURN_IF_ERROR(RequireWithin(path, "batch_size", batch_size, 1, kMaxBatchSize));
  RETURN_IF_ERROR(RequireWithin(path, "accumulation_steps", micro_steps, 1, batch_size));
  if (batch_size % micro_steps == 0) return absl::OkStatus();
  return FieldError(
      path, "accumulation_steps", micro_steps,
      absl::StrCat("does not divide batch_size ", batch_size, "; use ", OrList(Divisors(batch_size, batch_size))));
}

}  // namespace

absl::Status ValidateTraining(const config::Training& training, absl::string_view path) {
  RETURN_IF_ERROR(RequireWithin(path, "num_steps", training.num_steps(), 1, kMaxSteps));
  RETURN_IF_ERROR(ValidateBatch(training, path));
  RETURN_IF_ERROR(RequireAbove(path, "learning_rate", training.learning_rate(), 0));
  RETURN_IF_ERROR(RequireNotNegative(path, "max_gradient_norm", training.max_gradient_norm()));
  RETURN_IF_ERROR(RequireRate(path, "label_smoothing", training.label_smoothing()));
  RETURN_IF_ERROR(RequireNotNegative(path, "z_loss", training.z_loss()));
  RETURN_IF_ERROR(ValidateOptimizer(training.optimizer(), absl::StrCat(path, ".optimizer")));
  RETURN_IF_ERROR(ValidateSchedule(training.schedule(), training.num_steps(), absl::StrCat(path, ".schedule")));
  RETURN_IF_ERROR(ValidateAveraging(training.averaging(), training.num_steps(), absl::StrCat(path, ".averaging")));
  if (training.precision().variant_case() == config::Precision::VARIANT_NOT_SET) {
    return OneofNotSetError(absl::StrCat(path, ".precision"), training.precision(), "variant");
  }
  RETURN_IF_ERROR(RequireWithin(path, "num_threads", training.num_threads(), 1, 1024));
  RETURN_IF_ERROR(RequireAtLeast(path, "evaluate_every", training.evaluate_every(), 0));
  return RequireAtLeast(path, "log_every", training.log_every(), 1);
}

}  // namespace ceteris
