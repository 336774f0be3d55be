// Writes every default out, so that no reader of a configuration ever supplies one.
//
//   config::Trial trial;              // training { num_steps: 50 }
//   Resolve(&trial);                  // training { num_steps: 50 batch_size: 16 ... } model { embedding { ... } ... }
//   task { ... }
#pragma once

#include "experiments/spec/experiment.pb.h"
#include "google/protobuf/message.h"

namespace ceteris {

// Unset scalars get the schema's default, a oneof with a (default_variant) that member, and unset messages are created,
// except those marked (part): their absence is a choice. Lists stay as written; messages inside lists are resolved too.
// Resolving twice changes nothing. O(size of the message).
void Resolve(google::protobuf::Message* message);

// The same for an experiment, whose arms and axes stay as written: an arm's change is a partial trial, and a default
// written into it would override the base. Where seeds.list is given, seeds.first and seeds.count stay unset.
void ResolveExperiment(config::Experiment* experiment);

}  // namespace ceteris
