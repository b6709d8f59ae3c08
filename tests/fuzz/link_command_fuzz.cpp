// Link and archive commands, with a response file that holds the same words.
#include "sbom/linked/dependency_file.h"
#include "sbom/linked/link_command.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace lintel;
  const std::string line(reinterpret_cast<const char *>(data), size);
  const OverlayFileSystem files({{"/no-repo/a", line}});
  sbom::ResponseFiles responseFiles(files, "/no-repo", "/no-repo");
  sbom::CommandPlace place;
  place.directory = "/no-repo";
  std::vector<Problem> problems;
  (void)sbom::parseLinkCommands(line, place, responseFiles, problems);
  (void)sbom::readDependencyFile(line);
  (void)sbom::readMapMembers(line);
  return 0;
}
