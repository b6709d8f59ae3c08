// Any text as a build file that states a version, and as a condition of one. The answers are bounded.
#include "sbom/collect/build_file_version.h"
#include "sbom/collect/system_condition.h"
#include "tests/fuzz/build_file_fuzz.h"

#include <algorithm>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace lintel::sbom;
  const std::string text(asText(data, size));
  const auto beside = [&](const std::string &name) -> std::optional<std::string> {
    return name.size() % 2 == 0 ? std::optional(text) : std::nullopt; // also a file that includes itself
  };
  for (const std::string &version :
       {versionOfCMake(text, "name"), versionOfMeson(text), versionOfAutoconf(text, beside)})
    if (version.size() > std::max<std::size_t>(text.size(), 200)) std::abort();
  (void)holdsOnLinux(text); // any answer will do
  return 0;
}
