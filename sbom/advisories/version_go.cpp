// Versions of Go modules (go.dev/ref/mod, "Versions" and "Pseudo-versions"): semantic versions with "v" in front, which
// advisories leave out. A pseudo-version is a pre-release by its form; "+incompatible" is build metadata by its form.
#include "sbom/advisories/version_parts.h"

namespace lintel::sbom::version {
namespace {

std::optional<SemVer> parseGo(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  return parseSemVer(text, true);
}

} // namespace

std::optional<std::strong_ordering> compareAsGo(std::string_view a, std::string_view b) {
  const auto first = parseGo(a);
  const auto second = parseGo(b);
  if (!first || !second) return std::nullopt;
  return compareSemVer(*first, *second);
}

} // namespace lintel::sbom::version
