// Fields and variants as paragraphs: a terminal has no room for a table with whole sentences in it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "experiments/spec/catalog.h"
#include "experiments/spec/field_documentation.h"

namespace ceteris {

// "training.batch_size   int32, default 16" and the meaning below it.
std::string FieldsText(const std::vector<FieldDocumentation>& fields, int width);

// A variant, and what it adds to a small model (variant_cost.h); none where that says nothing.
struct CountedVariant {
  CatalogEntry entry;
  absl::optional<int64_t> extra_parameters;
};

// The place of a choice, and below it its variants: paper, equation, where they act, extra parameters.
std::string CatalogText(const std::vector<CountedVariant>& variants, int width);

}  // namespace ceteris
