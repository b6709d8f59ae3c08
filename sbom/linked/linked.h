// The linked view: what went into the built programs and libraries, read from what the build left behind. Nothing
// is run. Sources, in the order in which they are believed: Ninja files, CMake's link.txt, link_commands.json,
// CMake's file API, linker dependency files, the built files themselves.
#pragma once

#include "core/support/file_system.h"
#include "sbom/model/link.h"

#include <string>
#include <vector>

namespace lintel::sbom {

struct LinkedOptions {
  std::string root;           // absolute: the repository
  std::string buildDirectory; // absolute: where compile_commands.json lies
  // Where "-lz" and NEEDED names are looked up after -L and RPATH; empty: Debian's directories.
  std::vector<std::string> libraryDirectories;
};

// All artefacts that some source of evidence names, each with everything that is known to be in it. A build
// directory without any evidence is no problem: the view is then not known. Problems name what was there and could
// not be read (a damaged file, a response file out of reach).
LinkedView readLinked(const FileSystem &files, const LinkedOptions &options);

// The inputs of an artefact of the view, with every archive of the same build replaced by what it is made of;
// of an archive whose members are known, only the objects among them. Sorted, unique.
std::vector<LinkInput> linkClosure(const LinkedView &view, const LinkedArtefact &artefact);

} // namespace lintel::sbom
