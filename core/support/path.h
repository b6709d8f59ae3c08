// Paths inside Lintel are absolute and normalised while work is done, and relative
// to the repository root, with '/', wherever a person or another tool reads them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lintel {

// Lexical: joins with base when path is relative, removes "." and "..", no disk access.
std::string absolutePath(std::string_view path, std::string_view base);

// path relative to root ("src/a.cpp"), or nullopt when it is not inside root. root itself gives ".".
std::optional<std::string> relativeTo(std::string_view path, std::string_view root);

// What follows the last '/'; the whole path when there is none.
std::string_view baseName(std::string_view path);

// True when path, with every symbolic link resolved, is still inside root (also resolved).
// A path that does not exist is judged by its longest existing parent.
bool staysInside(const std::string &path, const std::string &root);

} // namespace lintel
