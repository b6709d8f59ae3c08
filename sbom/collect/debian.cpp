#include "sbom/collect/debian.h"

#include "core/support/text.h"
#include "sbom/model/deb822.h"

#include <algorithm>
#include <tuple>
#include <unordered_set>

namespace lintel::sbom {
namespace {

constexpr std::uint64_t kMaxDatabaseFileSize = 256ull << 20; // a large desktop's status file has some 10 MB

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    if (const auto part = trim(text.substr(0, end)); !part.empty()) parts.push_back(part);
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

// "libc6-dev:any (>= 2.36) [amd64]" -> "libc6-dev"
std::string packageName(std::string_view relation) {
  return std::string(relation.substr(0, relation.find_first_of(" \t\n(:[<")));
}

void addDependencies(DebianPackage &package, std::string_view field) {
  for (const auto relation : split(field, ',')) {
    std::vector<std::string> alternatives;
    for (const auto alternative : split(relation, '|')) alternatives.push_back(packageName(alternative));
    package.depends.push_back(std::move(alternatives));
  }
}

// "gcc-12 (12.2.0-14)" or "gcc-12"; without the field, the source has the name and version of the package.
void setSource(DebianPackage &package, std::string_view field) {
  package.source = field.empty() ? package.name : packageName(field);
  package.sourceVersion = package.version;
  const std::size_t open = field.find('(');
  const std::size_t close = field.find(')', open == std::string_view::npos ? 0 : open);
  if (open == std::string_view::npos || close == std::string_view::npos) return;
  package.sourceVersion = std::string(trim(field.substr(open + 1, close - open - 1)));
}

// Whether the third word of Status says that the package's files are on disk.
bool hasFiles(std::string_view status) {
  const std::string_view state = trim(status.substr(std::min(status.rfind(' '), status.size())));
  return state == "installed" || state == "unpacked" || state == "half-configured" || state == "triggers-awaited" ||
         state == "triggers-pending";
}

tl::unexpected<Problem> failAt(const std::string &file, int line, std::string what, std::string expected) {
  Problem problem;
  problem.what = std::move(what);
  problem.file = file;
  problem.line = line;
  problem.expected = std::move(expected);
  return fail(std::move(problem));
}

} // namespace

std::string mergedUsrPath(std::string_view path) {
  for (const std::string_view top : {"/bin/", "/lib/", "/lib32/", "/lib64/", "/libx32/", "/sbin/"}) {
    if (path.starts_with(top)) return "/usr" + std::string(path);
  }
  return std::string(path);
}

Result<DebianDatabase> DebianDatabase::load(const FileSystem &files, const std::string &directory) {
  DebianDatabase database;
  database.files_ = &files;
  database.directory_ = directory;
  if (!files.isFile(directory + "/status")) return database;
  if (const Status status = database.readStatus(); !status) return fail(status.error());
  if (const Status status = database.readDiversions(); !status) return fail(status.error());
  return database;
}

Status DebianDatabase::readStatus() {
  const std::string file = directory_ + "/status";
  const auto text = files_->read(file, kMaxDatabaseFileSize);
  if (!text) return fail(text.error());
  const auto paragraphs = parseDeb822(*text, file);
  if (!paragraphs) return fail(paragraphs.error());
  for (const DebParagraph &paragraph : *paragraphs) {
    DebianPackage package;
    package.name = std::string(paragraph.find("Package"));
    const std::string_view status = paragraph.find("Status");
    if (package.name.empty() || status.empty()) {
      return failAt(file, paragraph.line, "a package entry without Package or Status", "both fields");
    }
    if (!hasFiles(status)) continue;
    package.version = std::string(paragraph.find("Version"));
    package.architecture = std::string(paragraph.find("Architecture"));
    if (package.version.empty() || package.architecture.empty()) {
      return failAt(file, paragraph.line, "the installed package '" + package.name + "' lacks Version or Architecture",
                    "both fields");
    }
    setSource(package, paragraph.find("Source"));
    package.maintainer = std::string(paragraph.find("Maintainer"));
    for (const auto name : split(paragraph.find("Provides"), ',')) package.provides.push_back(packageName(name));
    addDependencies(package, paragraph.find("Pre-Depends"));
    addDependencies(package, paragraph.find("Depends"));
    if (package.name == "dpkg") nativeArchitecture_ = package.architecture;
    packages_.emplace(std::pair(package.name, package.architecture), std::move(package));
  }
  return {};
}

// Three lines each: the path, where other packages' files went instead, and who asked for it.
Status DebianDatabase::readDiversions() {
  const std::string file = directory_ + "/diversions";
  if (!files_->isFile(file)) return {};
  const auto text = files_->read(file, kMaxDatabaseFileSize);
  if (!text) return fail(text.error());
  const auto lines = splitLines(*text);
  if (lines.size() % 3 != 0) {
    return failAt(file, static_cast<int>(lines.size()), "the file ends in the middle of a diversion",
                  "three lines for each diversion");
  }
  for (std::size_t i = 0; i < lines.size(); i += 3) {
    if (!lines[i].starts_with('/') || !lines[i + 1].starts_with('/') || lines[i + 2].empty()) {
      return failAt(file, static_cast<int>(i) + 1, "a diversion that names no paths",
                    "the path, the path it is diverted to, the package");
    }
    diversions_[mergedUsrPath(lines[i])] = {mergedUsrPath(lines[i + 1]), std::string(lines[i + 2])};
  }
  return {};
}

// Lists of packages that are not installed (only their configuration is left) are passed over.
std::vector<DebianDatabase::PackageList> DebianDatabase::packageLists() const {
  std::vector<PackageList> lists;
  constexpr std::string_view kSuffix = ".list";
  for (const std::string &file : files_->list(directory_ + "/info")) {
    if (!file.ends_with(kSuffix)) continue;
    const std::string stem = file.substr(0, file.size() - kSuffix.size());
    const std::size_t colon = stem.find(':');
    const std::string name = stem.substr(0, colon);
    const std::string architecture = colon == std::string::npos ? "" : stem.substr(colon + 1);
    const auto package = packages_.lower_bound({name, architecture});
    if (package == packages_.end() || package->first.first != name) continue;
    if (!architecture.empty() && package->first.second != architecture) continue;
    lists.push_back({file, &package->second});
  }
  return lists;
}

bool DebianDatabase::precedes(const DebianPackage &a, const DebianPackage &b) const {
  const bool aNative = a.architecture == nativeArchitecture_;
  const bool bNative = b.architecture == nativeArchitecture_;
  if (aNative != bNative) return aNative;
  return std::tie(a.name, a.architecture) < std::tie(b.name, b.architecture);
}

Result<std::map<std::string, const DebianPackage *>> DebianDatabase::owners(const std::set<std::string> &paths) const {
  std::map<std::string, const DebianPackage *> owners;
  if (packages_.empty() || paths.empty()) return owners;
  const std::unordered_set<std::string_view> wanted(paths.begin(), paths.end());
  for (const auto &[file, package] : packageLists()) {
    const auto text = files_->read(directory_ + "/info/" + file, kMaxDatabaseFileSize);
    if (!text) return fail(text.error());
    for (const std::string_view line : splitLines(*text)) {
      const std::string merged = line.starts_with("/usr/") ? std::string() : mergedUsrPath(line);
      std::string_view path = merged.empty() ? line : merged;
      if (const auto diversion = diversions_.find(path);
          diversion != diversions_.end() && diversion->second.package != package->name) {
        path = diversion->second.target;
      }
      if (!wanted.contains(path)) continue;
      const DebianPackage *&owner = owners[std::string(path)];
      if (owner == nullptr || precedes(*package, *owner)) owner = package;
    }
  }
  return owners;
}

} // namespace lintel::sbom
