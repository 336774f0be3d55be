#include "experiments/spec/field_probes.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/check.h"
#include "experiments/spec/config_path.h"
#include "experiments/spec/field_probes.pb.h"
#include "experiments/spec/field_probes_textproto.h"
#include "experiments/spec/merge.h"
#include "experiments/spec/path_values.h"
#include "experiments/spec/resolve.h"
#include "experiments/spec/schema.h"
#include "google/protobuf/text_format.h"

namespace ceteris {
namespace {

bool IsIdentityPath(const config::Trial& resolved, const std::string& path) {
  for (const PathValue& pair : PathValues(resolved)) {
    if (pair.path == path) return pair.identity;
  }
  return true;
}

config::FieldProbes ParseProbes() {
  config::FieldProbes written;
  CETERIS_CHECK(google::protobuf::TextFormat::ParseFromString(std::string(FieldProbesTextproto()), &written),
                "field_probes.textproto parses");
  return written;
}

const config::Trial& BaseOf(const config::FieldProbes& written, const config::FieldProbe& probe) {
  if (probe.family().empty()) return written.base();
  for (const config::ProbeFamily& family : written.family()) {
    if (family.name() == probe.family()) return family.base();
  }
  CETERIS_CHECK(false, absl::StrCat("field_probes.textproto: no family ", probe.family()));
}

Probe MakeProbe(const config::Trial& base, const config::FieldProbe& written) {
  Probe probe;
  probe.path = written.path();
  probe.value = written.value();
  probe.may_stay_equal = written.may_stay_equal();
  probe.base = base;
  Merge(written.base(), &probe.base);
  Resolve(&probe.base);
  probe.changed = probe.base;
  const absl::Status set = SetPath(probe.path, probe.value, &probe.changed);
  CETERIS_CHECK(set.ok(), absl::StrCat("field_probes.textproto: ", set.message()));
  Merge(written.also(), &probe.changed);
  Resolve(&probe.changed);
  probe.identity = IsIdentityPath(probe.changed, probe.path);
  return probe;
}

// Every (choice, member) below a message, by the choice's path. Parts and members that the base does not have are left
// out.
void ListMembers(const google::protobuf::Descriptor& type, const config::Trial& base, const std::string& prefix,
                 std::vector<std::pair<std::string, std::string>>* members) {
  for (int i = 0; i < type.field_count(); ++i) {
    const auto& field = *type.field(i);
    if (field.message_type() == nullptr || field.is_repeated()) continue;
    const std::string path = JoinPath(prefix, field.name());
    if (IsPart(field) && *GetPath(base, path) == "absent") continue;
    if (const auto* choice = field.real_containing_oneof()) {
      const std::string choice_path = ChoicePath(prefix, *choice);
      members->push_back({choice_path, field.name()});
      if (*GetPath(base, choice_path) != field.name()) continue;  // the base has nothing below it
    }
    ListMembers(*field.message_type(), base, path, members);
  }
}

}  // namespace

std::vector<Probe> AllProbes() {
  const config::FieldProbes written = ParseProbes();
  std::vector<Probe> probes;
  std::set<std::pair<std::string, std::string>> probed;
  for (const config::FieldProbe& probe : written.probe()) {
    if (probe.stands_alone().empty()) probes.push_back(MakeProbe(BaseOf(written, probe), probe));
    probed.emplace(probe.path(), probe.value());
  }
  config::Trial base = written.base();
  Resolve(&base);
  std::vector<std::pair<std::string, std::string>> members;
  ListMembers(*config::Trial::descriptor(), base, "", &members);
  for (const auto& [path, member] : members) {
    if (probed.count({path, member}) > 0 || *GetPath(base, path) == member) continue;
    config::FieldProbe probe;
    probe.set_path(path);
    probe.set_value(member);
    probes.push_back(MakeProbe(written.base(), probe));
  }
  return probes;
}

std::vector<std::pair<std::string, std::string>> MembersWithoutProbe() {
  std::vector<std::pair<std::string, std::string>> members;
  const config::FieldProbes written = ParseProbes();
  for (const config::FieldProbe& probe : written.probe()) {
    if (!probe.stands_alone().empty()) members.emplace_back(probe.path(), probe.value());
  }
  return members;
}

}  // namespace ceteris
