#include "sbom/declared/cmake_reader.h"

#include "core/support/path.h"
#include "sbom/declared/cmake_fetch.h"
#include "sbom/declared/cmake_find.h"
#include "sbom/declared/declaration_list.h"

#include <algorithm>
#include <array>

namespace lintel::sbom {
namespace {

// Directories that the place of the file tells. A *.cmake file may be included from anywhere, and which project is the
// outermost one is known for the repository's own CMakeLists.txt only.
std::map<std::string, std::string> directoriesOf(const Manifest &manifest) {
  const std::string directory = absolutePath(manifest.path + "/..", manifest.root);
  std::map<std::string, std::string> variables = {{"CMAKE_CURRENT_LIST_DIR", directory}};
  if (baseName(manifest.path) == "CMakeLists.txt") variables["CMAKE_CURRENT_SOURCE_DIR"] = directory;
  if (manifest.path == "CMakeLists.txt") {
    variables["CMAKE_SOURCE_DIR"] = directory;
    variables["PROJECT_SOURCE_DIR"] = directory;
  }
  return variables;
}

} // namespace

bool isCMakeFile(std::string_view path) {
  const std::string_view name = baseName(path);
  if (name == "CMakeLists.txt") return true;
  if (!name.ends_with(".cmake")) return false;
  // "config.h.cmake" is a template of another language's file, by custom of configure_file().
  constexpr std::array<std::string_view, 14> kTemplates = {".h",  ".hh", ".hpp", ".hxx", ".c",    ".cc",  ".cpp",
                                                           ".py", ".sh", ".pc",  ".rc",  ".json", ".xml", ".txt"};
  const std::string_view stem = name.substr(0, name.size() - std::string_view(".cmake").size());
  return std::ranges::none_of(kTemplates, [&](std::string_view ending) { return stem.ends_with(ending); });
}

Result<std::vector<Declaration>> readCMake(const Manifest &manifest) {
  const SourceText source(manifest.path, manifest.text);
  std::vector<Declaration> declarations;
  const Status status = walkCMake(source, directoriesOf(manifest), [&](const CMakeCall &call) {
    readCMakeFind(source, call, declarations);
    readCMakeFetch(source, manifest.root, call, declarations);
  });
  if (!status) return fail(status.error());
  settleComputedNames(declarations);
  return inOrder(std::move(declarations));
}

} // namespace lintel::sbom
