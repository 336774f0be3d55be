// Returning early on an error.
//
//   RETURN_IF_ERROR(WriteFileAtomically(path, bytes));
//   ASSIGN_OR_RETURN(std::string text, ReadFile(path));
//
// Both may be used in functions that return absl::Status or absl::StatusOr<T>.
#pragma once

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define RETURN_IF_ERROR(expression)                  \
  do {                                               \
    ::absl::Status ceteris_status = (expression);    \
    if (!ceteris_status.ok()) return ceteris_status; \
  } while (false)

// A left side that has a comma outside parentheses (std::pair<A, B> x) does not parse: name the type first.
#define ASSIGN_OR_RETURN(left, expression) \
  CETERIS_ASSIGN_OR_RETURN(CETERIS_CONCATENATE(ceteris_status_or_, __LINE__), left, expression)

#define CETERIS_ASSIGN_OR_RETURN(name, left, expression) \
  auto name = (expression);                              \
  if (!name.ok()) return std::move(name).status();       \
  left = *std::move(name)

#define CETERIS_CONCATENATE(a, b) CETERIS_CONCATENATE_EXPANDED(a, b)
#define CETERIS_CONCATENATE_EXPANDED(a, b) a##b
