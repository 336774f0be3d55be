// Reads an experiment from its text form, and says what is wrong with it in one line.
//
//   heads.textproto:9:31: base.model.decoder.attention: Attention has no field "num_head"; did you mean "num_heads"?
//   heads.textproto:2:7: goal: "MAXIMISE" is not a Goal; use MINIMIZE, MAXIMIZE; did you mean "MAXIMIZE"?
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "experiments/spec/experiment.pb.h"
#include "experiments/spec/source_locations.h"

namespace ceteris {

// An experiment is written by a person; more than this is another kind of file.
constexpr size_t kLargestExperimentFile = 1 << 20;  // bytes

// Nothing is resolved or validated here: Expand() does. `file_name` is only for messages and locations; `locations`,
// where given, learns the place of every written field. INVALID_ARGUMENT, always starting with FILE:LINE:COLUMN
// (columns in bytes, from 1): too large, not UTF-8, not text, unknown field, wrong type, out of the type's range, not
// one of an enum's values, written twice.
absl::StatusOr<config::Experiment> ParseExperiment(absl::string_view text, absl::string_view file_name,
                                                   SourceLocations* locations = nullptr);

// The same from a file, whose size is looked at before it is read. NOT_FOUND and other errors of files start with the
// path.
absl::StatusOr<config::Experiment> ReadExperiment(const std::string& path, SourceLocations* locations = nullptr);

}  // namespace ceteris
