// Which component a declaration means. Evidence first (a path, a pkg-config file, a library that dpkg owns), names
// last; what means none becomes a component that only a manifest knows.
#pragma once

#include "sbom/collect/component_table.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace lintel::sbom {

// Absolute paths of files that would prove what a declaration means, where they exist: zlib.pc, libz.so,
// ZLIBConfig.cmake.
std::vector<std::string> provingFiles(const FileSystem &files, const Declaration &declaration);

struct DeclaredUse {
  // Who depends by declaration on each component: the project, or the foreign directory that the manifest lies in.
  std::map<std::string, std::set<std::string>> users; // by ref
  std::vector<Declaration> unnamed; // those of the project that name nothing which text can tell; sorted
};

// Attaches every declaration to its component. owners covers the proving files and the manifests. What the manifest of
// a foreign directory asks for and nothing else knows is that directory's own affair, and becomes no component.
DeclaredUse addDeclarations(const std::vector<Declaration> &declarations, const FileSystem &files,
                            const std::string &root, const Owners &owners, ComponentTable &table);

} // namespace lintel::sbom
