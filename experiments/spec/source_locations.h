// Where each value of an experiment was written, so that an error found long after parsing still names a line.
//
//   SourceLocations locations;
//   ParseExperiment(text, "heads.textproto", &locations);
//   locations.Find("base.model.decoder.attention.num_heads")  -> "heads.textproto:9:41"
//   locations.Find("base.model.decoder.attention.bias")       -> "heads.textproto:9:29", of the attention it is inside
#pragma once

#include <map>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"

namespace ceteris {

class SourceLocations {
 public:
  // Remembers every written field of `message`, which was parsed from the file with `tree` as its record of places.
  // Paths are those of the message itself: "arm[1].change.model.decoder.position".
  void AddFile(absl::string_view file_name, const google::protobuf::Message& message,
               const google::protobuf::TextFormat::ParseInfoTree& tree);

  // Remembers that the value at `path` came from somewhere else, such as "--set=training.num_steps=0"; this replaces
  // what was known.
  void Add(absl::string_view path, absl::string_view place);

  // The place of this very path; "" where it was not written.
  std::string FindExact(absl::string_view path) const;

  // The place of the path, or of the innermost message around it that was written; "" where none was.
  std::string Find(absl::string_view path) const;

  // The place of what was not written at all; "" where there is no file.
  const std::string& file_name() const { return file_name_; }

 private:
  void AddMessage(absl::string_view file_name, const std::string& prefix, const google::protobuf::Message& message,
                  const google::protobuf::TextFormat::ParseInfoTree& tree);

  std::string file_name_;
  std::map<std::string, std::string, std::less<>> places_;
};

}  // namespace ceteris
