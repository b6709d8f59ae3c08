// Archives (zip and tar, plain or compressed) as values that report errors. An archive is read from its file into
// memory, entry by entry; nothing of it is ever written to disk, so that no name in it can reach anything.
#pragma once

#include "core/support/result.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

// What no honest dump of advisories or sources comes near. Beyond maxEntrySize an entry is left out and reported;
// beyond any other limit reading stops with an error.
struct ArchiveLimits {
  std::uint64_t maxEntries = 2'000'000;
  std::uint64_t maxEntrySize = 32ull << 20; // bytes, unpacked
  std::uint64_t maxTotalSize = 16ull << 30; // bytes of all entries, unpacked, those that are passed over included
  std::uint64_t maxRatio = 300; // unpacked to packed, judged over the whole archive once it exceeds kRatioGrace
};
inline constexpr std::uint64_t kRatioGrace = 64ull << 20; // bytes

// What was read, also of an archive that ended in an error.
struct ArchiveReport {
  std::uint64_t visited = 0;     // entries that were handed over
  std::vector<Problem> problems; // entries that were refused: too large, a link, a name that leaves the archive
};

// Whether a file name is one of an archive that can be read: .zip, .tar, .tar.gz, .tgz, .tar.xz, .tar.zst, .tar.bz2.
bool isArchiveName(std::string_view name);

// Hands every regular entry whose name is wanted to visit, in the order of the archive. Names are relative, with '/'.
// Errors: not an archive, damaged, encrypted, a limit (what came before was visited); an error of visit, which ends
// the reading. In messages an entry is "ARCHIVE!ENTRY".
Status readArchive(const std::string &path, const std::function<bool(std::string_view name)> &wanted,
                   const std::function<Status(const std::string &name, std::string content)> &visit,
                   ArchiveReport &report, const ArchiveLimits &limits = {});

} // namespace lintel::sbom
