// Every flag of every subcommand: one meaning per name. Which subcommand takes which is in its Command::flags.
#pragma once

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
