// Whose a file of a unit is, by its path: asked for nearly every declaration, so answers are kept by file.
#pragma once

#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseMap.h"

#include <map>
#include <string>
#include <vector>

namespace lintel::checkers {

class ComponentPaths {
public:
  // components: reference -> headers or directories, absolute. root: of the repository.
  ComponentPaths(const std::map<std::string, std::vector<std::string>> &components, const std::string &root);

  // The component with the longest path that is the file or holds it, as spelled or with links resolved; null when
  // there is none.
  const std::string *componentOf(clang::SourceLocation location, const clang::SourceManager &sources);
  bool isInRepository(clang::SourceLocation location, const clang::SourceManager &sources);

  // Relative to the repository where the file lies in it, else absolute.
  std::string pathOf(clang::SourceLocation location, const clang::SourceManager &sources);

private:
  struct Place {
    std::string path;
    const std::string *component = nullptr;
    bool inRepository = false;
  };
  const Place &placeOf(clang::SourceLocation location, const clang::SourceManager &sources);
  const std::string *longestMatch(std::string path) const;

  std::map<std::string, std::string> owners_; // path without trailing '/' -> reference
  std::string root_;
  llvm::DenseMap<clang::FileID, Place> places_;
};

} // namespace lintel::checkers
