// A YAML file as a tree of values, each with its place. It is built from yaml-cpp's event stream and
// not from its node tree, because only the events show duplicate keys, anchors and tags, and allow
// a limit on what hostile input may grow into.
#pragma once

#include "core/finding/finding.h"
#include "policy/model/mistakes.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::policy {

// Limits of one file. The weight of a document is the text of its values, aliases expanded, plus a
// fixed charge for each value, so that one number bounds count, size and expansion.
inline constexpr std::size_t kMaxYamlSize = 1u << 20;
inline constexpr std::size_t kMaxYamlWeight = 8u << 20;
inline constexpr std::size_t kYamlValueWeight = 32;
inline constexpr int kMaxYamlDepth = 32;

// A value with the type that YAML 1.2 (core schema, section 10.3.2) gives it: `off` is a string.
struct Node {
  enum class Kind { Null, Boolean, Integer, Number, String, List, Mapping };
  struct Entry;

  Kind kind = Kind::Null;
  Position at;
  std::string text;           // scalars: as written
  std::vector<Node> items;    // List
  std::vector<Entry> entries; // Mapping: in the file's order, keys unique
  std::size_t weight = kYamlValueWeight;

  bool isScalar() const { return kind != Kind::List && kind != Kind::Mapping; }
  // The value of a key, or nullptr; also nullptr when this is not a mapping.
  const Node *find(std::string_view key) const;
};

struct Node::Entry {
  std::string key;
  Position at;
  Node value;
};

// "a list", "a string": for messages.
const char *describe(Node::Kind kind);

// In one line, every scalar as a string.
std::string jsonText(const Node &node);

// One document. nullopt when there is no tree to speak of (not UTF-8, not YAML, over a limit);
// smaller mistakes (duplicate keys, merge keys, tags) are added and the tree goes without them.
std::optional<Node> parseYaml(const std::string &text, Mistakes &mistakes);

} // namespace lintel::policy
