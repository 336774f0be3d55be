// Fields and variants as paragraphs: a terminal has no room for a table with whole sentences in it.
#pragma once

#include <string>
#include <vector>

#include "experiments/spec/catalog.h"
#include "experiments/spec/field_documentation.h"

namespace ceteris {

// "training.batch_size   int32, default 16" and the meaning below it.
std::string FieldsText(const std::vector<FieldDocumentation>& fields, int width);

// The place of a choice, and below it its variants with their papers.
std::string CatalogText(const std::vector<CatalogEntry>& entries, int width);

}  // namespace ceteris
