// The version of the project that a build file describes, where it is written out as a literal.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace lintel::sbom {

// The text of a file that stands beside the build file; nullopt: there is none that may be read.
using ReadBeside = std::function<std::optional<std::string>(const std::string &name)>;

// All return "" when no version is stated. What is returned may still be no version: the caller judges its form.

// That of the first project(); when it has none, that of set(VERSION 1.2.3), set(PROJECT_VERSION 1.2.3) or
// set(NAME_VERSION 1.2.3), where NAME is the project or its directory. A variable that is set twice, or under a
// condition, proves nothing.
std::string versionOfCMake(std::string_view text, std::string_view directoryName);

std::string versionOfMeson(const std::string &text);

// The second argument of AC_INIT, with the macros replaced that the file, or one it includes from beside it, defines
// once and as a literal.
std::string versionOfAutoconf(const std::string &text, const ReadBeside &readBeside);

} // namespace lintel::sbom
