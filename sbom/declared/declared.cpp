#include "sbom/declared/declared.h"

#include "core/support/path.h"
#include "sbom/declared/cmake_find_modules.h"
#include "sbom/declared/cmake_reader.h"

#include <algorithm>
#include <tuple>

namespace lintel::sbom {
namespace {

// Lock files are the largest manifests there are; those of real projects stay well below this.
constexpr std::uint64_t kMaxManifestSize = 32u << 20;

Outcome failed(const std::string &path, const Problem &problem) {
  return {EngineId::Sbom, path, OutcomeKind::ParseFailed, toString(problem)};
}

// The build runs them: they are no part of what is built.
void markPrograms(std::vector<Declaration> &declarations, const std::set<std::string> &programs) {
  for (Declaration &each : declarations) {
    if (each.channel == "cmake:find_package" && programs.contains(each.name)) each.scope = Scope::Build;
  }
}

} // namespace

std::optional<std::string> Manifest::beside(std::string_view name) const {
  const std::size_t slash = path.rfind('/');
  const std::string directory = slash == std::string::npos ? "" : path.substr(0, slash + 1);
  const std::string absolute = absolutePath(directory + std::string(name), root);
  if (!files.isFile(absolute) || !staysInside(absolute, root)) return std::nullopt;
  auto found = files.read(absolute, kMaxManifestSize);
  if (!found) return std::nullopt;
  return std::move(*found);
}

DeclaredView readDeclared(const FileSystem &files, const std::string &root, const std::vector<std::string> &paths,
                          const DeclaredOptions &options) {
  DeclaredView view;
  CMakeFindModules modules(paths);
  const auto readWith = [&](const Reader &reader, const std::string &path) {
    if (!reader.reads(path)) return;
    const std::string absolute = absolutePath(path, root);
    if (!staysInside(absolute, root)) {
      view.outcomes.push_back(failed(path, {"a link that leads out of the repository", path}));
      return;
    }
    const Result<std::string> text = files.read(absolute, kMaxManifestSize);
    if (!text) {
      view.outcomes.push_back(failed(path, text.error()));
      return;
    }
    if (isCMakeFile(path)) modules.read(path, *text);
    Result<std::vector<Declaration>> read = reader.read({path, *text, files, root, options});
    if (!read) {
      view.outcomes.push_back(failed(path, read.error()));
      return;
    }
    view.outcomes.push_back({EngineId::Sbom, path, OutcomeKind::Analysed, ""});
    std::ranges::move(*read, std::back_inserter(view.declarations));
  };
  for (const std::string &path : paths) {
    for (const Reader &reader : buildFileReaders()) readWith(reader, path);
    for (const Reader &reader : packageFileReaders()) readWith(reader, path);
  }
  const std::set<std::string> unasked = modules.unasked();
  std::erase_if(view.declarations, [&](const Declaration &each) { return unasked.contains(each.location.path); });
  markPrograms(view.declarations, modules.programs());
  std::ranges::sort(view.declarations, [](const Declaration &a, const Declaration &b) {
    return std::tie(a.location, a) < std::tie(b.location, b);
  });
  std::ranges::sort(view.outcomes, {}, &Outcome::unit);
  return view;
}

} // namespace lintel::sbom
