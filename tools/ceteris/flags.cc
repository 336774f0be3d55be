#include "tools/ceteris/flags.h"

#include "gflags/gflags.h"

// The help texts here are what `ceteris COMMAND --help` prints.
DEFINE_string(db, "", "results database; default: results/ceteris.db in the workspace, or in this folder outside one");
DEFINE_string(format, "table", "table, csv, json or md");
DEFINE_int32(seeds, 0,
             "only the first N seeds of the plan; 0 means all; the stored experiment stays the same revision");
DEFINE_int32(workers, 0, "trials at a time; 0 means cores divided by threads per trial on a CPU, 1 on CUDA");
DEFINE_string(device, "auto", "auto, cpu, cuda or cuda:N");
DEFINE_string(set, "",
              "PATH=VALUE: changes a field of the base (see `ceteris fields`), as a new revision; may be repeated");
DEFINE_string(rerun, "failed", "which ended trials to run again: none, failed, diverged, or all");
DEFINE_int32(revision, 0, "revision of the experiment; 0 means the latest");
DEFINE_string(metric, "", "name of a metric; default: the experiment's primary metric");
DEFINE_string(out, "", "file to write; default: standard output, or for report EXPERIMENT.html");
DEFINE_int32(max_new_tokens, 200, "number of tokens to generate");
DEFINE_double(temperature, 0.8, "divides the logits before sampling; 0 always takes the likeliest token");
DEFINE_int32(top_k, 0, "samples among the K likeliest tokens only; 0 means all");
DEFINE_uint64(seed, 1, "seed of the sampling stream");
