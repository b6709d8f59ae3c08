// Any name of a tag: its version must be stable, and versions must have an order.
#include "sbom/identity/tag_version.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace lintel::sbom;
  const std::string_view text(reinterpret_cast<const char *>(data), size);
  const std::size_t half = text.find('\n') == text.npos ? size : text.find('\n');
  const std::string_view a = text.substr(0, half);
  const std::string_view b = text.substr(half);
  const auto version = versionOfTag(a);
  if (version && version->version.empty()) std::abort();
  const bool antisymmetric = (compareVersions(a, b) < 0) == (compareVersions(b, a) > 0);
  if (!antisymmetric || compareVersions(a, a) != 0) std::abort();
  return 0;
}
