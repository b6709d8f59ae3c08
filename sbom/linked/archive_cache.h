// Archives read once for all artefacts that are linked with them.
#pragma once

#include "sbom/linked/archive.h"
#include "sbom/linked/gathered.h"

#include <map>
#include <string>
#include <vector>

namespace lintel::sbom {

inline constexpr std::uint64_t kMaxBinary = 1ull << 30; // of one program, library or archive

class ArchiveCache {
public:
  explicit ArchiveCache(GatheredLinks &gathered) : gathered_(gathered) {}

  // nullptr: there is no such archive, or it cannot be read, which is then told once in the problems.
  const std::vector<ArchiveMember> *members(const std::string &path);

private:
  GatheredLinks &gathered_;
  std::map<std::string, std::optional<std::vector<ArchiveMember>>> archives_;
};

} // namespace lintel::sbom
