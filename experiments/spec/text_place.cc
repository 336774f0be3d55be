#include "experiments/spec/text_place.h"

#include <map>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "experiments/spec/schema.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace ceteris {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::io::ArrayInputStream;
using google::protobuf::io::Tokenizer;

class IgnoreErrors final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int, google::protobuf::io::ColumnNumber, const std::string&) override {}
};

// Follows tokens through the text format: NAME [:] VALUE | NAME [:] { ... } | NAME [:] < ... > | NAME : [ VALUE, ... ].
class Follower {
 public:
  explicit Follower(const Descriptor& root) { frames_.push_back({&root, "", "", nullptr, false, {}}); }

  TextPlace Follow(const Tokenizer::Token& token) {
    const std::string& text = token.text;
    TextPlace place{token.line, token.column, text, "", frames_.back().message, nullptr};
    if (text == "{" || text == "<") {
      place.path = path_;
      place.field = field_;
      Open();
      return place;
    } else if ((text == "}" || text == ">") && frames_.size() > 1) {
      Close();
    } else if (text == "[") {
      (in_value_ ? in_list_ : in_extension_) = true;
    } else if (text == "]") {
      in_list_ = in_value_ = in_extension_ = false;
    } else if (in_extension_) {
      // [package.name]: nothing of ours is called so.
    } else if (in_value_) {
      place.path = path_;
      place.field = field_;
      FollowValue(token);
      return place;
    } else if (token.type == Tokenizer::TYPE_IDENTIFIER) {
      StartField(text);
      place.message = frames_.back().message;
    }
    place.path = path_;
    place.field = field_;
    return place;
  }

 private:
  struct Frame {
    const Descriptor* message;
    std::string path;
    std::string name;  // of the field that this message is the value of, in the frame around it
    const FieldDescriptor* field;
    bool in_list;                      // whether it is an element of [ ... ]
    std::map<std::string, int> count;  // of the fields seen so far, by name
  };

  void FollowValue(const Tokenizer::Token& token) {
    if (token.text == ",") {
      StartElement();
    } else if (token.text != ":" && token.text != "-" && !in_list_) {
      in_value_ = false;
    }
  }

  void StartField(const std::string& name) {
    const Descriptor* message = frames_.back().message;
    field_ = message == nullptr ? nullptr : message->FindFieldByName(name);
    name_ = name;
    in_value_ = true;
    StartElement();
  }

  void StartElement() {
    path_ = JoinPath(frames_.back().path, name_);
    const int index = frames_.back().count[name_]++;
    if (field_ != nullptr && field_->is_repeated()) absl::StrAppend(&path_, "[", index, "]");
  }

  void Open() {
    const bool is_message = field_ != nullptr && field_->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    frames_.push_back({is_message ? field_->message_type() : nullptr, path_, name_, field_, in_list_, {}});
    in_value_ = in_list_ = false;
    field_ = nullptr;
  }

  void Close() {
    const Frame closed = frames_.back();
    frames_.pop_back();
    in_value_ = in_list_ = closed.in_list;
    name_ = closed.name;
    field_ = closed.in_list ? closed.field : nullptr;
    path_ = frames_.back().path;
  }

  std::vector<Frame> frames_;
  std::string name_, path_;
  const FieldDescriptor* field_ = nullptr;
  bool in_value_ = false;  // behind a field's name
  bool in_list_ = false;   // of values
  bool in_extension_ = false;
};

}  // namespace

TextPlace FindTextPlace(absl::string_view text, int line, int column, absl::string_view named, const Descriptor& root) {
  IgnoreErrors ignore_errors;
  ArrayInputStream stream(text.data(), static_cast<int>(text.size()));
  Tokenizer tokenizer(&stream, &ignore_errors);
  tokenizer.set_comment_style(Tokenizer::SH_COMMENT_STYLE);
  Follower follower(root);
  TextPlace before;
  while (tokenizer.Next()) {
    const TextPlace place = follower.Follow(tokenizer.current());
    if (std::tie(place.line, place.column) >= std::tie(line, column)) {
      return !named.empty() && place.token != named && before.token == named ? before : place;
    }
    before = place;
  }
  if (!named.empty() && before.token == named) return before;
  TextPlace end = before;
  end.token.clear();
  end.line = line;
  end.column = column;
  return end;
}

}  // namespace ceteris
