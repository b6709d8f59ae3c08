// Advisories in JSON. What is read must survive being stored.
#include "sbom/advisories/source.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace lintel;
  std::vector<Problem> problems;
  const std::string text(reinterpret_cast<const char *>(data), size);
  for (const sbom::osv::Advisory &advisory : sbom::readRecords(text, "a.json", problems)) {
    const std::string stored = sbom::osv::toJson(advisory);
    const auto again = sbom::readRecords(stored, "b.json", problems);
    if (again.size() != 1 || sbom::osv::toJson(again.front()) != stored) std::abort();
    for (const sbom::osv::Affected &affected : advisory.affected) (void)sbom::keysOf(affected);
  }
  return 0;
}
