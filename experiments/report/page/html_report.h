// One experiment as one self-contained HTML file: question, answer, figures, cost, provenance.
//
// Style, script, D3 and data are inside; the file needs no network and no server. Every number is in a table that needs
// no JavaScript; the script only draws. Light or dark as the reader's system asks, light on paper.
//
// Example:  ASSIGN_OR_RETURN(const std::string html, HtmlReport(report));
//           RETURN_IF_ERROR(WriteFileAtomically("positions.html", html));
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "experiments/report/report_data.h"

namespace ceteris {

// INVALID_ARGUMENT without exactly one baseline. Deterministic: the same report gives the same bytes.
absl::StatusOr<std::string> HtmlReport(const ExperimentReport& report);

}  // namespace ceteris
