// Reads a build file that a test made up, through the reader that takes its path.
#pragma once

#include "core/support/file_system.h"
#include "sbom/declared/reader.h"

#include <string>
#include <vector>

namespace lintel::sbom {

// others: files beside it, by their repo-relative paths. Fails when no reader or more than one takes the path.
Result<std::vector<Declaration>> readBuildFile(const std::string &path, const std::string &text,
                                               const std::map<std::string, std::string> &others = {});

// The same where it must succeed.
std::vector<Declaration> declarationsOf(const std::string &path, const std::string &text,
                                        const std::map<std::string, std::string> &others = {});

// The only declaration of the file.
Declaration onlyDeclaration(const std::string &path, const std::string &text);

// "2:5: what" of the error that the file must give.
std::string errorOf(const std::string &path, const std::string &text);

} // namespace lintel::sbom
