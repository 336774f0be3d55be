// Which field of a message stands at a place in its text form: what turns the parser's "line 3, column 8" into a path.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace ceteris {

struct TextPlace {
  int line = 0;       // from 0, as the parser counts
  int column = 0;     // from 0, in bytes; a tab reaches to the next multiple of 8
  std::string token;  // what is written there; "" at the end of the text
  std::string
      path;  // of the field whose name or value this is, "arm[1].change.model"; of the message around it elsewhere
  const google::protobuf::Descriptor* message = nullptr;     // the message around it; nullptr inside an unknown field
  const google::protobuf::FieldDescriptor* field = nullptr;  // nullptr outside of fields and where the name is unknown
};

// The token at or behind (line, column); but where the token before it reads `named`, that one: the parser reports some
// errors, such as unknown names, one token late. `named` may be empty. Never fails, whatever the text. O(size of the
// text).
TextPlace FindTextPlace(absl::string_view text, int line, int column, absl::string_view named,
                        const google::protobuf::Descriptor& root);

}  // namespace ceteris
