#include "checkers/analysis/repository_path.h"

#include "core/support/path.h"

#include "clang/Basic/FileManager.h"
#include "llvm/Support/Path.h"

namespace lintel::checkers {

using namespace clang;

namespace {

std::string rootAbove(FileID file, const SourceManager &sources) {
  const OptionalFileEntryRef entry = sources.getFileEntryRefForID(file);
  if (!entry) return "";
  FileManager &files = sources.getFileManager();
  llvm::SmallString<256> path(entry->getName());
  (void)files.makeAbsolutePath(path); // says only whether it changed
  for (llvm::StringRef above = llvm::sys::path::parent_path(path); !above.empty();
       above = llvm::sys::path::parent_path(above))
    for (const char *sign : {"/lintel.yaml", "/.git"})
      if (files.getVirtualFileSystem().exists(above + sign)) return above.str();
  return "";
}

} // namespace

std::optional<std::string> pathInside(FileID file, const SourceManager &sources, const std::string &root) {
  const OptionalFileEntryRef entry = sources.getFileEntryRefForID(file);
  if (!entry) return std::nullopt;
  llvm::SmallString<256> path(entry->getName());
  (void)sources.getFileManager().makeAbsolutePath(path); // says only whether it changed
  if (const auto inside = relativeTo(absolutePath(path.str(), root), root)) return inside;
  const llvm::StringRef real = entry->getFileEntry().tryGetRealPathName(); // reached through a symbolic link
  return real.empty() ? std::nullopt : relativeTo(real.str(), root);
}

std::string repositoryPath(SourceLocation place, const SourceManager &sources, const std::string &root) {
  const FileID file = sources.getFileID(sources.getFileLoc(place));
  const std::string from = root.empty() ? rootAbove(file, sources) : root;
  const auto inside = from.empty() ? std::nullopt : pathInside(file, sources, from);
  return inside ? *inside : sources.getFilename(sources.getFileLoc(place)).str();
}

} // namespace lintel::checkers
