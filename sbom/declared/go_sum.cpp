#include "sbom/declared/go_sum.h"

#include "core/support/text.h"
#include "sbom/declared/manifest_place.h"

#include <array>
#include <optional>

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxEntries = 400'000; // four lines for each module that a list of declarations may hold

// path, version and algorithm:hash of a line; nullopt for any other line.
std::optional<std::array<std::string_view, 3>> fieldsOf(std::string_view line) {
  line = trim(line);
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return std::nullopt;
  const std::array<std::string_view, 3> fields = {line.substr(0, first), trim(line.substr(first, last - first)),
                                                  line.substr(last + 1)};
  if (fields[1].empty() || fields[1].find(' ') != std::string_view::npos) return std::nullopt;
  if (fields[2].find(':') == std::string_view::npos) return std::nullopt;
  return fields;
}

} // namespace

GoSum GoSum::parse(std::string_view text) {
  constexpr std::string_view kAlgorithm = "h1:"; // the only one there is
  GoSum sums;
  if (text.size() > kMaxTextSize) return sums; // readGoSum says so
  for (const std::string_view line : splitLines(text)) {
    const auto fields = fieldsOf(line);
    if (!fields || sums.hashes_.size() >= kMaxEntries) continue;
    const auto &[path, version, hash] = *fields;
    if (version.ends_with("/go.mod") || !hash.starts_with(kAlgorithm)) continue;
    sums.hashes_.emplace(std::pair(std::string(path), std::string(version)),
                         std::string(hash.substr(kAlgorithm.size())));
  }
  return sums;
}

std::vector<std::string> GoSum::hashesOf(const std::string &path, const std::string &version) const {
  constexpr std::size_t kMaxContradictions = 4;
  std::vector<std::string> hashes;
  const auto [begin, end] = hashes_.equal_range({path, version});
  for (auto it = begin; it != end && hashes.size() < kMaxContradictions; ++it) hashes.push_back(it->second);
  return hashes;
}

bool isGoSum(std::string_view path) { return fileNameOf(path) == "go.sum"; }

Result<std::vector<Declaration>> readGoSum(const Manifest &manifest) {
  if (const Status size = checkTextSize(manifest); !size) return fail(size.error());
  int number = 0;
  for (const std::string_view line : splitLines(manifest.text)) {
    ++number;
    if (trim(line).empty() || fieldsOf(line)) continue;
    return failAt(manifest, {number, 1}, "not a checksum of a module", "path version h1:hash");
  }
  return std::vector<Declaration>();
}

} // namespace lintel::sbom
