// Any text as a file of licences: what is told must lie in it, and be said in SPDX's words.
#include "core/support/text.h"
#include "sbom/identity/license_match.h"
#include "sbom/identity/license_tags.h"
#include "sbom/model/spdx.h"

#include <cstdint>
#include <cstdlib>

namespace {

bool isKnown(const std::string &id) {
  return lintel::sbom::parseLicenseExpression(id) || lintel::sbom::spdxException(id);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace lintel::sbom;
  const std::string_view text(reinterpret_cast<const char *>(data), size);
  const auto lines = static_cast<int>(lintel::splitLines(text).size());
  const auto matches = matchLicenses(text);
  for (const LicenseMatch &match : matches) {
    const bool inText = match.firstLine >= 1 && match.firstLine <= match.lastLine && match.lastLine <= lines;
    if (!inText || match.score < 0.5 || match.score > 1.0 || !isKnown(match.spdxId)) std::abort();
  }
  const auto concluded = concludedLicense(matches);
  if (concluded && concluded->size() < 1000 && !parseLicenseExpression(*concluded)) std::abort();
  for (const TaggedLicense &tag : licenseTags(text))
    if (tag.line < 1 || tag.line > lines || tag.column < 1) std::abort();
  return 0;
}
