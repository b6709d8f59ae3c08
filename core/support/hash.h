#pragma once

#include <string>
#include <string_view>

namespace lintel {

// Lower-case hexadecimal. Fingerprints use xxhash (fast, not secret); evidence uses SHA-256.
std::string xxh128Hex(std::string_view bytes);
std::string sha256Hex(std::string_view bytes);
std::string sha512Hex(std::string_view bytes); // what bills of materials state for files (BSI TR-03183-2)
std::string sha1Hex(std::string_view bytes);   // only to speak with others who still use it

// The name that Git gives to a file of this content (in repositories with SHA-1 object ids).
std::string gitBlobId(std::string_view content);

} // namespace lintel
