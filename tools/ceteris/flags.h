// Every flag of every subcommand: one meaning per name. Which subcommand takes which is in its Command::flags.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "gflags/gflags_declare.h"

DECLARE_string(db);
DECLARE_string(format);
DECLARE_int32(seeds);
DECLARE_int32(workers);
DECLARE_string(device);
DECLARE_string(set);
DECLARE_string(rerun);
DECLARE_int32(revision);
DECLARE_string(metric);
DECLARE_string(out);
DECLARE_int32(max_new_tokens);
DECLARE_double(temperature);
DECLARE_int32(top_k);
DECLARE_uint64(seed);

namespace ceteris {

struct FlagHelp {
  std::string value;    // what stands for its value: "FILE"
  std::string meaning;  // one or more lines
  std::string type;     // "int32"
};

// Of a flag above; CHECKed.
FlagHelp DescribeFlag(const std::string& name);

// Whether the flag was given a value, be it its default.
bool FlagWasTyped(const std::string& name);

// Gives a flag a value from text. INVALID_ARGUMENT `--seeds=two: is no int32; want --seeds=N, ...`. Nothing is printed.
absl::Status SetFlag(const std::string& name, const std::string& value);

}  // namespace ceteris
