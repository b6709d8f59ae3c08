// Ninja files of a stranger: read, and every command expanded.
#include "sbom/linked/ninja_file.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace lintel;
  const std::string text(reinterpret_cast<const char *>(data), size);
  // The second file lets include and subninja find something, itself as well.
  const OverlayFileSystem files({{"/no-repo/build.ninja", text}, {"/no-repo/a", text}});
  sbom::NinjaBuild build = sbom::readNinja(files, "/no-repo/build.ninja", "/no-repo");
  for (const sbom::NinjaEdge &edge : build.edges) (void)sbom::evaluate(edge, "command", build.budget);
  return 0;
}
