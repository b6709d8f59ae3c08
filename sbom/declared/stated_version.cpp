#include "sbom/declared/stated_version.h"

#include "sbom/model/declaration.h"

#include <algorithm>
#include <array>
#include <re2/re2.h>

namespace lintel::sbom {
namespace {

// Tags, file names and versions that people give are short.
constexpr std::size_t kMaxName = 300;

// A pre-release or patch level behind the numbers: "-rc1", "b2", "w" (OpenSSL 1.1.1w), "-alpha.3".
constexpr const char *kSuffix =
    "(?:[a-z]?|[-_.+~]?(?:alpha|beta|rc|pre|preview|dev|b|p|post|patch|sp|bcr|lts|stable)[-_.]?[0-9.]*)";
// What stands before the version: the name of the project, "release", "v". Taken only when needed, so that "v1_2_3" is
// not "2_3" of a project v1.
constexpr const char *kPrefix = "(?i)(?:[A-Za-z][A-Za-z0-9+]*(?:[-_/][A-Za-z][A-Za-z0-9+]*)*[-_/])??[vrn]?[._-]?";

const re2::RE2 &dotted() {
  static const re2::RE2 kRegex(std::string(kPrefix) + "([0-9]+(?:\\.[0-9]+)+" + kSuffix + ")");
  return kRegex;
}

// The same numbers with other separators: "curl-8_5_0", "VER-2-13-2".
const re2::RE2 &separated() {
  static const re2::RE2 kRegex(std::string(kPrefix) + "([0-9]+(?:_[0-9]+)+[a-z]?|[0-9]+(?:-[0-9]+)+[a-z]?)");
  return kRegex;
}

std::string_view withoutPrefix(std::string_view text, std::string_view prefix) {
  return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

// "-src" and the like tell what an archive holds, not which version.
std::string_view withoutContent(std::string_view stem) {
  for (const std::string_view ending : {"-src", "-source", "-sources", ".orig", "-orig", "-dist", "-full"}) {
    if (stem.ends_with(ending)) return stem.substr(0, stem.size() - ending.size());
  }
  return stem;
}

// The tag in the address of a forge: behind "archive", "download", "tags" or "get".
std::optional<std::string> versionOfForgePath(std::string_view path) {
  for (const std::string_view mark : {"/archive/refs/tags/", "/-/archive/", "/archive/", "/releases/download/",
                                      "/zip/refs/tags/", "/tar.gz/refs/tags/", "/tar.gz/", "/zip/", "/get/"}) {
    const std::size_t at = path.find(mark);
    if (at == std::string_view::npos) continue;
    std::string_view tag = path.substr(at + mark.size());
    tag = tag.substr(0, tag.find('/'));
    return versionOfTag(withoutArchiveEnding(tag).value_or(tag));
  }
  return std::nullopt;
}

std::string_view pathOf(std::string_view url) { return url.substr(0, url.find_first_of("?#")); }

} // namespace

std::optional<std::string> versionOfTag(std::string_view tag) {
  tag = withoutPrefix(withoutPrefix(tag, "refs/"), "tags/");
  if (tag.empty() || tag.size() > kMaxName || isCommitId(tag)) return std::nullopt;
  static const re2::RE2 kDate("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  static const re2::RE2 kNumber("[vV]([0-9]+)");
  std::string version;
  if (re2::RE2::FullMatch(tag, kDate)) return std::string(tag);
  if (re2::RE2::FullMatch(tag, kNumber, &version) || re2::RE2::FullMatch(tag, dotted(), &version)) return version;
  if (!re2::RE2::FullMatch(tag, separated(), &version)) return std::nullopt;
  if (re2::RE2::FullMatch(version, kDate)) return version; // as a tag that is a date alone
  std::ranges::replace_if(version, [](char c) { return c == '_' || c == '-'; }, '.');
  return version;
}

std::string_view archiveName(std::string_view url) {
  const std::string_view path = pathOf(url);
  return path.substr(path.rfind('/') + 1);
}

std::optional<std::string_view> withoutArchiveEnding(std::string_view name) {
  constexpr std::array<std::string_view, 13> kEndings = {".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst", ".tar.lzma",
                                                         ".tar.lz", ".tgz",     ".tbz2",   ".txz",     ".tar",
                                                         ".zip",    ".7z",      ".crate"};
  for (const std::string_view ending : kEndings) {
    if (name.size() > ending.size() && name.ends_with(ending)) return name.substr(0, name.size() - ending.size());
  }
  return std::nullopt;
}

std::optional<std::string> versionOfUrl(std::string_view url) {
  if (const auto stem = withoutArchiveEnding(archiveName(url))) {
    if (auto version = versionOfTag(withoutContent(*stem))) return version;
  }
  return versionOfForgePath(pathOf(url));
}

bool isVersionNumber(std::string_view text) {
  static const re2::RE2 kVersion(
      "[0-9]+(?:\\.[0-9]+)*(?:[-.+_~]?[A-Za-z][A-Za-z0-9]*(?:[-.+][A-Za-z0-9]+)*|[-+][0-9A-Za-z.]+)?");
  if (text.size() > kMaxName || !re2::RE2::FullMatch(text, kVersion)) return false;
  return !text.ends_with(".x") && text.find(".x.") == std::string_view::npos;
}

} // namespace lintel::sbom
