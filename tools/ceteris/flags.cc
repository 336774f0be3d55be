#include "tools/ceteris/flags.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "core/base/check.h"
#include "gflags/gflags.h"

// VALUE, a tab, and what `ceteris COMMAND --help` prints; a line feed where it breaks the line.
DEFINE_string(db, "",
              "FILE\tresults database; default: results/ceteris.db in the workspace,\nor in this folder outside one");
DEFINE_string(format, "table", "WORD\ttable, csv, json or md; default: table");
DEFINE_int32(seeds, 0, "N\tonly the first N seeds of the spec; the stored experiment stays\nthe same revision");
DEFINE_int32(
    workers, 0,
    "N\ttrials at a time; default: cores divided by threads per trial on\na CPU, 1 on CUDA; changes no result");
DEFINE_string(device, "auto", "NAME\tauto, cpu, cuda or cuda:N; default: auto");
DEFINE_string(set, "",
              "PATH=VALUE\tchanges a field of the spec (see `ceteris fields`), as a new\nrevision; may be repeated");
DEFINE_string(rerun, "failed,lost",
              "WORDS\twhich ended trials run again: none, all, or some of\nfailed,lost,diverged; default: failed,lost. "
              "A result stays until\nthe trial that replaces it has ended");
DEFINE_int32(revision, 0, "N\trevision of the experiment; default: the one asked for last");
DEFINE_string(metric, "", "NAME\tmetric, such as valid/loss@x2; default: the primary metric");
DEFINE_string(out, "", "FILE\tfile to write");
DEFINE_int32(max_new_tokens, 200, "N\ttokens to generate; default: 200");
DEFINE_double(temperature, 0.8, "X\tdivides the logits; 0 takes the likeliest token; default: 0.8");
DEFINE_int32(top_k, 0, "N\tsamples among the N likeliest tokens; default: 0, among all");
DEFINE_uint64(seed, 1, "N\tseed of the sampling; the same seed gives the same text; default: 1");

namespace ceteris {

FlagHelp DescribeFlag(const std::string& name) {
  gflags::CommandLineFlagInfo info;
  CETERIS_CHECK(gflags::GetCommandLineFlagInfo(name.c_str(), &info), name);
  const std::pair<std::string, std::string> parts = absl::StrSplit(info.description, absl::MaxSplits('\t', 1));
  return {parts.first, parts.second, info.type};
}

bool FlagWasTyped(const std::string& name) {
  gflags::CommandLineFlagInfo info;
  CETERIS_CHECK(gflags::GetCommandLineFlagInfo(name.c_str(), &info), name);
  return !info.is_default;
}

absl::Status SetFlag(const std::string& name, const std::string& value) {
  if (!gflags::SetCommandLineOption(name.c_str(), value.c_str()).empty()) return absl::OkStatus();
  const FlagHelp help = DescribeFlag(name);
  return absl::InvalidArgumentError(absl::StrCat("--", name, "=", value, ": \"", value, "\" is no ", help.type,
                                                 "; want --", name, "=", help.value, ", ",
                                                 absl::StrReplaceAll(help.meaning, {{"\n", " "}})));
}

}  // namespace ceteris
