// Reads arbitrary bytes as a build file that lies at path, alone in its repository.
#pragma once

#include "core/support/file_system.h"
#include "sbom/declared/reader.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace lintel::sbom {

inline void fuzzBuildFile(const std::string &path, std::string_view text) {
  const std::string root = "/repository";
  const OverlayFileSystem files(Overlay{});
  const DeclaredOptions options;
  for (const Reader &reader : buildFileReaders()) {
    if (reader.reads(path)) (void)reader.read({path, text, files, root, options}); // ignored: any answer will do
  }
}

inline std::string_view asText(const std::uint8_t *data, std::size_t size) {
  return {reinterpret_cast<const char *>(data), size};
}

} // namespace lintel::sbom
