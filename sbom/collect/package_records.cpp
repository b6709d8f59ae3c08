#include "sbom/collect/package_records.h"

#include "core/support/text.h"
#include "sbom/model/declaration.h"

#include <re2/re2.h>

namespace lintel::sbom {
namespace {

constexpr std::uint64_t kMaxRecordSize = 16u << 20;
constexpr int kMaxGeneratorDepth = 3;
constexpr std::size_t kMaxGeneratorDirectories = 2000;

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

// "repository='https://...'" of CMake 3.24 and later quotes the value, older versions do not.
std::string valueOf(std::string_view text, std::string_view key) {
  for (std::string_view line : splitLines(text)) {
    line = trim(line);
    if (!line.starts_with(key)) continue;
    std::string_view value = line.substr(key.size());
    if (value.size() >= 2 && value.starts_with('\'') && value.ends_with('\''))
      value = value.substr(1, value.size() - 2);
    return std::string(value.substr(0, value.find(';')));
  }
  return {};
}

std::string withoutPrefix(std::string text, std::string_view prefix) {
  return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

// ".git" is a directory, or a file that names one ("gitdir: ../.git/modules/x").
std::string gitDirectoryOf(const FileSystem &files, const std::string &checkout) {
  const std::string dot = checkout + "/.git";
  if (files.isDirectory(dot)) return dot;
  const Result<std::string> link = files.read(dot, kMaxRecordSize);
  if (!link) return {};
  const std::string target = withoutPrefix(std::string(trim(*link)), "gitdir: ");
  return target.starts_with('/') ? target : checkout + '/' + target;
}

void collectNamed(const FileSystem &files, const std::string &directory, std::string_view suffix, int depth,
                  std::size_t &visited, std::vector<std::string> &found) {
  if (++visited > kMaxGeneratorDirectories) return;
  for (const std::string &name : files.list(directory)) {
    const std::string path = directory + '/' + name;
    if (name.ends_with(suffix)) found.push_back(path);
    if (depth > 0 && name != "CMakeFiles" && name != "_deps" && files.isDirectory(path))
      collectNamed(files, path, suffix, depth - 1, visited, found);
  }
}

std::string conanVersion(const FileSystem &files, const std::string &directory, const std::string &name) {
  static const RE2 version(R"re((?m)^\s*set\(PACKAGE_VERSION\s+"([^"]+)"\))re");
  for (const char *suffix : {"-config-version.cmake", "ConfigVersion.cmake"}) {
    const Result<std::string> text = files.read(directory + '/' + name + suffix, kMaxRecordSize);
    std::string found;
    if (text && RE2::PartialMatch(piece(*text), version, &found)) return found;
  }
  return {};
}

} // namespace

void addStampRecord(const FileSystem &files, const std::string &stamp, const std::string &name,
                    PackageDirectory &package) {
  const std::string git = stamp + '/' + name + "-gitinfo.txt";
  if (const Result<std::string> text = files.read(git, kMaxRecordSize)) {
    package.url = valueOf(*text, "repository=");
    package.revision = valueOf(*text, "tag=");
    package.evidence = git;
    return;
  }
  const std::string archive = stamp + '/' + name + "-urlinfo.txt";
  if (const Result<std::string> text = files.read(archive, kMaxRecordSize)) {
    package.url = valueOf(*text, "url(s)=");
    package.evidence = archive;
  }
}

void addPopulateRecord(const FileSystem &files, const std::string &subbuild, const std::string &name,
                       PackageDirectory &package) {
  const std::string populate = name + "-populate";
  addStampRecord(files, subbuild + '/' + populate + "-prefix/src/" + populate + "-stamp", populate, package);
}

void addCheckoutRecord(const FileSystem &files, PackageDirectory &package) {
  const std::string git = gitDirectoryOf(files, package.directory);
  if (git.empty()) return;
  const Result<std::string> head = files.read(git + "/HEAD", kMaxRecordSize);
  if (!head) return;
  std::string commit(trim(*head));
  if (commit.starts_with("ref: ")) {
    const Result<std::string> reference = files.read(git + '/' + commit.substr(5), kMaxRecordSize);
    commit = reference ? std::string(trim(*reference)) : std::string();
  }
  if (!isCommitId(commit)) return;
  if (package.revision.empty()) package.revision = commit;
  if (package.evidence.empty()) package.evidence = git + "/HEAD";
}

std::vector<PackageDirectory> conanPackages(const FileSystem &files, const std::string &buildDirectory) {
  std::vector<PackageDirectory> packages;
  if (buildDirectory.empty()) return packages;
  std::vector<std::string> data;
  std::size_t visited = 0;
  collectNamed(files, buildDirectory, "-data.cmake", kMaxGeneratorDepth, visited, data);
  static const RE2 fileName(R"((.*)/([^/]+)-[a-z]+(?:-[A-Za-z0-9_]+)?-data\.cmake)");
  static const RE2 folder(R"re((?m)^\s*set\(([A-Za-z0-9_.+-]+)_PACKAGE_FOLDER_[A-Z]+\s+"([^"]+)"\))re");
  for (const std::string &file : data) {
    PackageDirectory package;
    std::string directory, cmakeName; // CMake's name of the package may differ from Conan's
    const Result<std::string> text = files.read(file, kMaxRecordSize);
    if (!text || !RE2::FullMatch(piece(file), fileName, &directory, &cmakeName)) continue;
    if (!RE2::PartialMatch(piece(*text), folder, &package.name, &package.directory)) continue;
    package.origin = Origin::Conan;
    package.version = conanVersion(files, directory, cmakeName);
    package.evidence = file;
    packages.push_back(std::move(package));
  }
  return packages;
}

// "zlib_1.3.1_x64-linux.list": neither port names nor triplets hold an underscore, versions may.
std::map<std::string, PackageDirectory> vcpkgOwners(const FileSystem &files, const std::string &directory) {
  std::map<std::string, PackageDirectory> owners;
  static const RE2 fileName(R"(([a-z0-9-]+)_(.+)_([a-z0-9-]+)\.list)");
  const std::string info = directory + "/vcpkg/info";
  for (const std::string &file : files.list(info)) {
    PackageDirectory port;
    if (!RE2::FullMatch(piece(file), fileName, &port.name, &port.version, &port.triplet)) continue;
    const Result<std::string> text = files.read(info + '/' + file, kMaxRecordSize);
    if (!text) continue; // its files stay without owner, and are listed as such
    port.origin = Origin::Vcpkg;
    port.directory = directory + '/' + port.triplet;
    port.evidence = info + '/' + file;
    for (const std::string_view path : splitLines(*text)) {
      if (!path.empty() && !path.ends_with('/')) owners.emplace(path, port);
    }
  }
  return owners;
}

} // namespace lintel::sbom
