#include "sbom/collect/upstream.h"

#include "core/support/path.h"
#include "sbom/collect/vendored.h"
#include "sbom/identity/upstream_index.h"

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxCopiedFiles = 50'000;
constexpr std::uint64_t kMaxCopiedFileSize = 8u << 20;
constexpr int kMaxDepth = 24;

// The regular files of a copy; links and what is larger than any source is left out.
class CopyReader {
public:
  CopyReader(const FileSystem &files, std::string root, std::string directory)
      : files_(files), root_(std::move(root)), directory_(std::move(directory)) {}

  std::vector<VendoredFile> read() {
    if (files_.isFile(directory_)) {
      for (const std::string &path : filesOfOneStem(files_, root_, directory_))
        if (staysInside(path, root_)) add(path, std::string(baseName(path)));
    } else {
      visit("", kMaxDepth);
    }
    return std::move(found_);
  }

private:
  void visit(const std::string &below, int depth) {
    for (const std::string &name : files_.list(directory_ + (below.empty() ? "" : "/" + below))) {
      if (name == ".git" || found_.size() >= kMaxCopiedFiles) continue;
      const std::string relative = below.empty() ? name : below + '/' + name;
      const std::string path = directory_ + '/' + relative;
      if (!staysInside(path, root_)) continue;
      if (files_.isFile(path))
        add(path, relative);
      else if (depth > 0 && files_.isDirectory(path))
        visit(relative, depth - 1);
    }
  }

  void add(const std::string &path, const std::string &relative) {
    if (const Result<std::string> content = files_.read(path, kMaxCopiedFileSize))
      found_.push_back(vendoredFile(relative, *content));
  }

  const FileSystem &files_;
  const std::string root_;
  const std::string directory_;
  std::vector<VendoredFile> found_;
};

// The size of the patch can be told while the repository that was indexed is still at hand.
void addPatchSize(const FileSystem &files, const CollectOptions &options, UpstreamMatch &match) {
  constexpr std::string_view kLocal = "file://";
  std::string path = match.pedigree.upstream;
  if (path.starts_with(kLocal)) path.erase(0, kLocal.size());
  if (!path.starts_with('/')) return;
  const Result<GitHistory> repository = GitHistory::open(path);
  if (!repository) return;
  const auto read = [&](const std::string &path) {
    return files.read(absolutePath(path, options.root), kMaxCopiedFileSize);
  };
  if (!measurePatch(match, *repository, read)) match.pedigree.patchLines = 0; // not known
}

} // namespace

Status identifyCopies(const FileSystem &files, const CollectOptions &options, ComponentTable &table) {
  if (options.upstreamIndex == nullptr) return {};
  for (auto &[ref, component] : table.all()) {
    if (component.origin != Origin::Vendored && component.origin != Origin::Submodule) continue;
    const std::string directory = absolutePath(component.path, options.root);
    const std::vector<VendoredFile> copied = CopyReader(files, options.root, directory).read();
    Result<std::optional<UpstreamMatch>> match = options.upstreamIndex->identify(copied, component.path);
    if (!match) return fail(match.error());
    if (!*match) continue;
    addPatchSize(files, options, **match);
    component.identity.insert(component.identity.end(), (*match)->identity.begin(), (*match)->identity.end());
    component.name = (*match)->name;
    component.pedigree = std::move((*match)->pedigree);
  }
  return {};
}

} // namespace lintel::sbom
