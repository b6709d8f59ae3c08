// Under which names an advisory speaks of software, and under which names a component can be asked for: both are sets
// of keys, and an advisory is a candidate where the sets meet.
#pragma once

#include "sbom/advisories/advisory.h"

#include <compare>
#include <set>
#include <string>
#include <string_view>

namespace lintel::sbom {

struct Subject;

struct PackageKey {
  enum class Kind { Package = 1, Purl = 2, Repository = 3, Commit = 4, RepositoryName = 5 };
  Kind kind = Kind::Package;
  // Package: the ecosystem without its suffix, a line feed, the name as that ecosystem compares names. Purl: without
  // version, qualifiers and subpath. Repository: normalised URL. Commit: hexadecimal. RepositoryName: the last part of
  // the URL as projects are called in talk ("libpng" and "png" are one), the weakest of all: it proves nothing.
  std::string value;
  friend auto operator<=>(const PackageKey &, const PackageKey &) = default;
};
using PackageKeys = std::set<PackageKey>;

// The key of kind RepositoryName of a repository's URL, or of a name that a component goes by.
PackageKey repositoryNameKey(std::string_view urlOrName);

PackageKeys keysOf(const osv::Affected &affected);
// A component of a Debian or Ubuntu system is known by its source package alone: what its files are called upstream
// says nothing about which patches it carries.
PackageKeys keysOf(const Subject &subject);

// "Debian" or "Ubuntu" when the subject is a package of that system; else empty.
std::string distributionOf(const Subject &subject);

// The source package: as given, else, as in Debian's own files, what the package itself is called.
std::string debianSourceOf(const Subject &subject);

namespace osv {
// "pkg:type/namespace/name" of a purl, type in lower case; empty for anything else.
std::string barePurl(std::string_view purl);
} // namespace osv

} // namespace lintel::sbom
