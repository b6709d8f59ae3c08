// Advisories in YAML: aliases, several documents, whatever stands where a record should.
#include "sbom/advisories/source.h"

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace lintel;
  std::vector<Problem> problems;
  const std::string text(reinterpret_cast<const char *>(data), size);
  for (const sbom::osv::Advisory &advisory : sbom::readRecords(text, "a.yaml", problems))
    (void)sbom::osv::toJson(advisory);
  return 0;
}
