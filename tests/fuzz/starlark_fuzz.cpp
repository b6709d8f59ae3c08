#include "tests/fuzz/build_file_fuzz.h"

// A text that begins with '{' is read as a lock as well.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  const std::string_view text = lintel::sbom::asText(data, size);
  lintel::sbom::fuzzBuildFile("MODULE.bazel", text);
  if (text.starts_with('{')) lintel::sbom::fuzzBuildFile("MODULE.bazel.lock", text);
  return 0;
}
