// Artefacts under construction: what the commands say, resolved to files, to which the built files then add.
#pragma once

#include "sbom/linked/gathered.h"
#include "sbom/linked/library_search.h"

#include <map>
#include <set>
#include <string>

namespace lintel::sbom {

struct Assembly {
  LinkedArtefact::Type type = LinkedArtefact::Type::Executable;
  bool isBuilt = false;
  std::map<std::string, LinkInput> inputs; // by path
  std::set<std::string> wholeArchives;     // paths of archives whose every member goes in

  // Of two statements about a file the first one stays; what it did not know is taken from the second.
  void add(LinkInput input);
};

using Assemblies = std::map<std::string, Assembly>; // by the absolute path of the artefact

// Every command's artefact with its inputs, including those that only dependency files and maps name. Artefacts of
// CMake's own experiments (CMakeScratch, CompilerIdC, ...) are left out.
Assemblies assemble(GatheredLinks &gathered, LibrarySearch &search);

// Adds what the built files say: whether they are there, DT_NEEDED, members of archives that went in.
void inspectBuilt(GatheredLinks &gathered, LibrarySearch &search, Assemblies &assemblies);

// For a build without any command: programs and libraries found in the build directory, and archives found there of
// which symbols are in them.
Assemblies findBuilt(GatheredLinks &gathered);

} // namespace lintel::sbom
