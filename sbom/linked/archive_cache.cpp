#include "sbom/linked/archive_cache.h"

namespace lintel::sbom {

const std::vector<ArchiveMember> *ArchiveCache::members(const std::string &path) {
  const auto [place, isNew] = archives_.try_emplace(path);
  std::optional<std::vector<ArchiveMember>> &members = place->second;
  if (isNew && gathered_.files.isFile(path)) {
    const auto bytes = gathered_.files.read(path, kMaxBinary);
    if (!bytes) {
      gathered_.problems.push_back(bytes.error());
    } else if (isArchive(*bytes)) { // a linker script may have the name of an archive (glibc's libm.a)
      auto read = readArchive(gathered_.files, *bytes, path,
                              [this](const std::string &member) { return gathered_.mayRead(member); });
      if (read)
        members = std::move(*read);
      else
        gathered_.problems.push_back(read.error());
    }
  }
  return members ? &*members : nullptr;
}

} // namespace lintel::sbom
