// Debian versions, [epoch:]upstream[-revision] (deb-version(7)).
#include "sbom/advisories/version_parts.h"

#include <algorithm>

namespace lintel::sbom::version {
namespace {

struct DebianVersion {
  std::string_view epoch;
  std::string_view upstream;
  std::string_view revision;
};

bool isAllowed(std::string_view text, std::string_view punctuation) {
  return std::all_of(text.begin(), text.end(), [punctuation](char c) {
    return isDigit(c) || isLetter(c) || punctuation.find(c) != std::string_view::npos;
  });
}

std::optional<DebianVersion> parseDebian(std::string_view text) {
  constexpr std::size_t kMaxEpochDigits = 9; // dpkg keeps the epoch in an int
  DebianVersion version;
  if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
    version.epoch = text.substr(0, colon);
    if (!isNumber(version.epoch) || version.epoch.size() > kMaxEpochDigits) return std::nullopt;
    text.remove_prefix(colon + 1);
  }
  version.upstream = text;
  if (const std::size_t hyphen = text.rfind('-'); hyphen != std::string_view::npos) {
    version.upstream = text.substr(0, hyphen);
    version.revision = text.substr(hyphen + 1);
    if (version.revision.empty()) return std::nullopt;
  }
  if (version.upstream.empty() || !isAllowed(version.upstream, ".+-~:") || !isAllowed(version.revision, ".+~"))
    return std::nullopt;
  return version;
}

// How a character sorts outside of numbers: tilde before the end, the end before letters, letters before the rest.
// The beginning of a number counts as the end.
int weight(std::string_view rest) {
  if (rest.empty() || isDigit(rest.front())) return 0;
  const char c = rest.front();
  if (c == '~') return -1;
  return isLetter(c) ? c : c + 256;
}

std::strong_ordering compareParts(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    for (int left = weight(a), right = weight(b); left != 0 || right != 0; left = weight(a), right = weight(b)) {
      if (left != right) return left <=> right;
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
    const std::string_view left = takeDigits(a);
    const std::string_view right = takeDigits(b);
    if (const auto order = compareNumbers(left, right); order != 0) return order;
  }
  return std::strong_ordering::equal;
}

} // namespace

std::optional<std::strong_ordering> compareAsDebian(std::string_view a, std::string_view b) {
  const auto first = parseDebian(a);
  const auto second = parseDebian(b);
  if (!first || !second) return std::nullopt;
  if (const auto order = compareNumbers(first->epoch, second->epoch); order != 0) return order;
  if (const auto order = compareParts(first->upstream, second->upstream); order != 0) return order;
  return compareParts(first->revision, second->revision);
}

} // namespace lintel::sbom::version
