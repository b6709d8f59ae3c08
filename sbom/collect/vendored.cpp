#include "sbom/collect/vendored.h"

#include "core/support/path.h"
#include "core/support/text.h"
#include "sbom/collect/license_text.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <re2/re2.h>
#include <set>

namespace lintel::sbom {
namespace {

constexpr std::uint64_t kMaxStatementSize = 1u << 20;
constexpr std::size_t kMaxVersionSize = 64;

// A vendored directory may be hostile: its links must not lead out of the repository.
std::optional<std::string> readInside(const FileSystem &files, const std::string &root, const std::string &path) {
  const std::string absolute = absolutePath(path, root);
  if (!files.isFile(absolute) || !staysInside(absolute, root)) return std::nullopt;
  auto text = files.read(absolute, kMaxStatementSize);
  if (!text) return std::nullopt;
  return std::move(*text);
}

bool isVersion(std::string_view text) {
  static const RE2 version(R"(\d+(?:\.\d+)*(?:[-+.~_]?[0-9A-Za-z]+)*)");
  return text.size() <= kMaxVersionSize && RE2::FullMatch(re2::StringPiece(text.data(), text.size()), version);
}

std::string versionOfJson(const std::string &text) {
  const auto manifest = nlohmann::json::parse(text, nullptr, false);
  if (!manifest.is_object()) return {};
  for (const char *key : {"version", "version-semver", "version-date", "version-string"}) {
    const auto found = manifest.find(key);
    if (found != manifest.end() && found->is_string()) return found->get<std::string>();
  }
  return {};
}

std::string versionOfPlainFile(const std::string &text) {
  std::string_view version = trim(text);
  if (version.starts_with('v')) version.remove_prefix(1);
  return version.find('.') == std::string_view::npos ? std::string() : std::string(version);
}

std::string withoutHashComments(const std::string &text) {
  std::string code;
  for (const std::string_view line : splitLines(text)) code.append(line.substr(0, line.find('#'))).append("\n");
  return code;
}

// Only the first project() speaks for the directory; a version given by a variable proves nothing.
std::string versionOfCMake(const std::string &text) {
  static const RE2 project(R"((?i)(?:^|[\s)])project\s*\(([^()]*)\))");
  static const RE2 version(R"re(\sVERSION\s+"?(\d+(?:\.\d+){0,3})"?(?:\s|$))re");
  std::string arguments, found;
  if (RE2::PartialMatch(withoutHashComments(text), project, &arguments)) RE2::PartialMatch(arguments, version, &found);
  return found;
}

std::string versionOfMeson(const std::string &text) {
  static const RE2 project(R"((?:^|\s)project\s*\(([^()]*)\))");
  static const RE2 version(R"([\s,]version\s*:\s*'([^']*)')");
  std::string arguments, found;
  if (RE2::PartialMatch(withoutHashComments(text), project, &arguments)) RE2::PartialMatch(arguments, version, &found);
  return found;
}

struct VersionFile {
  const char *name;
  std::string (*version)(const std::string &text);
};

constexpr VersionFile kVersionFiles[] = {
    {"vcpkg.json", versionOfJson},       {"package.json", versionOfJson},     {"VERSION", versionOfPlainFile},
    {"VERSION.txt", versionOfPlainFile}, {"version.txt", versionOfPlainFile}, {"CMakeLists.txt", versionOfCMake},
    {"meson.build", versionOfMeson},
};

bool isLicenseFile(std::string_view name) {
  std::string upper(name);
  std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  for (const char *stem : {"LICENSE", "LICENCE", "COPYING", "UNLICENSE"}) {
    if (upper.starts_with(stem)) return true;
  }
  return false;
}

// LGPL 3 is written as additions to GPL 3, so its users ship both texts; the licence is the LGPL.
void dropTextsThatComeWithLgpl(std::set<std::string> &found) {
  if (found.contains("LGPL-3.0-only")) found.erase("GPL-3.0-only");
}

} // namespace

Result<VendoredDirectories> VendoredDirectories::compile(const std::vector<std::string> &globs) {
  VendoredDirectories directories;
  for (const std::string &pattern : globs) {
    std::string_view bare = pattern;
    while (bare.size() > 1 && bare.ends_with('/')) bare.remove_suffix(1);
    auto glob = Glob::compile(bare);
    if (!glob) return fail(glob.error());
    directories.globs_.push_back(std::move(*glob));
  }
  return directories;
}

std::optional<std::string> VendoredDirectories::directoryOf(std::string_view file) const {
  for (std::size_t slash = file.find('/'); slash != std::string_view::npos; slash = file.find('/', slash + 1)) {
    const std::string_view directory = file.substr(0, slash);
    const auto names = [directory](const Glob &glob) { return glob.matches(directory); };
    if (std::ranges::any_of(globs_, names)) return std::string(directory);
  }
  return std::nullopt;
}

Proven provenVersion(const FileSystem &files, const std::string &root, const std::string &directory) {
  Proven proven;
  for (const auto &[name, versionOf] : kVersionFiles) {
    const std::string path = directory == "." ? name : directory + '/' + name;
    const auto text = readInside(files, root, path);
    if (!text) continue;
    const std::string version = versionOf(*text);
    if (!isVersion(version)) continue;
    if (!proven.value.empty() && proven.value != version) return {};
    if (proven.value.empty()) proven = {version, path};
  }
  return proven;
}

ProvenLicenses provenLicenses(const FileSystem &files, const std::string &root, const std::string &directory) {
  ProvenLicenses proven;
  std::set<std::string> found;
  for (const std::string &name : files.list(absolutePath(directory, root))) {
    if (!isLicenseFile(name)) continue;
    const std::string path = directory == "." ? name : directory + '/' + name;
    const auto text = readInside(files, root, path);
    if (!text) continue;
    auto licenses = recogniseLicenses(*text);
    if (!licenses.empty() && proven.file.empty()) proven.file = path;
    found.merge(licenses);
  }
  dropTextsThatComeWithLgpl(found);
  proven.expressions.assign(found.begin(), found.end());
  return proven;
}

} // namespace lintel::sbom
