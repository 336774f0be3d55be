#include "models/weights/safetensors_json.h"

#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace ceteris {
namespace {

constexpr char kMetadataKey[] = "__metadata__";

// An event parser, because nlohmann's tree silently keeps the last of two equal keys, and because a hostile header of
// nested brackets then costs nothing: the first bracket in a wrong place ends the parse. Every event returns false to
// stop.
class HeaderReader final : public nlohmann::json_sax<nlohmann::json> {
 public:
  SafetensorsHeader header;
  std::string error;

  bool start_object(std::size_t) override {
    if (place_ == Place::kBegin) return Enter(Place::kTop);
    if (place_ == Place::kTop && at_metadata_) return Enter(Place::kMetadata);
    if (place_ == Place::kTop && !name_.empty()) {
      tensor_ = StoredTensor();
      tensor_.name = name_;
      return Enter(Place::kTensor);
    }
    return Refuse("an object where none may stand");
  }

  bool end_object() override {
    if (place_ == Place::kTensor) {
      if (keys_.size() != 3) return Refuse("dtype, shape and data_offsets must all be there");
      header.tensors.push_back(std::move(tensor_));
    }
    place_ = place_ == Place::kTop ? Place::kEnd : Place::kTop;
    return true;
  }

  bool key(std::string& key) override {
    if (place_ == Place::kTop) {
      name_ = key;
      at_metadata_ = key == kMetadataKey;
      if (key.empty()) return Refuse("a tensor without a name");
      return names_.insert(key).second || Refuse("the name occurs twice");
    }
    if (!keys_.insert(key).second) return Refuse(absl::StrCat("the key \"", key, "\" occurs twice"));
    key_ = key;
    if (place_ == Place::kMetadata || key == "dtype" || key == "shape" || key == "data_offsets") return true;
    return Refuse(absl::StrCat("unknown key \"", key, "\"; only dtype, shape and data_offsets may stand here"));
  }

  bool string(std::string& value) override {
    if (place_ == Place::kMetadata) {
      header.metadata[key_] = value;
      return true;
    }
    if (place_ != Place::kTensor || key_ != "dtype") return Refuse(absl::StrCat("unexpected text \"", value, "\""));
    tensor_.dtype = value;
    return true;
  }

  bool start_array(std::size_t) override {
    if (place_ != Place::kTensor || key_ == "dtype") return Refuse("a list where none may stand");
    place_ = Place::kNumbers;
    num_numbers_ = 0;
    return true;
  }

  bool end_array() override {
    place_ = Place::kTensor;
    return key_ != "data_offsets" || num_numbers_ == 2 || Refuse("data_offsets must be two numbers");
  }

  bool number_unsigned(uint64_t value) override {
    if (place_ != Place::kNumbers) return Refuse("a number where none may stand");
    if (value > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) return Refuse("a number above 2^63 - 1");
    ++num_numbers_;
    if (key_ == "shape") {
      if (num_numbers_ > kMaxSafetensorsRank)
        return Refuse(absl::StrCat("more than ", kMaxSafetensorsRank, " dimensions"));
      tensor_.shape.push_back(static_cast<int64_t>(value));
    } else if (num_numbers_ == 1) {
      tensor_.begin = value;
    } else {
      tensor_.end = value;
    }
    return true;
  }

  bool number_integer(int64_t value) override { return Refuse(absl::StrCat("the negative number ", value)); }
  bool number_float(double, const std::string& text) override {
    return Refuse(absl::StrCat(text, " is no whole number"));
  }
  bool null() override { return Refuse("null where none may stand"); }
  bool boolean(bool) override { return Refuse("true or false where none may stand"); }
  bool binary(binary_t&) override { return Refuse("binary data"); }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    error = absl::StrCat("it is no JSON at byte ", position);
    return false;
  }

 private:
  enum class Place { kBegin, kTop, kMetadata, kTensor, kNumbers, kEnd };

  bool Enter(Place place) {
    place_ = place;
    keys_.clear();
    return true;
  }

  bool Refuse(absl::string_view what) {
    error = name_.empty() ? std::string(what) : absl::StrCat("tensor \"", name_, "\": ", what);
    return false;
  }

  Place place_ = Place::kBegin;
  bool at_metadata_ = false;
  std::string name_;             // of the tensor now read
  std::string key_;              // inside it
  std::set<std::string> names_;  // keys of the top object
  std::set<std::string> keys_;   // keys of the object now read below it
  std::size_t num_numbers_ = 0;
  StoredTensor tensor_;
};

}  // namespace

absl::StatusOr<SafetensorsHeader> ParseSafetensorsJson(absl::string_view json) {
  if (json.empty() || json.front() != '{') return absl::DataLossError("safetensors header: it does not begin with '{'");
  // The parser takes a NUL for the end of its input and would not see what follows.
  if (json.find('\0') != absl::string_view::npos)
    return absl::DataLossError("safetensors header: it contains a NUL byte");
  HeaderReader reader;
  if (!nlohmann::json::sax_parse(json.begin(), json.end(), &reader)) {
    return absl::DataLossError(absl::StrCat("safetensors header, ", reader.error));
  }
  return std::move(reader.header);
}

}  // namespace ceteris
