// The comments that the .proto files carry, inside the binary: they are the documentation that users read.
//
//   // Base of the geometric progression of angles, > 1. Source: Su et al. 2021, section 3.3.
//   optional double theta = 1 [default = 10000];
#pragma once

#include <string>

#include "google/protobuf/descriptor.h"

namespace ceteris {

// The comment above a field, oneof or message of Experiment or of what it contains, as one line; "" where there is
// none.
std::string CommentOf(const google::protobuf::FieldDescriptor& field);
std::string CommentOf(const google::protobuf::OneofDescriptor& choice);
std::string CommentOf(const google::protobuf::Descriptor& message);

}  // namespace ceteris
