// Whether the condition of a declaration holds on the system for which the bill is written.
#pragma once

#include <string_view>

namespace lintel::sbom {

enum class Holds { Never, Perhaps, Always };

// condition as the readers of build files write it: tests of CMake, Meson, make or the shell, joined with "and", "or",
// "not" and brackets. Only tests of a system's name are decided, as Linux answers them: "WIN32", "$host = *mingw*",
// "NOT APPLE". One that is cut off, or that names Linux beside others, holds perhaps.
Holds holdsOnLinux(std::string_view condition);

} // namespace lintel::sbom
