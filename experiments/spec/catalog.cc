#include "experiments/spec/catalog.h"

#include <map>
#include <utility>

#include "core/base/options.pb.h"
#include "experiments/spec/schema.h"
#include "experiments/spec/trial.pb.h"

namespace ceteris {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::OneofDescriptor;

class Collector {
 public:
  void AddMessage(const Descriptor& type, const std::string& prefix) {
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
      const std::string path = JoinPath(prefix, field.name());
      const OneofDescriptor* choice = field.real_containing_oneof();
      if (choice != nullptr) {
        if (&field == choice->field(0)) AddChoice(*choice, prefix);
        continue;
      }
      if (field.message_type()->options().HasExtension(config::variant)) {
        Add(field, path, /*is_default=*/!IsPart(field));  // a part is absent unless it is written
      }
      AddMessage(*field.message_type(), path);
    }
  }

  std::vector<CatalogEntry> entries;

 private:
  // All members before what is below any of them: a person reads the alternatives in one place.
  void AddChoice(const OneofDescriptor& choice, const std::string& prefix) {
    const FieldDescriptor* chosen = DefaultVariant(choice);
    for (int i = 0; i < choice.field_count(); ++i) {
      Add(*choice.field(i), ChoicePath(prefix, choice), choice.field(i) == chosen);
    }
    for (int i = 0; i < choice.field_count(); ++i) {
      const FieldDescriptor& member = *choice.field(i);
      AddMessage(*member.message_type(), JoinPath(prefix, member.name()));
    }
  }

  void Add(const FieldDescriptor& field, const std::string& path, bool is_default) {
    const auto [known, is_new] = index_.emplace(&field, entries.size());
    if (is_new) {
      const config::Variant& variant = field.message_type()->options().GetExtension(config::variant);
      entries.push_back({field.name(),
                         {},
                         is_default,
                         variant.title(),
                         variant.paper(),
                         variant.equation(),
                         variant.acts_on(),
                         variant.summary()});
    }
    entries[known->second].paths.push_back(path);
  }

  std::map<const FieldDescriptor*, size_t> index_;
};

}  // namespace

std::vector<CatalogEntry> Catalog() {
  Collector collector;
  collector.AddMessage(*config::Trial::descriptor(), "");
  return std::move(collector.entries);
}

}  // namespace ceteris
