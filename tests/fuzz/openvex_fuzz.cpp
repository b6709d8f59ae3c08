// Any bytes as an OpenVEX document. What can be read is written and read again: it must still be a document.
#include "sbom/advisories/openvex_read.h"
#include "sbom/advisories/openvex_write.h"
#include "sbom/advisories/vex_apply.h"

#include <cstddef>
#include <cstdint>

using namespace lintel::sbom;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  const auto statements = readOpenVex(std::string_view(reinterpret_cast<const char *>(data), size), "fuzz.json");
  if (!statements) return 0;
  applyVex({{"CVE-1", {"GHSA-1"}, "pkg:deb/debian/curl@7.88.1-10?arch=amd64", {}, {}}}, *statements, {});
  const std::string text =
      writeOpenVex(*statements, {"https://example.org", "fuzz", "", "2024-01-01T00:00:00Z", 1, ""});
  if (!readOpenVex(text, "again.json")) __builtin_trap();
  return 0;
}
