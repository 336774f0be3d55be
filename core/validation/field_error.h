// The form that every refusal of a configuration has: where, what was written, what would be right.
//
//   model.decoder.attention.num_heads: 5 does not divide d_model 64; use 1, 2, 4, 8, 16, 32 or 64
//
// Each concern has one pure function Validate<Concern>(config, context, path), built from these. `path` is the path of
// the message that is checked, `field` the name of the offending field in it.
//
// Example:  if (heads < 1) return FieldError(path, "num_heads", heads, "is too small; use 1 or more");
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace ceteris {

// INVALID_ARGUMENT "path.field: value problem".
absl::Status FieldError(absl::string_view path, absl::string_view field, const absl::AlphaNum& value,
                        absl::string_view problem);

// INVALID_ARGUMENT for a oneof that must be written and is not; lists its members.
absl::Status OneofNotSetError(absl::string_view path, const google::protobuf::Message& message,
                              absl::string_view oneof);

// Each returns OK, or a FieldError. NaN satisfies none of them.
absl::Status RequireAtLeast(absl::string_view path, absl::string_view field, int64_t value, int64_t minimum);
absl::Status RequireAbove(absl::string_view path, absl::string_view field, double value, double bound);  // and finite
absl::Status RequireRate(absl::string_view path, absl::string_view field, double value);                 // in [0, 1)

// Refuses a tensor of rows x columns with more than 2^31 elements: no model here is that large, so it is a slip of
// the keyboard.
absl::Status RequireTensorSize(absl::string_view path, absl::string_view field, int64_t value, int64_t rows,
                               int64_t columns);

// {"1", "2", "4"} -> "1, 2 or 4".
std::string OrList(const std::vector<std::string>& words);

// Every divisor of n >= 1 that is at most `limit`, rising.
std::vector<int64_t> Divisors(int64_t n, int64_t limit);

// The same of numbers.
std::string OrList(const std::vector<int64_t>& numbers);

}  // namespace ceteris
