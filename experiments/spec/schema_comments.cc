#include "experiments/spec/schema_comments.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "core/base/check.h"
#include "experiments/spec/experiment_descriptors.h"
#include "google/protobuf/descriptor.pb.h"

namespace ceteris {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::OneofDescriptor;
using google::protobuf::SourceLocation;

// The generated descriptors carry no comments; these are the same files, compiled with them.
const DescriptorPool& CommentedPool() {
  static const DescriptorPool* const pool = [] {
    google::protobuf::FileDescriptorSet files;
    const absl::string_view bytes = ExperimentDescriptors();
    CETERIS_CHECK(files.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())), "the embedded descriptors parse");
    auto* commented = new DescriptorPool;
    for (const auto& file : files.file()) {
      CETERIS_CHECK(commented->BuildFile(file) != nullptr, "protoc writes imports first");
    }
    return commented;
  }();
  return *pool;
}

template <typename AnyDescriptor>
std::string LeadingComment(const AnyDescriptor& commented) {
  SourceLocation location;
  if (!commented.GetSourceLocation(&location)) return "";
  const std::vector<std::string> words =
      absl::StrSplit(location.leading_comments, absl::ByAnyChar(" \n\t"), absl::SkipEmpty());
  return absl::StrJoin(words, " ");
}

const Descriptor& Commented(const Descriptor& message) {
  const Descriptor* found = CommentedPool().FindMessageTypeByName(message.full_name());
  CETERIS_CHECK(found != nullptr, message.full_name());
  return *found;
}

}  // namespace

std::string CommentOf(const FieldDescriptor& field) {
  return LeadingComment(*Commented(*field.containing_type()).FindFieldByNumber(field.number()));
}

std::string CommentOf(const OneofDescriptor& choice) {
  return LeadingComment(*Commented(*choice.containing_type()).oneof_decl(choice.index()));
}

std::string CommentOf(const Descriptor& message) { return LeadingComment(Commented(message)); }

}  // namespace ceteris
