// The version that a tag or an archive's name plainly carries. Nothing else is taken for one: a branch, a commit or a
// single number that may be anything gives nullopt.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lintel::sbom {

// "v1.2.3", "release-1.2.3", "boost-1.80.0", "refs/tags/1.2.3-rc1" -> the number with its pre-release; "curl-8_5_0" ->
// "8.5.0"; "2022-12-01" and "v254" as they are, without the v.
std::optional<std::string> versionOfTag(std::string_view tag);

// Of the archive's name ("zlib-1.3.1.tar.gz"), else of the tag in the address of a hosted archive or release
// (".../archive/refs/tags/v1.2.3.zip", ".../releases/download/v1.2.3/all.zip").
std::optional<std::string> versionOfUrl(std::string_view url);

// The last component of a URL's path, without query and fragment: "zlib-1.3.1.tar.gz".
std::string_view archiveName(std::string_view url);

// name without the ending of an archive format: "zlib-1.3.1"; nullopt when it has none.
std::optional<std::string_view> withoutArchiveEnding(std::string_view name);

// Whether text is a single version number, as opposed to a range or a name: "1.2.13", "9.1.0-rc1".
bool isVersionNumber(std::string_view text);

} // namespace lintel::sbom
