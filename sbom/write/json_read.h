// JSON from strangers: bounded, and with the lines of its values for messages.
#pragma once

#include "core/support/result.h"
#include "sbom/write/json_text.h"

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace lintel::sbom {

// Errors: not JSON, or nested more than 100 levels deep; with the line.
Result<Json> parseBoundedJson(std::string_view text, const std::string &file);

// The lines (1-based) on which the values at these JSON pointers ("/components/3/purl") begin. text is valid JSON;
// a pointer that leads nowhere is left out.
std::map<std::string, int> linesOf(std::string_view text, const std::set<std::string> &pointers);

// "/a/b" and "c" -> "/a/b/c", with '~' and '/' of the key escaped (RFC 6901).
std::string pointerTo(const std::string &parent, std::string_view key);
std::string pointerTo(const std::string &parent, std::size_t index);

// The text at key, or "" when there is none or it is no text.
std::string textAt(const Json &object, const char *key);
// The array or object at key, or an empty one.
const Json &arrayAt(const Json &object, const char *key);
const Json &objectAt(const Json &object, const char *key);

} // namespace lintel::sbom
