#include "sbom/collect/vendored.h"

#include "core/support/path.h"
#include "core/support/text.h"
#include "sbom/collect/build_file_version.h"
#include "sbom/identity/customary_containers.h"
#include "sbom/identity/license_match.h"
#include "sbom/identity/license_tags.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <re2/re2.h>
#include <set>
#include <span>

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

// What `git archive` writes where a file asks for the names of the commit: "(HEAD -> master, tag: v2.90)".
std::string versionOfArchivedNames(const std::string &line) {
  static const RE2 names(R"(\(?(?:[^(),]+, )*tag: v?(\d[^\s(),]*)(?:, [^(),]+)*\)?)");
  std::string version;
  const bool one = line.find("tag: ") == line.rfind("tag: ");
  return one && RE2::FullMatch(line, names, &version) ? version : std::string();
}

// "5.2.1-0-g0" of `git describe --long`: no commit after the tag.
std::string versionOfPlainFile(const std::string &text) {
  static const RE2 exactTag(R"(-0-g[0-9a-f]+$)");
  std::string line(trim(text));
  if (line.find("tag: ") != std::string::npos) line = versionOfArchivedNames(line);
  RE2::Replace(&line, exactTag, "");
  std::string_view version = line;
  if (version.starts_with('v')) version.remove_prefix(1);
  return version.find('.') == std::string_view::npos ? std::string() : std::string(version);
}

// Where a statement stands.
struct Place {
  std::string_view directoryName;
  ReadBeside readBeside;
};

struct VersionFile {
  const char *name;
  std::string (*version)(const std::string &text, const Place &place);
};

std::string inJson(const std::string &text, const Place &) { return versionOfJson(text); }
std::string inPlainFile(const std::string &text, const Place &) { return versionOfPlainFile(text); }
std::string inCMake(const std::string &text, const Place &place) { return versionOfCMake(text, place.directoryName); }
std::string inMeson(const std::string &text, const Place &) { return versionOfMeson(text); }
std::string inAutoconf(const std::string &text, const Place &place) {
  return versionOfAutoconf(text, place.readBeside);
}

constexpr VersionFile kVersionFiles[] = {
    {"vcpkg.json", inJson},       {"package.json", inJson},     {"VERSION", inPlainFile},
    {"VERSION.txt", inPlainFile}, {"version.txt", inPlainFile}, {"CMakeLists.txt", inCMake},
    {"meson.build", inMeson},     {"configure.ac", inAutoconf}, {"configure.in", inAutoconf},
};

// "LICENSE", "COPYING.LESSER", "Copyright.txt", "noise-LICENSE", but not "license.c".
bool isLicenseFile(std::string_view name) {
  static const RE2 pattern(
      R"((?i)(?:(?:un)?licen[cs]es?|copying|copyright)(?:v?\d.*|[^a-z].*)?|.*[^a-z]licen[cs]e(?:\.[a-z]+)?)");
  static const RE2 source(
      R"((?i).*\.(?:[ch]|cc|cpp|cxx|hh|hpp|hxx|inl|in|py|pl|rb|sh|js|ts|java|go|rs|m4|cmake|json|ya?ml|xml))");
  const re2::StringPiece text(name.data(), name.size());
  return RE2::FullMatch(text, pattern) && !RE2::FullMatch(text, source);
}

} // namespace

Result<VendoredDirectories> VendoredDirectories::compile(const std::vector<std::string> &globs,
                                                         const std::map<std::string, std::string> &submodules,
                                                         StatesItsOwn statesItsOwn) {
  VendoredDirectories directories;
  for (const std::string &pattern : globs) {
    std::string_view bare = pattern;
    while (bare.size() > 1 && bare.ends_with('/')) bare.remove_suffix(1);
    auto glob = Glob::compile(bare);
    if (!glob) return fail(glob.error());
    directories.globs_.push_back(std::move(*glob));
  }
  for (const auto &[path, commit] : submodules) directories.submodules_.insert(path);
  directories.statesItsOwn_ = std::move(statesItsOwn);
  return directories;
}

bool VendoredDirectories::isForeignContrib(std::string_view directory) const {
  return statesItsOwn_ && statesItsOwn_(std::string(directory));
}

std::optional<std::string> VendoredDirectories::directoryOf(std::string_view file) const {
  std::string_view submodule, named, customary;
  std::vector<bool> met(globs_.size());
  std::string_view parent; // name of the directory above
  for (std::size_t begin = 0, slash = file.find('/');; begin = slash + 1, slash = file.find('/', begin)) {
    const std::string_view path = file.substr(0, slash);
    const bool isFile = slash == std::string_view::npos;
    if (submodules_.contains(path)) submodule = path;
    for (std::size_t i = 0; i < globs_.size(); ++i) {
      // Below its first match a glob such as "third_party/**" says nothing new.
      if (met[i] || !globs_[i].matches(path)) continue;
      met[i] = true;
      named = path;
    }
    if (globs_.empty() && (isCustomaryContainer(parent) ||
                           (!isFile && customary.empty() && isDoubtfulContainer(parent) && isForeignContrib(path))))
      customary = path;
    if (isFile) break;
    parent = path.substr(begin);
  }
  const std::string_view &chosen = globs_.empty() ? customary : named;
  const std::string_view &longest = submodule.size() > chosen.size() ? submodule : chosen;
  if (longest.empty()) return std::nullopt;
  return std::string(longest);
}

namespace {

using Endings = std::span<const std::string_view>;

std::optional<std::string_view> stemOf(std::string_view path, Endings endings) {
  for (const std::string_view ending : endings)
    if (path.ends_with(ending) && baseName(path).size() > ending.size())
      return path.substr(0, path.size() - ending.size());
  return std::nullopt;
}

// Of "crc32c.o", which the build makes of crc32c.c beside it.
std::optional<std::string_view> objectStem(std::string_view path) {
  static constexpr std::string_view kEndings[] = {".lo", ".o", ".obj"};
  return stemOf(path, kEndings);
}

} // namespace

std::optional<std::string_view> sourceStem(std::string_view path) {
  static constexpr std::string_view kEndings[] = {".c",   ".cc",  ".cpp", ".cxx", ".h",  ".hh",
                                                  ".hpp", ".hxx", ".inl", ".ipp", ".tcc"};
  return stemOf(path, kEndings);
}

std::vector<std::string> filesOfOneStem(const FileSystem &files, const std::string &root, const std::string &file) {
  const auto object = objectStem(file);
  const auto stem = object ? object : sourceStem(file);
  std::vector<std::string> found;
  if (!object) found.push_back(file);
  if (!stem) return found;
  const std::string directory = file.substr(0, file.size() - baseName(file).size());
  for (const std::string &name : files.list(absolutePath(directory, root))) {
    const std::string path = directory + name;
    if (path != file && sourceStem(path) == stem && files.isFile(absolutePath(path, root))) found.push_back(path);
  }
  if (found.empty()) found.push_back(file); // an object that somebody else has built
  std::ranges::sort(found);
  return found;
}

Proven provenVersion(const FileSystem &files, const std::string &root, const std::string &directory) {
  Proven proven;
  const auto pathOf = [&](const std::string &name) { return directory == "." ? name : directory + '/' + name; };
  const Place place{baseName(directory == "." ? std::string_view(root) : std::string_view(directory)),
                    [&](const std::string &name) { return readInside(files, root, pathOf(name)); }};
  for (const auto &[name, versionOf] : kVersionFiles) {
    const std::string path = pathOf(name);
    const auto text = readInside(files, root, path);
    if (!text) continue;
    const std::string version = versionOf(*text, place);
    if (!isVersion(version)) continue;
    if (!proven.value.empty() && proven.value != version) return {};
    if (proven.value.empty()) proven = {version, path};
  }
  return proven;
}

std::vector<std::string> licenseFiles(const FileSystem &files, const std::string &root, const std::string &directory) {
  std::vector<std::string> paths;
  for (const std::string &name : files.list(absolutePath(directory, root))) {
    if (isLicenseFile(name)) paths.push_back(directory == "." ? name : directory + '/' + name);
  }
  return paths;
}

bool statesItsOwn(const FileSystem &files, const std::string &root, const std::string &directory) {
  const std::string absolute = absolutePath(directory, root);
  if (!staysInside(absolute, root)) return false;
  return std::ranges::any_of(files.list(absolute), isLicenseFile) ||
         !provenVersion(files, root, directory).value.empty();
}

ProvenLicenses provenLicenses(const FileSystem &files, const std::string &root, const std::string &directory) {
  ProvenLicenses proven;
  std::set<std::string> found;
  for (const std::string &path : licenseFiles(files, root, directory)) {
    const auto text = readInside(files, root, path);
    if (!text) continue;
    const auto licenses = statedLicenses(*text);
    if (!licenses.empty() && proven.file.empty()) proven.file = path;
    found.insert(licenses.begin(), licenses.end());
  }
  dropImpliedLicenses(found, {});
  proven.expressions.assign(found.begin(), found.end());
  return proven;
}

} // namespace lintel::sbom
