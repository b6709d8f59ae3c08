// In which order versions stand: every ecosystem has its own rules, and an advisory's range means nothing without
// them. One source file for each order.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

// Whose rules of version order hold.
enum class Ecosystem {
  SemVer,   // Semantic Versioning 2.0.0, clause 11
  Debian,   // deb-version(7)
  Go,       // Go modules: "v" in front, short forms, pseudo-versions, "+incompatible"
  Npm,      // semver, "v" or "=" in front allowed
  PyPI,     // PEP 440
  CratesIo, // semver, strictly
  Generic   // upstream releases and tags: numbers, pre-release words, a letter after the last number
};

// nullopt when one of the two is not a version of that ecosystem, or nothing says which comes first.
std::optional<std::strong_ordering> compareVersions(Ecosystem ecosystem, std::string_view a, std::string_view b);

// Which order an OSV ecosystem ("Debian:12", "Go", "OSS-Fuzz", "") uses; nullopt for one whose order is not known
// here. What follows a colon is ignored.
std::optional<Ecosystem> ecosystemOf(std::string_view osvName);

// A tag or version in the one form in which copies of it are compared: lower case, without the name of the package,
// "v", "version" or "release" in front, with dots between the numbers: "zlib-1_2_11", "V1.2.11" -> "1.2.11".
std::string normalisedTag(std::string_view tag, const std::vector<std::string> &packageNames);

} // namespace lintel::sbom
