#include "sbom/write/json_read.h"

#include <algorithm>
#include <vector>

namespace lintel::sbom {
namespace {

constexpr int kMaxDepth = 100;

// Looks at the text once before it is built into values: where it ends to be JSON, and how deep it goes.
class Inspector final : public nlohmann::json_sax<Json> {
public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t &) override { return true; }
  bool string(string_t &) override { return true; }
  bool binary(binary_t &) override { return true; }
  bool key(string_t &) override { return true; }
  bool start_object(std::size_t) override { return ++depth_ <= kMaxDepth; }
  bool end_object() override { return --depth_ >= 0; }
  bool start_array(std::size_t) override { return ++depth_ <= kMaxDepth; }
  bool end_array() override { return --depth_ >= 0; }
  bool parse_error(std::size_t position, const std::string &, const nlohmann::detail::exception &) override {
    position_ = position;
    return false;
  }

  bool isTooDeep() const { return depth_ > kMaxDepth; }
  std::size_t position() const { return position_; }

private:
  int depth_ = 0;
  std::size_t position_ = 0;
};

// Walks over valid JSON and keeps the pointer of the value it stands on.
class LineFinder {
public:
  LineFinder(std::string_view text, const std::set<std::string> &wanted) : text_(text), wanted_(wanted) {}

  std::map<std::string, int> find() {
    while (at_ < text_.size()) step();
    return std::move(lines_);
  }

private:
  struct Level {
    std::string pointer;
    bool isArray = false;
    std::size_t index = 0;
    std::string key;
  };

  void step() {
    const char c = text_[at_];
    if (c == '"') return takeString();
    if (c == '{' || c == '[') return open(c == '[');
    if (c == '}' || c == ']') {
      if (!levels_.empty()) levels_.pop_back();
    } else if (c == ',') {
      if (!levels_.empty()) ++levels_.back().index;
      expectsKey_ = !levels_.empty() && !levels_.back().isArray;
    } else if (c == '\n') {
      ++line_;
    } else if (c != ' ' && c != '\t' && c != '\r' && c != ':') {
      return takeScalar();
    }
    ++at_;
  }

  void open(bool isArray) {
    Level level;
    level.pointer = note();
    level.isArray = isArray;
    levels_.push_back(std::move(level));
    expectsKey_ = !isArray;
    ++at_;
  }

  void takeString() {
    const std::size_t begin = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    const std::string_view content = text_.substr(begin, std::min(at_, text_.size()) - begin);
    ++at_;
    if (!expectsKey_ || levels_.empty()) {
      note();
      return;
    }
    levels_.back().key = std::string(content);
    expectsKey_ = false;
  }

  void takeScalar() {
    note();
    while (at_ < text_.size() && std::string_view(",]}\n \t\r").find(text_[at_]) == std::string_view::npos) ++at_;
  }

  std::string note() {
    std::string pointer;
    if (!levels_.empty()) {
      const Level &level = levels_.back();
      pointer = level.isArray ? pointerTo(level.pointer, level.index) : pointerTo(level.pointer, level.key);
    }
    if (wanted_.contains(pointer)) lines_.emplace(pointer, line_);
    return pointer;
  }

  std::string_view text_;
  const std::set<std::string> &wanted_;
  std::map<std::string, int> lines_;
  std::vector<Level> levels_;
  std::size_t at_ = 0;
  int line_ = 1;
  bool expectsKey_ = false;
};

} // namespace

Result<Json> parseBoundedJson(std::string_view text, const std::string &file) {
  Inspector inspector;
  if (Json::sax_parse(text, &inspector)) return Json::parse(text, nullptr, false);
  Problem problem;
  problem.file = file;
  if (inspector.isTooDeep()) {
    problem.what = "values nested more than " + std::to_string(kMaxDepth) + " levels deep";
    problem.expected = "a document that is no attack on its reader";
    return fail(std::move(problem));
  }
  const std::string_view before = text.substr(0, inspector.position() == 0 ? 0 : inspector.position() - 1);
  problem.line = 1 + static_cast<int>(std::ranges::count(before, '\n'));
  problem.column = static_cast<int>(before.size() - (before.rfind('\n') + 1)) + 1;
  problem.what = "the document is not JSON";
  problem.expected = "JSON from here on";
  return fail(std::move(problem));
}

std::map<std::string, int> linesOf(std::string_view text, const std::set<std::string> &pointers) {
  return LineFinder(text, pointers).find();
}

std::string pointerTo(const std::string &parent, std::string_view key) {
  std::string pointer = parent + '/';
  for (const char c : key) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
  return pointer;
}

std::string pointerTo(const std::string &parent, std::size_t index) { return parent + '/' + std::to_string(index); }

std::string textAt(const Json &object, const char *key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

const Json &arrayAt(const Json &object, const char *key) {
  static const Json kNone = Json::array();
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_array() ? *found : kNone;
}

const Json &objectAt(const Json &object, const char *key) {
  static const Json kNone = Json::object();
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_object() ? *found : kNone;
}

} // namespace lintel::sbom
