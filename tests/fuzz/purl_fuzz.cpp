// Package URLs from manifests and documents of strangers: what is accepted has a canonical form that is stable.
#include "sbom/model/purl.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace lintel::sbom;
  const std::string_view text(reinterpret_cast<const char *>(data), size);
  const auto purl = parsePurl(text, PurlSpelling::Lenient);
  if (!purl) return 0;
  const auto again = parsePurl(toString(*purl));
  // Escapes may make the canonical text longer than what is read again.
  if (again ? *again != *purl : toString(*purl).size() <= 4096) std::abort();
  return 0;
}
