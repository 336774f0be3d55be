#include "experiments/spec/random_trial.h"

#include <string>

#include "core/base/check.h"
#include "experiments/spec/config_path.h"
#include "experiments/spec/resolve.h"

namespace ceteris {
namespace {

using google::protobuf::FieldDescriptor;

std::string RandomValue(const FieldDescriptor& field, std::mt19937_64* random) {
  const std::string number = std::to_string((*random)() % 50);
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return (*random)() % 2 == 0 ? "true" : "false";
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return std::to_string(static_cast<double>((*random)() % 1000000) / 7e5);
    case FieldDescriptor::CPPTYPE_ENUM:
      return field.enum_type()->value((*random)() % field.enum_type()->value_count())->name();
    case FieldDescriptor::CPPTYPE_STRING:
      return "a \"text\" = " + number + "\nof two lines";
    default:
      return field.is_repeated() ? "[" + number + ", 2]" : number;
  }
}

}  // namespace

config::Trial RandomTrial(std::mt19937_64* random) {
  config::Trial trial;
  for (const std::string& path : AllPaths(*config::Trial::descriptor())) {
    if ((*random)() % 2 == 0) continue;
    const ConfigPath found = *FindPath(*config::Trial::descriptor(), path);
    std::string value = (*random)() % 2 == 0 ? "present" : "absent";
    if (!found.is_part && found.choice != nullptr) {
      value = found.choice->field((*random)() % found.choice->field_count())->name();
    } else if (!found.is_part) {
      value = RandomValue(*found.fields.back(), random);
    }
    const absl::Status set = SetPath(path, value, &trial);
    CETERIS_CHECK(set.ok(), set.message());
  }
  Resolve(&trial);
  return trial;
}

}  // namespace ceteris
