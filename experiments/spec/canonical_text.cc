#include "experiments/spec/canonical_text.h"

#include "core/base/check.h"
#include "google/protobuf/text_format.h"

namespace ceteris {

std::string CanonicalText(const google::protobuf::Message& message) {
  google::protobuf::TextFormat::Printer printer;
  printer.SetUseShortRepeatedPrimitives(true);
  printer.SetUseUtf8StringEscaping(true);
  std::string text;
  CETERIS_CHECK(printer.PrintToString(message, &text), "printing to a string does not fail");
  return text;
}

}  // namespace ceteris
