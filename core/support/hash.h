#pragma once

#include <string>
#include <string_view>

namespace lintel {

// Lower-case hexadecimal. Fingerprints use xxhash (fast, not secret); evidence uses SHA-256.
std::string xxh128Hex(std::string_view bytes);
std::string sha256Hex(std::string_view bytes);

} // namespace lintel
