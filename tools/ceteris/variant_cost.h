// What a variant adds to a model: counted, by building a small model with it and one without.
#pragma once

#include <cstdint>
#include <string>

#include "absl/types/optional.h"
#include "experiments/spec/catalog.h"

namespace ceteris {

// Parameters beyond those of the same small model with what is used there where nothing is written; negative where it
// takes some away. A variant within a variant (an expert of a mixture) is compared within it. None for what is no part
// of a model, and for what no small model takes as it is.
absl::optional<int64_t> ExtraParameters(const CatalogEntry& entry);

// "2 layers, d_model 64, 4 heads, 64 tokens of 65": the small models.
std::string DescribeCountedModel();

}  // namespace ceteris
