// What a trial was made by and when, as people read it.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "experiments/report/table_format.h"
#include "experiments/results/reader.h"

namespace ceteris {

// Program, machine, device and numbers, in this order; names are the same for every trial.
std::vector<std::pair<std::string, TableCell>> EnvironmentFacts(const Provenance& made_by);

// "2026-03-01 14:05", of this machine's clock zone.
std::string FormatDate(int64_t wall_milliseconds);

// "312 MB".
std::string FormatMegabytes(int64_t bytes);

}  // namespace ceteris
