// Where one configuration is not another, in words: whether a model is what another project's class computes. No
// LibTorch.
//
// What is not written counts as its default, so neither side needs to be resolved; numbers may differ in their last
// bit. A field that is added to the schema later is compared like any other: a model that uses it is refused rather
// than written without it.
//
// Example:  ConfigDifferences(model, wanted, "model", {"dropout_rate"})
//           // {"model.decoder.position is rotary, not learned", "model.decoder.norm.layer_norm.bias is false, not
//           true"}
#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace ceteris {

// Both of one type. Fields with a name in `ignored`, at any depth, are not compared.
std::vector<std::string> ConfigDifferences(const google::protobuf::Message& is, const google::protobuf::Message& wanted,
                                           absl::string_view path, const std::set<std::string>& ignored);

}  // namespace ceteris
