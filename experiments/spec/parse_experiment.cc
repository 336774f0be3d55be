#include "experiments/spec/parse_experiment.h"

#include <filesystem>
#include <system_error>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "core/base/did_you_mean.h"
#include "core/base/file.h"
#include "core/base/status_macros.h"
#include "data/utf8/utf8.h"
#include "experiments/spec/config_path.h"
#include "experiments/spec/text_place.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"

namespace ceteris {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::TextFormat;

constexpr size_t kLongestShown = 80;

// At most kLongestShown bytes, cut between two characters.
std::string Shown(absl::string_view text) {
  if (text.size() <= kLongestShown) return std::string(text);
  size_t end = kLongestShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return absl::StrCat(text.substr(0, end), "...");
}

// The parser's first error; those that follow are its consequences.
class FirstError final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber column, const std::string& message) override {
    if (found) return;
    found = true;
    this->line = line;
    this->column = column;
    this->message = message;
  }

  bool found = false;
  int line = 0, column = 0;
  std::string message;
};

// The word of the file that a message of the parser is about; "" where the place alone tells.
std::string NamedToken(absl::string_view message) {
  const std::vector<std::string> quoted = absl::StrSplit(message, '"');
  const bool third =
      absl::StartsWith(message, "Message type") || absl::StartsWith(message, "Invalid value for boolean");
  const bool first = absl::StartsWith(message, "Unknown enumeration value") || absl::StartsWith(message, "Field ") ||
                     absl::StartsWith(message, "Non-repeated field");
  if (third && quoted.size() > 3) return quoted[3];
  if (first && quoted.size() > 1) return quoted[1];
  return "";
}

std::vector<std::string> FieldNames(const Descriptor& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.field_count(); ++i) names.push_back(type.field(i)->name());
  return names;
}

std::string NoSuchField(const Descriptor& type, const std::string& name) {
  const std::vector<std::string> names = FieldNames(type);
  std::string hint = DidYouMean(name.substr(0, kLongestShown), names);
  if (hint.empty()) hint = SuggestPathBelow(type, name.substr(0, kLongestShown));
  if (hint.empty() && config::Experiment::descriptor()->FindFieldByName(name) != nullptr) {
    hint = "; it is a field of the experiment: write it at the top, beside base";
  }
  if (hint.empty()) hint = names.empty() ? "; it has no fields" : absl::StrCat("; it has ", absl::StrJoin(names, ", "));
  return absl::StrCat(type.name(), " has no field \"", Shown(name), "\"", hint);
}

std::string NotInEnum(const EnumDescriptor& type, const std::string& name) {
  std::vector<std::string> names;
  for (int i = 0; i < type.value_count(); ++i) names.push_back(type.value(i)->name());
  return absl::StrCat("\"", Shown(name), "\" is not a ", type.name(), "; use ", absl::StrJoin(names, ", "),
                      DidYouMean(name.substr(0, kLongestShown), names));
}

// What a value of the field looks like.
std::string Expected(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return absl::StrCat(field.name(), " { ... }");
    case FieldDescriptor::CPPTYPE_BOOL:
      return "true or false";
    case FieldDescriptor::CPPTYPE_STRING:
      return "text in quotes";
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return "a number";
    case FieldDescriptor::CPPTYPE_UINT64:
    case FieldDescriptor::CPPTYPE_UINT32:
      return "a whole number, not negative";
    default:
      return "a whole number";
  }
}

// What is wrong at `place`, in words that say what would be right; the parser's own where they do.
std::string Explain(const TextPlace& place, absl::string_view message) {
  const FieldDescriptor* field = place.field;
  const std::string found = place.token.empty() ? "the end of the file" : Shown(place.token);
  if (absl::StartsWith(message, "Message type") && place.message != nullptr)
    return NoSuchField(*place.message, place.token);
  if (absl::StartsWith(message, "Non-repeated field")) return "written twice; write it once";
  const std::vector<std::string> quoted = absl::StrSplit(message, '"');
  if (absl::StartsWith(message, "Field ") && quoted.size() > 3) {
    return absl::StrCat("written beside ", Shown(quoted[3]), ", but only one of them can be chosen");
  }
  const bool is_enum = field != nullptr && field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM;
  if (is_enum && absl::StartsWith(message, "Unknown enumeration")) return NotInEnum(*field->enum_type(), place.token);
  const bool is_integer = field != nullptr && absl::StartsWith(message, "Integer out of range") &&
                          field->cpp_type() != FieldDescriptor::CPPTYPE_BOOL;
  if (is_integer) return absl::StrCat(found, " is out of range of ", field->cpp_type_name());
  const bool is_type = absl::StartsWith(message, "Expected ") || absl::StartsWith(message, "I");
  if (field != nullptr && is_type && !absl::StartsWith(message, "Invalid escape")) {
    return absl::StrCat("expected ", Expected(*field), ", found ", found);
  }
  if (absl::StartsWith(message, "Expected ") && place.token.empty()) return "the file ends here; is a } missing?";
  if (absl::StartsWith(message, "Expected identifier"))
    return absl::StrCat("expected the name of a field, found ", found);
  return Shown(message);
}

std::string Place(absl::string_view file_name, int line, int column) {
  return absl::StrCat(file_name, ":", line + 1, ":", column + 1, ": ");
}

absl::Status ExplainFirstError(absl::string_view text, absl::string_view file_name, const FirstError& error) {
  const TextPlace place =
      FindTextPlace(text, error.line, error.column, NamedToken(error.message), *config::Experiment::descriptor());
  const std::string path = place.path.empty() ? "" : absl::StrCat(Shown(place.path), ": ");
  return absl::InvalidArgumentError(
      absl::StrCat(Place(file_name, place.line, place.column), path, Explain(place, error.message)));
}

// OK, or where the text stops being text: a control character, or bytes that are not UTF-8.
absl::Status CheckIsText(absl::string_view text, absl::string_view file_name) {
  int line = 0;
  size_t line_start = 0;
  for (size_t offset = 0; offset < text.size();) {
    const size_t start = offset;
    const int32_t code_point = NextCodePoint(text, &offset);
    const bool is_space = code_point == '\n' || code_point == '\r' || code_point == '\t';
    if (code_point == kIllFormed || (code_point < 0x20 && !is_space) || code_point == 0x7f) {
      return absl::InvalidArgumentError(absl::StrCat(
          Place(file_name, line, static_cast<int>(start - line_start)), "byte 0x",
          absl::Hex(static_cast<unsigned char>(text[start]), absl::kZeroPad2), " is not text; an experiment is UTF-8"));
    }
    if (code_point == '\n') {
      ++line;
      line_start = offset;
    }
  }
  return absl::OkStatus();
}

absl::Status TooLarge(absl::string_view file_name, uintmax_t size) {
  return absl::InvalidArgumentError(absl::StrCat(Place(file_name, 0, 0), size,
                                                 " bytes are too many for an experiment; at most ",
                                                 kLargestExperimentFile, " are read"));
}

}  // namespace

absl::StatusOr<config::Experiment> ParseExperiment(absl::string_view text, absl::string_view file_name,
                                                   SourceLocations* locations) {
  if (text.size() > kLargestExperimentFile) return TooLarge(file_name, text.size());
  absl::ConsumePrefix(&text, "\xEF\xBB\xBF");  // the byte order mark that some editors write
  RETURN_IF_ERROR(CheckIsText(text, file_name));
  FirstError error;
  TextFormat::ParseInfoTree tree;
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  parser.WriteLocationsTo(&tree);
  config::Experiment experiment;
  if (!parser.ParseFromString(std::string(text), &experiment) || error.found) {
    return ExplainFirstError(text, file_name, error);
  }
  if (locations != nullptr) locations->AddFile(file_name, experiment, tree);
  return experiment;
}

absl::StatusOr<config::Experiment> ReadExperiment(const std::string& path, SourceLocations* locations) {
  std::error_code no_size;  // a missing file, a directory, a pipe: ReadFile() says which
  const uintmax_t size = std::filesystem::file_size(path, no_size);
  if (!no_size && size > kLargestExperimentFile) return TooLarge(path, size);
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  return ParseExperiment(text, path, locations);
}

}  // namespace ceteris
