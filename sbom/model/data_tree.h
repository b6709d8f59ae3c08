// JSON (RFC 8259) and TOML as one kind of tree that knows where every key and value stands: findings point at the line
// that declares a dependency, and neither library keeps places in the form that is needed.
#pragma once

#include "core/finding/finding.h"
#include "core/support/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

struct DataNode {
  enum class Kind { Null, Boolean, Number, String, Array, Object };
  Kind kind = Kind::Null;
  std::string key;   // in an object
  std::string text;  // String: without quotes and escapes; Number and Boolean: as written in JSON
  Position keyPlace; // of the key's first character, inside its quotes
  Position place;    // of the value; of a string, the first character inside its quotes
  std::vector<DataNode> children;

  bool isObject() const { return kind == Kind::Object; }
  bool isArray() const { return kind == Kind::Array; }
  bool isString() const { return kind == Kind::String; }
  bool isTrue() const { return kind == Kind::Boolean && text == "true"; }

  // A member of an object (the last, when the key is repeated); nullptr when there is none.
  const DataNode *find(std::string_view name) const;
  // The member when it is an object or an array, else an empty node: a loop over its children is then empty.
  const DataNode &branch(std::string_view name) const;
  // The text of a member that is a string, else empty.
  std::string_view string(std::string_view name) const;
};

// Bounds: nesting of 100 levels, a million values; beyond them is an error. Errors: file, line and column of what is
// not of the format.
Result<DataNode> parseJson(std::string_view text, const std::string &file);

// The first member whose key stands earlier in the same object, or nullptr. RFC 8259 leaves open which of them counts.
const DataNode *findRepeatedKey(const DataNode &node);

inline constexpr std::size_t kMaxDataDepth = 100;
inline constexpr std::size_t kMaxDataNodes = 1'000'000;

} // namespace lintel::sbom
