// What the schema says about a field or a oneof beside its type: the options of core/base/options.proto, and how
// choices are named.
//
// A path names one thing of a configuration, from the root message down: "model.decoder.attention.num_heads" a scalar,
// "model.decoder.position" which scheme is chosen, "model.encoder" whether an optional part is present.
//   - A oneof called "variant" or "scheme" is the choice its message exists for, so its path is the message's own:
//     "model.decoder.position" = "rotary".
//   - Any other oneof has a segment of its own: "model.decoder.residual" = "post_norm".
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace ceteris {

// False where the field changes no bit of any result: it is left out of fingerprints.
bool IsIdentity(const google::protobuf::FieldDescriptor& field);

// Whether the presence of this message field is itself a choice. Its path then has the value "present" or "absent".
bool IsPart(const google::protobuf::FieldDescriptor& field);

// The member that resolution picks where none is written; nullptr where one must be written.
const google::protobuf::FieldDescriptor* DefaultVariant(const google::protobuf::OneofDescriptor& choice);

// Whether the choice has its message's path and no segment of its own.
bool IsOwnChoice(const google::protobuf::OneofDescriptor& choice);

// The own choice of a message; nullptr where it has none.
const google::protobuf::OneofDescriptor* OwnChoice(const google::protobuf::Descriptor& message);

// "rotary", "alibi", ... in the order of the schema.
std::vector<std::string> MemberNames(const google::protobuf::OneofDescriptor& choice);

// "model" and "decoder" -> "model.decoder"; "" and "model" -> "model".
std::string JoinPath(absl::string_view prefix, absl::string_view name);

// The path of a choice of the message at `prefix`.
std::string ChoicePath(absl::string_view prefix, const google::protobuf::OneofDescriptor& choice);

}  // namespace ceteris
