// JSON as documents hold it, and names that are made from content.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace lintel::sbom {

using Json = nlohmann::ordered_json; // fields in the order in which a reader needs them

// With a trailing newline. Names and paths may hold any bytes; what is no UTF-8 becomes U+FFFD.
std::string textOf(const Json &document);

// A version 8 UUID (RFC 9562, 5.8): 122 bits of the content's SHA-256.
std::string contentUuid(const std::string &content);

} // namespace lintel::sbom
