// The text form of a configuration that is stored, sent to a worker and read back. A pure function of the message: one
// message, one text; reading it gives the message. Fields in the order of the schema, numbers with the fewest digits
// that keep every bit.
#pragma once

#include <string>

#include "google/protobuf/message.h"

namespace ceteris {

std::string CanonicalText(const google::protobuf::Message& message);

}  // namespace ceteris
