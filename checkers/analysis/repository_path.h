// Files as the policy names them: relative to the root of the repository.
#pragma once

#include "clang/Basic/SourceManager.h"

#include <optional>
#include <string>

namespace lintel::checkers {

// The option, of no check of its own, in which lintel tells the checks its root.
inline constexpr const char *kRepositoryRoot = "RepositoryRoot";

// nullopt: the file is outside root, or is none (a macro of the command line).
std::optional<std::string> pathInside(clang::FileID file, const clang::SourceManager &sources, const std::string &root);

// The file of a place. root is empty in clang-tidy and clangd, unless the option is set there: the nearest directory
// above the file that holds lintel.yaml or .git is taken instead. A file outside keeps the name that Clang has for it.
std::string repositoryPath(clang::SourceLocation place, const clang::SourceManager &sources, const std::string &root);

} // namespace lintel::checkers
