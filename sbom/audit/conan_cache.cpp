#include "sbom/audit/conan_cache.h"

#include "core/support/path.h"
#include "core/support/text.h"
#include "sbom/audit/digest.h"

#include <algorithm>
#include <string_view>

namespace lintel::sbom {
namespace {

constexpr std::uint64_t kMaxManifestSize = 4ull << 20;
constexpr std::size_t kMaxRecipes = 20'000;
constexpr const char *kManifest = "/e/conanmanifest.txt";

// "name: md5" lines, without the time in the first line.
std::vector<std::string> filesOf(std::string_view manifest) {
  std::vector<std::string> lines;
  const auto all = splitLines(manifest);
  for (std::size_t i = 1; i < all.size(); ++i) {
    if (!all[i].empty()) lines.emplace_back(all[i]);
  }
  std::ranges::sort(lines);
  return lines;
}

std::string revisionOf(std::string_view manifest) {
  std::string text;
  for (const std::string &line : filesOf(manifest)) text += line + "\n";
  return digestHex("md5", text).value_or("");
}

} // namespace

ConanCache::ConanCache(const FileSystem &files, const std::vector<std::string> &directories) : files_(files) {
  std::size_t seen = 0;
  for (const std::string &directory : directories) {
    for (const char *folder : {"", "/p"}) {
      for (const std::string &name : files.list(directory + folder)) {
        const std::string recipe = directory + folder + "/" + name;
        if (!files.isFile(recipe + kManifest) || ++seen > kMaxRecipes) continue;
        const auto manifest = files.read(recipe + kManifest, kMaxManifestSize);
        if (manifest) recipes_.emplace(revisionOf(*manifest), recipe);
      }
    }
  }
}

std::optional<ConanCache::Check> ConanCache::check(const std::string &revision) const {
  const auto recipe = recipes_.find(revision);
  if (recipe == recipes_.end()) return std::nullopt;
  const auto manifest = files_.read(recipe->second + kManifest, kMaxManifestSize);
  if (!manifest) return std::nullopt;
  Check check{recipe->second, {}};
  for (const std::string &line : filesOf(*manifest)) {
    const std::size_t colon = line.rfind(": ");
    if (colon == std::string::npos) continue;
    // The sources that a recipe exports lie beside it, and only once they were needed.
    constexpr std::string_view kSources = "export_source/";
    const bool isSource = line.starts_with(kSources);
    const std::string folder = recipe->second + (isSource ? "/es" : "/e");
    const std::string name = line.substr(0, colon).substr(isSource ? kSources.size() : 0);
    const std::string path = absolutePath(name, folder);
    if (!relativeTo(path, folder) || (isSource && !files_.isDirectory(folder))) continue;
    const auto content = files_.read(path);
    if (!content || digestHex("md5", *content) != line.substr(colon + 2)) check.changed.push_back(name);
  }
  return check;
}

} // namespace lintel::sbom
