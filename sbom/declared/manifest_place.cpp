#include "sbom/declared/manifest_place.h"

#include "core/support/path.h"

#include <algorithm>
#include <tuple>

namespace lintel::sbom {
namespace {

template <class T> void sortUnique(std::vector<T> &values) {
  std::ranges::sort(values);
  const auto surplus = std::ranges::unique(values);
  values.erase(surplus.begin(), surplus.end());
}

} // namespace

Declaration &DeclarationList::add(std::string_view name, Position begin) {
  if (found_.size() >= kMaxDeclarations) {
    overflowed_ = true;
    surplus_ = {};
    return surplus_;
  }
  Declaration &added = found_.emplace_back();
  added.channel = channel_;
  added.name = std::string(name);
  added.location = {path_, begin, begin};
  if (begin.column > 0) added.location.end.column += static_cast<int>(name.size());
  return added;
}

Result<std::vector<Declaration>> DeclarationList::finish() {
  if (overflowed_) {
    Problem problem;
    problem.what = "more than " + std::to_string(kMaxDeclarations) + " declarations";
    problem.file = path_;
    problem.expected = "a manifest of the size that people and package managers write";
    return fail(std::move(problem));
  }
  for (Declaration &declaration : found_) {
    sortUnique(declaration.checksums);
    sortUnique(declaration.parts);
    sortUnique(declaration.dependsOn);
  }
  std::ranges::sort(found_, [](const Declaration &a, const Declaration &b) {
    return std::tie(a.location, a) < std::tie(b.location, b);
  });
  const auto repeated = std::ranges::unique(found_);
  found_.erase(repeated.begin(), repeated.end());
  return std::move(found_);
}

tl::unexpected<Problem> failAt(const Manifest &manifest, Position place, std::string what, std::string expected) {
  Problem problem;
  problem.what = std::move(what);
  problem.file = manifest.path;
  problem.line = place.line;
  problem.column = place.column;
  problem.expected = std::move(expected);
  return fail(std::move(problem));
}

Status checkTextSize(const Manifest &manifest) {
  if (manifest.text.size() <= kMaxTextSize) return {};
  return failAt(manifest, {}, "a file of more than " + std::to_string(kMaxTextSize) + " bytes", "a smaller one");
}

std::string_view fileNameOf(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view directoryOf(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::string joinPath(std::string_view directory, std::string_view name) {
  return absolutePath(std::string(directory) + '/' + std::string(name), "/").substr(1);
}

} // namespace lintel::sbom
