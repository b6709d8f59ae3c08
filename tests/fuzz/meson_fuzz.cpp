#include "tests/fuzz/build_file_fuzz.h"

// A text that begins with '[' is read as a wrap as well.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  const std::string_view text = lintel::sbom::asText(data, size);
  lintel::sbom::fuzzBuildFile("meson.build", text);
  if (text.starts_with('[')) lintel::sbom::fuzzBuildFile("subprojects/x.wrap", text);
  return 0;
}
