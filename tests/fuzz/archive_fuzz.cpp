// Archives of every kind, read from a file in memory.
#include "sbom/store/archive.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace lintel::sbom;
  const int file = ::memfd_create("archive", MFD_CLOEXEC);
  if (file < 0) return 0;
  if (::write(file, data, size) == static_cast<ssize_t>(size)) {
    ArchiveLimits limits;
    limits.maxEntrySize = 1 << 20;
    limits.maxTotalSize = 16 << 20;
    ArchiveReport report;
    (void)readArchive(
        "/proc/self/fd/" + std::to_string(file), [](std::string_view name) { return !name.ends_with(".skip"); },
        [](const std::string &, const std::string &) -> lintel::Status { return {}; }, report, limits);
  }
  ::close(file);
  return 0;
}
