#include "sbom/audit/artefacts.h"

#include "core/support/path.h"

namespace lintel::sbom {
namespace {

constexpr std::uint64_t kMaxArtefactSize = 256ull << 20;
constexpr std::size_t kMaxEntries = 200'000; // of all directories
constexpr int kMaxDepth = 12;                // a cache of downloads is flat; this bounds links in a circle

} // namespace

struct Artefacts::Walk {
  const std::set<std::string> &names;
  std::map<std::string, std::vector<std::string>> found;
  std::size_t entries = 0;
};

Artefacts::Artefacts(const FileSystem &files, const std::string &root, const std::vector<std::string> &directories)
    : files_(files) {
  for (const std::string &directory : directories) {
    std::string absolute = absolutePath(directory, root);
    const bool isInside = relativeTo(absolute, root).has_value();
    if (isInside && !staysInside(absolute, root)) continue;
    directories_.push_back(std::move(absolute));
  }
}

void Artefacts::walk(const std::string &directory, int depth, Walk &walk) {
  for (const std::string &name : files_.list(directory)) {
    if (++walk.entries > kMaxEntries || depth > kMaxDepth) {
      isWhole_ = false;
      return;
    }
    const std::string path = directory + "/" + name;
    if (files_.isDirectory(path)) {
      this->walk(path, depth + 1, walk);
    } else if (walk.names.contains(name)) {
      walk.found[name].push_back(path);
    }
  }
}

std::map<std::string, std::vector<std::string>> Artefacts::find(const std::set<std::string> &names) {
  Walk state{names, {}, 0};
  if (names.empty()) return {};
  for (const std::string &directory : directories_) walk(directory, 0, state);
  return std::move(state.found);
}

std::vector<std::string> Artefacts::at(const std::vector<std::string> &paths) const {
  std::vector<std::string> found;
  for (const std::string &directory : directories_) {
    for (const std::string &path : paths) {
      std::string absolute = absolutePath(path, directory);
      if (relativeTo(absolute, directory) && files_.isFile(absolute)) found.push_back(std::move(absolute));
    }
  }
  return found;
}

Result<std::string> Artefacts::read(const std::string &path) const { return files_.read(path, kMaxArtefactSize); }

} // namespace lintel::sbom
