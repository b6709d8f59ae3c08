// JSON (RFC 8259) whose every value knows its place, for documents that come from somebody else: what is wrong with
// their meaning is told with line and column. Depth and number of values are bounded.
#pragma once

#include "core/support/result.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lintel::sbom {

struct JsonNode {
  enum class Kind { Null, Boolean, Number, Text, Array, Object };
  Kind kind = Kind::Null;
  std::string text;            // Text: the value; Boolean and Number: as written
  std::vector<JsonNode> items; // of an Array; of an Object, in the order of its keys
  std::vector<std::string> keys;
  int line = 0;   // 1-based, where the value begins
  int column = 0; // 1-based, in bytes

  const JsonNode *find(std::string_view key) const; // null when there is no such member, or it is null
};

// Errors (with line and column): not JSON, deeper than 64 levels, more than a million values, a key that comes twice
// in one object, text that is not UTF-8.
Result<JsonNode> parseJsonNode(std::string_view text, const std::string &file);

} // namespace lintel::sbom
