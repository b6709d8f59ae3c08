#include "checkers/engine/component_paths.h"

#include "core/support/path.h"

#include "clang/Basic/FileManager.h"

namespace lintel::checkers {

ComponentPaths::ComponentPaths(const std::map<std::string, std::vector<std::string>> &components,
                               const std::string &root)
    : root_(root) {
  for (const auto &[reference, paths] : components)
    for (const std::string &path : paths) owners_.emplace(absolutePath(path, root), reference);
}

const std::string *ComponentPaths::longestMatch(std::string path) const {
  while (!path.empty()) {
    if (const auto found = owners_.find(path); found != owners_.end()) return &found->second;
    path.resize(path.find_last_of('/') == std::string::npos ? 0 : path.find_last_of('/'));
  }
  return nullptr;
}

const ComponentPaths::Place &ComponentPaths::placeOf(clang::SourceLocation location,
                                                     const clang::SourceManager &sources) {
  const clang::FileID id = sources.getFileID(sources.getFileLoc(location));
  const auto [entry, isNew] = places_.try_emplace(id);
  Place &place = entry->second;
  const clang::OptionalFileEntryRef file = isNew ? sources.getFileEntryRefForID(id) : std::nullopt;
  if (!file) return place;
  llvm::SmallString<256> absolute(file->getName());
  sources.getFileManager().makeAbsolutePath(absolute);
  place.path = absolutePath(absolute.str().str(), "/");
  const std::string real = file->getFileEntry().tryGetRealPathName().str();
  place.component = longestMatch(place.path);
  if (!place.component) place.component = longestMatch(real);
  auto relative = relativeTo(place.path, root_);
  if (!relative) relative = relativeTo(real, root_);
  place.inRepository = relative.has_value();
  if (relative) place.path = *relative;
  return place;
}

const std::string *ComponentPaths::componentOf(clang::SourceLocation location, const clang::SourceManager &sources) {
  return location.isValid() ? placeOf(location, sources).component : nullptr;
}

bool ComponentPaths::isInRepository(clang::SourceLocation location, const clang::SourceManager &sources) {
  return location.isValid() && placeOf(location, sources).inRepository;
}

std::string ComponentPaths::pathOf(clang::SourceLocation location, const clang::SourceManager &sources) {
  return location.isValid() ? placeOf(location, sources).path : "";
}

} // namespace lintel::checkers
