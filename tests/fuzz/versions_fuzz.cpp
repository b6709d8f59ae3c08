// Every order of versions: two lines of text are compared both ways, and each with itself.
#include "sbom/advisories/version.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace lintel::sbom;
  const std::string_view text(reinterpret_cast<const char *>(data), size);
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return 0;
  const std::string_view a = text.substr(0, end);
  const std::string_view b = text.substr(end + 1);
  for (const Ecosystem ecosystem : {Ecosystem::SemVer, Ecosystem::Debian, Ecosystem::Go, Ecosystem::Npm,
                                    Ecosystem::PyPI, Ecosystem::CratesIo, Ecosystem::Generic}) {
    const auto forward = compareVersions(ecosystem, a, b);
    const auto backward = compareVersions(ecosystem, b, a);
    if (forward.has_value() != backward.has_value()) std::abort();
    if (forward && (*forward < 0) != (*backward > 0)) std::abort();
    const auto same = compareVersions(ecosystem, a, a);
    if (same && *same != 0) std::abort();
  }
  (void)normalisedTag(a, {std::string(b)});
  return 0;
}
