// What the audit reads of manifests and policies: version ranges, versions, sources, revisions, vcpkg's portfiles.
#include "sbom/audit/fetched.h"
#include "sbom/audit/portfile.h"
#include "sbom/audit/version_order.h"
#include "sbom/audit/version_range.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

using namespace lintel::sbom;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  const std::string text(data, data + size);
  const std::string_view whole = text;
  const std::size_t line = whole.find('\n');
  const std::string_view first = whole.substr(0, line);
  const std::string_view rest = line == std::string_view::npos ? std::string_view() : whole.substr(line + 1);
  for (const Origin origin : {Origin::DebianPackage, Origin::Fetched}) {
    // Both ways round: the order must not depend on who asks.
    const auto order = versionOrder(origin, first, rest);
    const auto reverse = versionOrder(origin, rest, first);
    if (order && reverse && (*order < 0) != (*reverse > 0)) __builtin_trap();
    if (const auto range = VersionRange::parse(first)) (void)range->contains(origin, rest);
  }
  if (const auto url = parseSource(first); url && url->scheme.empty()) __builtin_trap();
  (void)revisionKindOf(first);
  (void)downloadName(first);
  for (const PortDownload &download : downloadsOfPort(rest, std::string(first))) {
    if (download.sha512.size() != 128) __builtin_trap();
  }
  return 0;
}
