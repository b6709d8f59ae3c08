#include "sbom/model/data_tree.h"

#include "core/support/text.h"
#include "sbom/model/place_index.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

namespace lintel::sbom {
namespace {

// Hands the text to the parser byte by byte and tells how far it has read: at each event the parser has read
// exactly to the end of the token, but one byte more after a number.
class CountingIterator {
public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char *;
  using reference = const char &;

  CountingIterator(const char *at, const char **reached) : at_(at), reached_(reached) {}
  reference operator*() const { return *at_; }
  CountingIterator &operator++() {
    *reached_ = ++at_;
    return *this;
  }
  bool operator==(const CountingIterator &other) const { return at_ == other.at_; }
  bool operator!=(const CountingIterator &other) const { return at_ != other.at_; }

private:
  const char *at_;
  const char **reached_;
};

bool isNumberByte(char c) { return (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.' || c == 'e' || c == 'E'; }

class TreeBuilder : public nlohmann::json_sax<nlohmann::json> {
public:
  TreeBuilder(std::string_view text, const std::string &file)
      : text_(text), file_(file), places_(text), reached_(text.data()) {}

  Result<DataNode> build() {
    const CountingIterator begin(text_.data(), &reached_);
    const CountingIterator end(text_.data() + text_.size(), &reached_);
    if (!nlohmann::json::sax_parse(begin, end, this)) return fail(std::move(problem_));
    return std::move(root_);
  }

  bool null() override { return addLiteral(DataNode::Kind::Null, 4); }
  bool boolean(bool value) override { return addLiteral(DataNode::Kind::Boolean, value ? 4 : 5); }
  bool number_integer(number_integer_t) override { return addNumber(); }
  bool number_unsigned(number_unsigned_t) override { return addNumber(); }
  bool number_float(number_float_t, const string_t &) override { return addNumber(); }
  bool binary(binary_t &) override { return false; } // JSON text has none

  bool string(string_t &value) override {
    DataNode *const node = add(DataNode::Kind::String, openingQuote() + 1);
    if (node == nullptr) return false;
    node->text = std::move(value);
    return true;
  }

  bool key(string_t &value) override {
    key_ = std::move(value);
    keyPlace_ = places_.at(openingQuote() + 1);
    return true;
  }

  bool start_object(std::size_t) override { return open(DataNode::Kind::Object); }
  bool start_array(std::size_t) override { return open(DataNode::Kind::Array); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool parse_error(std::size_t position, const std::string &, const nlohmann::json::exception &error) override {
    const std::size_t offset = std::min(position > 0 ? position - 1 : 0, text_.size());
    return stop(offset, "not JSON: " + shortReason(error.what()), "a JSON document");
  }

private:
  std::size_t consumed() const { return static_cast<std::size_t>(reached_ - text_.data()); }

  // Of the string that has just been read: a quote inside it follows an odd number of backslashes.
  std::size_t openingQuote() const {
    std::size_t at = consumed() - 1; // the closing quote
    while (at > 0) {
      at = text_.rfind('"', at - 1);
      if (at == std::string_view::npos) return 0;
      const std::size_t before = at == 0 ? std::string_view::npos : text_.find_last_not_of('\\', at - 1);
      const std::size_t backslashes = at - (before == std::string_view::npos ? 0 : before + 1);
      if (backslashes % 2 == 0) return at;
    }
    return 0;
  }

  bool addLiteral(DataNode::Kind kind, std::size_t size) {
    DataNode *const node = add(kind, consumed() - size);
    if (node == nullptr) return false;
    node->text = text_.substr(consumed() - size, size);
    return true;
  }

  bool addNumber() {
    std::size_t end = consumed();
    while (end > 0 && !isNumberByte(text_[end - 1])) --end;
    std::size_t begin = end;
    while (begin > 0 && isNumberByte(text_[begin - 1])) --begin;
    DataNode *const node = add(DataNode::Kind::Number, begin);
    if (node == nullptr) return false;
    node->text = text_.substr(begin, end - begin);
    return true;
  }

  // nullptr when there are too many values. Only the last child of each open node grows: the pointers hold.
  DataNode *add(DataNode::Kind kind, std::size_t offset) {
    if (++count_ > kMaxDataNodes) {
      stop(offset, "more than " + std::to_string(kMaxDataNodes) + " values", "a smaller document");
      return nullptr;
    }
    DataNode *const node = open_.empty() ? &root_ : &open_.back()->children.emplace_back();
    node->kind = kind;
    node->place = places_.at(offset);
    node->keyPlace = keyPlace_;
    node->key = std::move(key_);
    key_.clear();
    keyPlace_ = {};
    return node;
  }

  bool open(DataNode::Kind kind) {
    if (open_.size() >= kMaxDataDepth) {
      return stop(consumed() - 1, "nested deeper than " + std::to_string(kMaxDataDepth) + " levels",
                  "a flatter document");
    }
    DataNode *const node = add(kind, consumed() - 1);
    if (node == nullptr) return false;
    open_.push_back(node);
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  bool stop(std::size_t offset, std::string what, std::string expected) {
    const Position place = places_.at(offset);
    problem_ = {std::move(what), file_, place.line, place.column, std::move(expected)};
    return false;
  }

  // The library's message without its prefix, and without more of the text than a person wants to see.
  static std::string shortReason(std::string_view message) {
    constexpr std::size_t kLongest = 160;
    const std::size_t column = message.find(", column ");
    const std::size_t colon = message.find(": ", column == std::string_view::npos ? 0 : column);
    if (colon != std::string_view::npos) message.remove_prefix(colon + 2);
    return toValidUtf8(message.substr(0, kLongest));
  }

  std::string_view text_;
  const std::string &file_;
  PlaceIndex places_;
  const char *reached_;
  DataNode root_;
  std::vector<DataNode *> open_;
  std::size_t count_ = 0;
  std::string key_;
  Position keyPlace_;
  Problem problem_;
};

} // namespace

const DataNode *DataNode::find(std::string_view name) const {
  if (!isObject()) return nullptr;
  const auto found = std::find_if(children.rbegin(), children.rend(), [&](const DataNode &n) { return n.key == name; });
  return found == children.rend() ? nullptr : &*found;
}

const DataNode &DataNode::branch(std::string_view name) const {
  static const DataNode kNothing;
  const DataNode *const found = find(name);
  return found != nullptr && (found->isObject() || found->isArray()) ? *found : kNothing;
}

std::string_view DataNode::string(std::string_view name) const {
  const DataNode *const found = find(name);
  return found != nullptr && found->isString() ? std::string_view(found->text) : std::string_view();
}

const DataNode *findRepeatedKey(const DataNode &node) {
  std::set<std::string_view> keys;
  for (const DataNode &child : node.children) {
    if (node.isObject() && !keys.insert(child.key).second) return &child;
    if (const DataNode *const found = findRepeatedKey(child)) return found;
  }
  return nullptr;
}

Result<DataNode> parseJson(std::string_view text, const std::string &file) { return TreeBuilder(text, file).build(); }

} // namespace lintel::sbom
