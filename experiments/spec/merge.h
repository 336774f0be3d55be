// Applies a change to a configuration: how an arm becomes a trial, and a preset a model.
//
//   base    position { rotary { theta: 500 } }  evaluate_at_lengths: [1, 2]
//   change  position { alibi {} }               evaluate_at_lengths: [1, 4]
//   result  position { alibi {} }               evaluate_at_lengths: [1, 4]
#pragma once

#include "google/protobuf/message.h"

namespace ceteris {

// What is written in `change` replaces scalars and lists of `base` and merges into its messages; another member of a
// oneof drops the member that was there, the same member merges into it. What `change` does not write stays. Both are
// of one type. (Message::MergeFrom would append to lists.)
void Merge(const google::protobuf::Message& change, google::protobuf::Message* base);

}  // namespace ceteris
