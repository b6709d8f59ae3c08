#include "sbom/advisories/version.h"

#include "core/support/text.h"
#include "sbom/advisories/version_parts.h"

#include <algorithm>
#include <array>
#include <utility>

namespace lintel::sbom {
namespace {

using version::isDigit;

constexpr std::size_t kMaxVersionSize = 1000; // longer text is no version

// "zlib" in "zlib-1.2": the prefix goes only when something that is not a letter follows it.
bool dropPrefix(std::string_view &text, std::string_view prefix) {
  if (prefix.empty() || !text.starts_with(prefix) || text.size() == prefix.size()) return false;
  if (version::isLetter(text[prefix.size()])) return false;
  text.remove_prefix(prefix.size());
  while (text.size() > 1 && (std::string_view("-_./ ").find(text.front()) != std::string_view::npos))
    text.remove_prefix(1);
  return true;
}

} // namespace

std::optional<std::strong_ordering> compareVersions(Ecosystem ecosystem, std::string_view a, std::string_view b) {
  if (a.size() > kMaxVersionSize || b.size() > kMaxVersionSize) return std::nullopt;
  switch (ecosystem) {
  case Ecosystem::SemVer: return version::compareAsSemVer(a, b);
  case Ecosystem::Debian: return version::compareAsDebian(a, b);
  case Ecosystem::Go: return version::compareAsGo(a, b);
  case Ecosystem::Npm: return version::compareAsNpm(a, b);
  case Ecosystem::PyPI: return version::compareAsPyPi(a, b);
  case Ecosystem::CratesIo: return version::compareAsCrates(a, b);
  case Ecosystem::Generic: return version::compareAsGeneric(a, b);
  }
  return std::nullopt;
}

std::optional<Ecosystem> ecosystemOf(std::string_view osvName) {
  constexpr std::array<std::pair<std::string_view, Ecosystem>, 15> kKnown = {{{"Debian", Ecosystem::Debian},
                                                                              {"Ubuntu", Ecosystem::Debian},
                                                                              {"Go", Ecosystem::Go},
                                                                              {"npm", Ecosystem::Npm},
                                                                              {"PyPI", Ecosystem::PyPI},
                                                                              {"crates.io", Ecosystem::CratesIo},
                                                                              {"Hex", Ecosystem::SemVer},
                                                                              {"Pub", Ecosystem::SemVer},
                                                                              {"SwiftURL", Ecosystem::SemVer},
                                                                              {"GitHub Actions", Ecosystem::SemVer},
                                                                              {"OSS-Fuzz", Ecosystem::Generic},
                                                                              {"ConanCenter", Ecosystem::Generic},
                                                                              {"vcpkg", Ecosystem::Generic},
                                                                              {"GIT", Ecosystem::Generic},
                                                                              {"", Ecosystem::Generic}}};
  const std::string_view base = osvName.substr(0, osvName.find(':'));
  const auto *const known =
      std::find_if(kKnown.begin(), kKnown.end(), [base](const auto &entry) { return entry.first == base; });
  return known == kKnown.end() ? std::nullopt : std::optional(known->second);
}

std::string normalisedTag(std::string_view tag, const std::vector<std::string> &packageNames) {
  const std::string lower = lowerCase(trim(tag.substr(0, kMaxVersionSize)));
  std::string_view text = lower;
  if (const std::size_t slash = text.rfind('/'); slash != std::string_view::npos && slash + 1 < text.size())
    text.remove_prefix(slash + 1); // "refs/tags/v1", "release/1.2"
  for (const std::string &name : packageNames)
    if (dropPrefix(text, lowerCase(name))) break;
  for (const std::string_view word : {"version", "release", "rel", "ver", "v", "r"})
    while (dropPrefix(text, word)) {
    }
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool between = i > 0 && i + 1 < text.size() && isDigit(text[i - 1]) && isDigit(text[i + 1]);
    result += between && (text[i] == '_' || text[i] == '-') ? '.' : text[i];
  }
  return result;
}

} // namespace lintel::sbom
