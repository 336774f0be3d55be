// Two trials that differ in one field, for every field of a trial: the material of the two-sided field test.
//
//   for (const Probe& probe : AllProbes()) { train probe.base and probe.changed for their three steps, compare every
//   bit }
//
// A field with identity must change shapes, output, data or update; a field without must leave every bit as it was.
// What the schema alone can show is tested here (field_probes_test); that training agrees, where trials are run.
//
// Two probes read text files, by these names in the current directory. Whoever trains them writes both, with the same
// text.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "experiments/spec/trial.pb.h"

namespace ceteris {

constexpr char kFirstProbeFile[] = "first.txt";
constexpr char kSecondProbeFile[] = "second.txt";

struct Probe {
  std::string path;            // "model.decoder.position.rotary.theta"; of a choice "model.decoder.position"
  std::string value;           // what `changed` has there
  config::Trial base;          // resolved; so small that training it takes milliseconds
  config::Trial changed;       // resolved
  bool identity = true;        // whether a bit of the result may, and must, depend on the field
  std::string may_stay_equal;  // where not "": why no bit need change at this size although identity is true
};

// Those of field_probes.textproto, and one for every member of every choice that is neither the base's member nor
// probed there.
std::vector<Probe> AllProbes();

// (path, member) of those that no two sound trials differ in alone, by decision of field_probes.textproto.
std::vector<std::pair<std::string, std::string>> MembersWithoutProbe();

}  // namespace ceteris
