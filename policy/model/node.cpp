#include "policy/model/node.h"

#include "core/support/text.h"

#include <algorithm>
#include <map>
#include <re2/re2.h>
#include <sstream>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

namespace lintel::policy {
namespace {

Position positionOf(const YAML::Mark &mark) {
  return mark.is_null() ? Position{} : Position{mark.line + 1, mark.column + 1};
}

// Ends the parse from inside an event: what follows cannot be read, or must not be.
struct Stop {
  Position at;
  std::string what;
  std::string expected;
  std::string hint;
};

Node::Kind kindOfPlain(const std::string &text) {
  static const RE2 boolean("true|True|TRUE|false|False|FALSE");
  static const RE2 integer("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
  static const RE2 number(
      "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
  if (RE2::FullMatch(text, boolean)) return Node::Kind::Boolean;
  if (RE2::FullMatch(text, integer)) return Node::Kind::Integer;
  if (RE2::FullMatch(text, number)) return Node::Kind::Number;
  return Node::Kind::String;
}

class TreeBuilder final : public YAML::EventHandler {
public:
  explicit TreeBuilder(Mistakes &mistakes) : mistakes_(mistakes) {}

  Node take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark &mark) override {
    if (++documents_ > 1) throw Stop{positionOf(mark), "a second document begins here", "one document in a file", ""};
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override {
    Node node;
    node.at = positionOf(mark);
    charge(node.weight, node.at);
    place(std::move(node), anchor);
  }

  void OnAlias(const YAML::Mark &mark, YAML::anchor_t anchor) override {
    const auto found = anchored_.find(anchor);
    if (found == anchored_.end()) {
      throw Stop{positionOf(mark), "this alias stands inside the value that it names", "a value without itself in it",
                 ""};
    }
    charge(found->second.weight, positionOf(mark));
    place(found->second, 0, positionOf(mark));
  }

  void OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                const std::string &value) override {
    Node node;
    node.at = positionOf(mark);
    node.kind = tag == "?" ? kindOfPlain(value) : Node::Kind::String;
    node.text = value;
    node.weight += value.size();
    charge(node.weight, node.at);
    refuseTag(tag, node.at);
    const bool isMergeKey = tag == "?" && value == "<<" && expectsKey();
    if (isMergeKey) {
      mistakes_.add(node.at, "merge keys ('<<') are not supported", "",
                    "write the keys out, or give the whole value an anchor and use an alias");
    }
    place(std::move(node), anchor);
    if (isMergeKey) open_.back().dropValue = true;
  }

  void OnSequenceStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    begin(Node::Kind::List, mark, tag, anchor);
  }
  void OnSequenceEnd() override { end(); }
  void OnMapStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    begin(Node::Kind::Mapping, mark, tag, anchor);
  }
  void OnMapEnd() override { end(); }

private:
  // A list or mapping that has begun. For a mapping, key is set between a key and its value.
  struct Open {
    Node node;
    YAML::anchor_t anchor = 0;
    std::optional<Node> key;
    bool dropValue = false;
    std::map<std::string, int> lines; // of the keys seen
  };

  bool expectsKey() const {
    return !open_.empty() && open_.back().node.kind == Node::Kind::Mapping && !open_.back().key;
  }

  void charge(std::size_t weight, Position at) {
    total_ += weight;
    if (total_ > kMaxYamlWeight) {
      throw Stop{at, "the file holds too much", "at most 8 MiB of values, aliases expanded", ""};
    }
  }

  void refuseTag(const std::string &tag, Position at) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    mistakes_.add(at, "tags are not supported: " + quoted(tag), "", "leave the tag out");
  }

  void begin(Node::Kind kind, const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor) {
    Open open;
    open.node.kind = kind;
    open.node.at = positionOf(mark);
    open.anchor = anchor;
    if (expectsKey()) throw Stop{open.node.at, std::string("a key is ") + describe(kind), "a string", ""};
    if (open_.size() >= kMaxYamlDepth) {
      throw Stop{open.node.at, "values are nested too deeply", "at most " + std::to_string(kMaxYamlDepth) + " levels",
                 ""};
    }
    charge(open.node.weight, open.node.at);
    refuseTag(tag, open.node.at);
    open_.push_back(std::move(open));
  }

  void end() {
    Open open = std::move(open_.back());
    open_.pop_back();
    place(std::move(open.node), open.anchor);
  }

  // A finished value goes to where it belongs. at: the alias that brought it here, for the message.
  void place(Node node, YAML::anchor_t anchor, Position at = {}) {
    const Position where = at.line > 0 ? at : node.at;
    if (anchor != 0) {
      charge(node.weight, where);
      anchored_[anchor] = node;
    }
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open &open = open_.back();
    open.node.weight += node.weight;
    if (open.node.kind == Node::Kind::List) {
      open.node.items.push_back(std::move(node));
    } else if (!open.key) {
      if (!node.isScalar()) throw Stop{where, std::string("a key is ") + describe(node.kind), "a string", ""};
      node.at = where;
      open.key = std::move(node);
    } else {
      addEntry(open, std::move(node));
    }
  }

  void addEntry(Open &open, Node value) {
    Node key = std::move(*open.key);
    open.key.reset();
    if (std::exchange(open.dropValue, false)) return;
    if (value.kind == Node::Kind::Null) value.at = key.at; // yaml-cpp places an empty value in the line below
    const auto [first, isNew] = open.lines.emplace(key.text, key.at.line);
    if (!isNew) {
      mistakes_.add(key.at, "duplicate key " + quoted(key.text), "each key once",
                    "it stands in line " + std::to_string(first->second) + " too");
      return;
    }
    open.node.entries.push_back({std::move(key.text), key.at, std::move(value)});
  }

  Mistakes &mistakes_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Node> anchored_;
  Node root_;
  std::size_t total_ = 0; // weight of everything that is held, copies for aliases included
  int documents_ = 0;
};

// What a user most likely did, for the messages of yaml-cpp that do not say it.
std::string hintFor(const std::string &message, std::string_view line) {
  const auto contains = [&](const char *part) { return message.find(part) != std::string::npos; };
  if (contains(YAML::ErrorMsg::UNKNOWN_ANCHOR) || contains("alias")) {
    return "a pattern that begins with '*' must stand in quotes";
  }
  if (contains(YAML::ErrorMsg::INVALID_ESCAPE)) return "put patterns with '\\' in single quotes";
  const std::string_view indent = line.substr(0, line.find_first_not_of(" \t"));
  if (indent.find('\t') != std::string_view::npos) return "indent with blanks, not with tabs";
  return "";
}

std::string_view lineOf(const std::string &text, int number) {
  const auto lines = splitLines(text);
  const auto index = static_cast<std::size_t>(number) - 1;
  return index < lines.size() ? lines[index] : std::string_view();
}

// The place of the first byte that is not UTF-8, or of the first NUL.
std::optional<Position> firstBadByte(const std::string &text) {
  if (isValidUtf8(text) && text.find('\0') == std::string::npos) return std::nullopt;
  int line = 0;
  for (const std::string_view content : splitLines(text)) {
    ++line;
    const std::string valid = toValidUtf8(content);
    const auto bad = std::mismatch(content.begin(), content.end(), valid.begin(), valid.end()).first;
    const auto column = std::min<std::size_t>(bad - content.begin(), content.find('\0'));
    if (column < content.size()) return Position{line, static_cast<int>(column) + 1};
  }
  return Position{};
}

} // namespace

const Node *Node::find(std::string_view key) const {
  for (const Entry &entry : entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

const char *describe(Node::Kind kind) {
  switch (kind) {
  case Node::Kind::Null: return "empty";
  case Node::Kind::Boolean: return "a boolean";
  case Node::Kind::Integer: return "an integer";
  case Node::Kind::Number: return "a number";
  case Node::Kind::String: return "a string";
  case Node::Kind::List: return "a list";
  case Node::Kind::Mapping: return "a mapping";
  }
  return "a value";
}

std::optional<Node> parseYaml(const std::string &text, Mistakes &mistakes) {
  if (const auto bad = firstBadByte(text)) {
    mistakes.add(*bad, "the file is not text", "UTF-8", "");
    return std::nullopt;
  }
  TreeBuilder builder(mistakes);
  try {
    std::istringstream input(text);
    YAML::Parser parser(input);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Stop &stop) {
    mistakes.add(stop.at, stop.what, stop.expected, stop.hint);
    return std::nullopt;
  } catch (const YAML::Exception &error) {
    const Position at = positionOf(error.mark);
    mistakes.add(at, "not YAML: " + error.msg, "", hintFor(error.msg, lineOf(text, at.line)));
    return std::nullopt;
  }
  return builder.take();
}

} // namespace lintel::policy
