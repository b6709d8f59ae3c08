// Checksums of bytes as manifests and locks state them, from OpenSSL.
#pragma once

#include "sbom/audit/audit.h"

#include <optional>
#include <string>
#include <string_view>

namespace lintel::sbom {

// Lower-case hexadecimal. algorithm: "sha256", "SHA-512", "md5", ... nullopt for one that is not known.
std::optional<std::string> digestHex(std::string_view algorithm, std::string_view bytes);

// The hash of a Go module ("h1:...") as golang.org/x/mod/sumdb/dirhash defines Hash1: base64 of the SHA-256 over
// a line "<sha256>  <name>\n" for each file, sorted by name. nullopt: a name holds a line break.
std::optional<std::string> goModuleHash(ArchiveDigests files);

} // namespace lintel::sbom
