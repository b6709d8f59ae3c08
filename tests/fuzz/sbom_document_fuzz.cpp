// Bills of materials of any producer, read, verified and compared with themselves.
#include "sbom/write/difference.h"
#include "sbom/write/verify.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace lintel::sbom;
  const std::string_view text(reinterpret_cast<const char *>(data), size);
  const auto mistakes = verifySbom(text, "document");
  const auto document = readSbom(text, "document");
  if (!document) return 0;
  if (!difference(*document, *document).isEmpty()) std::abort();
  static_cast<void>(mistakes);
  return 0;
}
