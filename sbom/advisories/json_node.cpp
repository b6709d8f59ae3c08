#include "sbom/advisories/json_node.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace lintel::sbom {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxDepth = 64;
constexpr std::size_t kMaxValues = 1'000'000;

// The library tells events without places. They come in the order of the text, each when its token has been read and
// none after it, so the places can be followed beside them.
class Handler final : public nlohmann::json_sax<Json> {
public:
  Handler(std::string_view text, const std::string &file) : text_(text) {
    problem_.file = file;
    if (text.starts_with("\xEF\xBB\xBF")) end_ = 3;
  }

  bool null() override { return scalar(JsonNode::Kind::Null, ""); }
  bool boolean(bool value) override { return scalar(JsonNode::Kind::Boolean, value ? "true" : "false"); }
  bool number_integer(number_integer_t) override { return number(); }
  bool number_unsigned(number_unsigned_t) override { return number(); }
  bool number_float(number_float_t, const string_t &) override { return number(); }
  bool binary(binary_t &) override { return false; } // not in JSON

  bool string(string_t &value) override {
    const std::size_t offset = beginToken();
    skipString();
    return add(JsonNode::Kind::Text, std::move(value), offset) != nullptr;
  }

  bool key(string_t &name) override {
    const std::size_t offset = beginToken();
    skipString();
    if (!keys_.back().insert(name).second) return failAt(offset, "the key '" + name + "' comes twice in one object");
    open_.back()->keys.push_back(std::move(name));
    return true;
  }

  bool start_object(std::size_t) override { return open(JsonNode::Kind::Object); }
  bool start_array(std::size_t) override { return open(JsonNode::Kind::Array); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool parse_error(std::size_t position, const std::string &, const nlohmann::detail::exception &) override {
    return failAt(position == 0 ? 0 : position - 1, "not JSON");
  }

  JsonNode takeRoot() { return std::move(root_); }
  const Problem &problem() const { return problem_; }

private:
  std::size_t beginToken() const {
    const std::size_t at = text_.find_first_not_of(" \t\r\n,:", end_);
    return at == std::string_view::npos ? text_.size() : at;
  }

  void skipString() {
    std::size_t at = beginToken() + 1;
    while (at < text_.size() && text_[at] != '"') at += text_[at] == '\\' ? 2 : 1;
    end_ = at + 1;
  }

  bool scalar(JsonNode::Kind kind, std::string value) {
    const std::size_t offset = beginToken();
    const std::size_t stop = text_.find_first_of(" \t\r\n,:]}", offset);
    end_ = stop == std::string_view::npos ? text_.size() : stop;
    return add(kind, std::move(value), offset) != nullptr;
  }

  bool number() {
    const std::size_t offset = beginToken();
    const std::size_t stop = text_.find_first_not_of("+-.0123456789eE", offset);
    return scalar(JsonNode::Kind::Number, std::string(text_.substr(offset, stop - offset)));
  }

  JsonNode *add(JsonNode::Kind kind, std::string text, std::size_t offset) {
    if (++values_ > kMaxValues) {
      failAt(offset, "more than a million values");
      return nullptr;
    }
    goTo(offset);
    JsonNode &node = open_.empty() ? root_ : open_.back()->items.emplace_back();
    node.kind = kind;
    node.text = std::move(text);
    node.line = line_;
    node.column = static_cast<int>(offset - lineStart_) + 1;
    return &node;
  }

  // Offsets only grow, so that every line end is passed once.
  void goTo(std::size_t offset) {
    for (; at_ < offset && at_ < text_.size(); ++at_)
      if (text_[at_] == '\n') {
        ++line_;
        lineStart_ = at_ + 1;
      }
  }

  bool open(JsonNode::Kind kind) {
    const std::size_t offset = beginToken();
    end_ = offset + 1;
    if (open_.size() == kMaxDepth) return failAt(offset, "nested deeper than 64 levels");
    JsonNode *node = add(kind, "", offset);
    if (!node) return false;
    open_.push_back(node); // stays in place: its parent grows no further before it is closed
    keys_.emplace_back();
    return true;
  }

  bool close() {
    end_ = beginToken() + 1;
    open_.pop_back();
    keys_.pop_back();
    return true;
  }

  bool failAt(std::size_t offset, std::string what) {
    goTo(offset);
    problem_.what = std::move(what);
    problem_.line = line_;
    problem_.column = static_cast<int>(std::max(offset, lineStart_) - lineStart_) + 1;
    return false;
  }

  std::string_view text_;
  std::size_t end_ = 0; // of the token before
  std::size_t values_ = 0;
  std::size_t at_ = 0; // how far lines have been counted
  std::size_t lineStart_ = 0;
  int line_ = 1;
  JsonNode root_;
  std::vector<JsonNode *> open_;
  std::vector<std::set<std::string>> keys_; // of the objects that are open
  Problem problem_;
};

} // namespace

const JsonNode *JsonNode::find(std::string_view key) const {
  const auto found = std::find(keys.begin(), keys.end(), key);
  if (found == keys.end()) return nullptr;
  const JsonNode &value = items[static_cast<std::size_t>(found - keys.begin())];
  return value.kind == Kind::Null ? nullptr : &value;
}

Result<JsonNode> parseJsonNode(std::string_view text, const std::string &file) {
  Handler handler(text, file);
  if (!Json::sax_parse(text.begin(), text.end(), &handler)) return fail(handler.problem());
  return handler.takeRoot();
}

} // namespace lintel::sbom
