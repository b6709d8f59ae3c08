// A parsed file against its shape: types, keys, values, formats.
#pragma once

#include "policy/model/mistakes.h"
#include "policy/model/node.h"
#include "policy/model/shape.h"

#include <optional>
#include <string>

namespace lintel::policy {

// label names the value in messages: "the file", "'exclude'", "an item of 'exclude'".
void validate(const Node &node, const Shape &shape, const std::string &label, Mistakes &mistakes);

// A relative path without "." and "..", or nullopt when it is absolute or climbs out of the repository.
std::optional<std::string> insideRepository(const std::string &path);

// The value of a decimal integer of at most 64 bits.
std::optional<long long> integerOf(const Node &node);

} // namespace lintel::policy
