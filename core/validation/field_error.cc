#include "core/validation/field_error.h"

#include <cmath>

#include "absl/strings/str_join.h"

namespace ceteris {

absl::Status FieldError(absl::string_view path, absl::string_view field, const absl::AlphaNum& value,
                        absl::string_view problem) {
  return absl::InvalidArgumentError(absl::StrCat(path, ".", field, ": ", value, " ", problem));
}

absl::Status OneofNotSetError(absl::string_view path, const google::protobuf::Message& message,
                              absl::string_view oneof) {
  const auto* descriptor = message.GetDescriptor()->FindOneofByName(std::string(oneof));
  std::vector<std::string> members;
  for (int i = 0; descriptor != nullptr && i < descriptor->field_count(); ++i)
    members.push_back(descriptor->field(i)->name());
  return absl::InvalidArgumentError(absl::StrCat(path, ".", oneof, ": nothing is written; write ", OrList(members)));
}

absl::Status RequireAtLeast(absl::string_view path, absl::string_view field, int64_t value, int64_t minimum) {
  if (value >= minimum) return absl::OkStatus();
  return FieldError(path, field, value, absl::StrCat("is too small; use ", minimum, " or more"));
}

absl::Status RequireAbove(absl::string_view path, absl::string_view field, double value, double bound) {
  if (value > bound && std::isfinite(value)) return absl::OkStatus();
  return FieldError(path, field, value, absl::StrCat("is out of range; use a finite number above ", bound));
}

absl::Status RequireRate(absl::string_view path, absl::string_view field, double value) {
  if (value >= 0 && value < 1) return absl::OkStatus();
  return FieldError(path, field, value, "is out of range; use 0 or more and less than 1");
}

absl::Status RequireTensorSize(absl::string_view path, absl::string_view field, int64_t value, int64_t rows,
                               int64_t columns) {
  constexpr int64_t kMaxElements = int64_t{1} << 31;
  if (rows <= kMaxElements && columns <= kMaxElements / (rows < 1 ? 1 : rows)) return absl::OkStatus();
  return FieldError(path, field, value,
                    absl::StrCat("makes a tensor of ", rows, " x ", columns, " elements; a tensor has at most 2^31"));
}

std::string OrList(const std::vector<std::string>& words) {
  if (words.size() < 2) return absl::StrJoin(words, "");
  return absl::StrCat(absl::StrJoin(words.begin(), words.end() - 1, ", "), " or ", words.back());
}

std::vector<int64_t> Divisors(int64_t n, int64_t limit) {
  std::vector<int64_t> divisors;
  for (int64_t i = 1; i <= n && i <= limit; ++i) {
    if (n % i == 0) divisors.push_back(i);
  }
  return divisors;
}

std::string OrList(const std::vector<int64_t>& numbers) {
  std::vector<std::string> words;
  for (const int64_t number : numbers) words.push_back(absl::StrCat(number));
  return OrList(words);
}

}  // namespace ceteris
