#include "tests/fuzz/build_file_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  lintel::sbom::fuzzBuildFile("configure", lintel::sbom::asText(data, size));
  return 0;
}
