// One field's value as text, and back. The text is canonical: one value has exactly one text, and reading it gives the
// same bits.
//
//   int32 4 -> "4"      double 0.003 -> "0.003"      bool -> "true"      enum -> "FUSED"      repeated int32 -> "[1, 2,
//   4]"
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace ceteris {

// 15, 16 or 17 significant digits, the fewest that read back as the same double. "0" for both zeros; "nan", "inf",
// "-inf".
std::string FormatDouble(double value);

// The field of `message`, its default where it is not set. Strings are returned as they are; elements of a list of
// strings are quoted and escaped.
std::string FormatField(const google::protobuf::Message& message, const google::protobuf::FieldDescriptor& field);

// The schema's default of a scalar; "[]" for a list.
std::string FormatDefault(const google::protobuf::FieldDescriptor& field);

// "int32", "double", "bool", "string", "Kernel (AUTO, FUSED, COMPOSED)", "list of int32".
std::string TypeName(const google::protobuf::FieldDescriptor& field);

// Replaces the field by what `text` says; a list is written [1, 2, 4] or 1,2,4. On an error `message` is as before.
// INVALID_ARGUMENT, starting with `path`: not of the field's type, out of the type's range, not finite, not one of the
// enum's names.
absl::Status SetField(absl::string_view path, absl::string_view text, const google::protobuf::FieldDescriptor& field,
                      google::protobuf::Message* message);

}  // namespace ceteris
