// Sets one value of a configuration by its path, as --set=PATH=VALUE and the axes of an experiment do.
//
//   SetPath("training.num_steps", "50", &trial);
//   SetPath("model.decoder.position", "rotary", &trial);               // chooses a member of a oneof
//   SetPath("model.decoder.position.rotary.theta", "500", &trial);     // chooses rotary and sets its theta
//   SetPath("task.language_model.evaluate_at_lengths", "[1, 2]", &trial);
//   SetPath("model.encoder", "present", &trial);                       // a part: present or absent
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace ceteris {

// What a path names. Exactly one of three things: a scalar or list (fields.back()), a choice, or whether a part is
// present.
struct ConfigPath {
  std::vector<const google::protobuf::FieldDescriptor*> fields;  // from the root down
  const google::protobuf::OneofDescriptor* choice = nullptr;     // of the message that `fields` lead to
  bool is_part = false;
};

// INVALID_ARGUMENT names the path, the segment that does not exist and what was probably meant: a close name beside it,
// or the full path of something with that name elsewhere ("num_heads" -> "model.decoder.attention.num_heads").
absl::StatusOr<ConfigPath> FindPath(const google::protobuf::Descriptor& root, absl::string_view path);

// INVALID_ARGUMENT as FindPath() and SetField(). On an error `message` is as before. Choosing the member that is
// already chosen, or a part that is already present, changes nothing.
absl::Status SetPath(absl::string_view path, absl::string_view value, google::protobuf::Message* message);

// The value at a path in the form SetPath() reads, "" where nothing is there: an unset choice, a field of a member that
// is not chosen. An unset scalar has its default. INVALID_ARGUMENT as FindPath().
absl::StatusOr<std::string> GetPath(const google::protobuf::Message& message, absl::string_view path);

// `; did you mean "attention.num_heads"?` for the end of an error about `path`, which is not below `type` but ends a
// path that is; "" where there is no such path.
std::string SuggestPathBelow(const google::protobuf::Descriptor& type, absl::string_view path);

// Every path that a value can be set at, in the order of the schema.
std::vector<std::string> AllPaths(const google::protobuf::Descriptor& root);

}  // namespace ceteris
