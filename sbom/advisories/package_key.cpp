#include "sbom/advisories/package_key.h"

#include "core/input/repository_url.h"
#include "core/support/text.h"
#include "sbom/advisories/match.h"
#include "sbom/advisories/version_parts.h"

#include <algorithm>
#include <array>
#include <utility>

namespace lintel::sbom {
namespace {

// Python compares names with runs of "-", "_" and "." as one "-" (PyPA, "Names and normalization").
std::string pythonName(std::string_view name) {
  std::string result;
  for (const char c : name) {
    const bool separator = c == '-' || c == '_' || c == '.';
    if (separator && result.ends_with('-')) continue;
    result += separator ? '-' : lowerCase(c);
  }
  return result;
}

PackageKey packageKey(std::string_view ecosystem, std::string_view name) {
  const std::string_view base = ecosystem.substr(0, ecosystem.find(':'));
  const bool keepsCase = base == "Go" || base == "npm" || base == "crates.io";
  std::string compared = base == "PyPI" ? pythonName(name) : keepsCase ? std::string(name) : lowerCase(name);
  return {PackageKey::Kind::Package, std::string(base) + "\n" + compared};
}

int hexValue(char c) {
  if (version::isDigit(c)) return c - '0';
  const char small = lowerCase(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

std::string percentDecoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hexValue(text[i + 1]) : -1;
    const int low = high >= 0 ? hexValue(text[i + 2]) : -1;
    if (low < 0) {
      result += text[i];
      continue;
    }
    result += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return result;
}

// Type and "namespace/name" of a purl; both empty for anything else.
std::pair<std::string, std::string> splitPurl(std::string_view purl) {
  const std::string bare = osv::barePurl(purl);
  if (bare.empty()) return {};
  const std::size_t slash = bare.find('/');
  return {bare.substr(4, slash - 4), percentDecoded(std::string_view(bare).substr(slash + 1))};
}

std::string_view ecosystemOfPurl(std::string_view type) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kTypes = {{{"golang", "Go"},
                                                                                    {"npm", "npm"},
                                                                                    {"pypi", "PyPI"},
                                                                                    {"cargo", "crates.io"},
                                                                                    {"conan", "ConanCenter"},
                                                                                    {"vcpkg", "vcpkg"}}};
  const auto *const known =
      std::find_if(kTypes.begin(), kTypes.end(), [type](const auto &entry) { return entry.first == type; });
  return known == kTypes.end() ? std::string_view() : known->second;
}

std::string_view hostOfPurl(std::string_view type) {
  if (type == "github") return "https://github.com/";
  if (type == "gitlab") return "https://gitlab.com/";
  if (type == "bitbucket") return "https://bitbucket.org/";
  return "";
}

// Packages of these ecosystems share names with C and C++ projects that have nothing to do with them.
bool hasOwnNames(std::string_view purlType) {
  return purlType == "golang" || purlType == "npm" || purlType == "pypi" || purlType == "cargo";
}

void addUpstreamName(std::string_view name, PackageKeys &keys) {
  if (name.empty()) return;
  keys.insert(repositoryNameKey(name));
  for (const char *ecosystem : {"OSS-Fuzz", "GIT", ""}) keys.insert(packageKey(ecosystem, name));
}

} // namespace

namespace osv {

std::string barePurl(std::string_view purl) {
  if (!purl.starts_with("pkg:")) return "";
  purl.remove_prefix(4);
  while (purl.starts_with('/')) purl.remove_prefix(1);
  purl = purl.substr(0, purl.find_first_of("?#"));
  // The version begins at the last '@' behind the last slash; "@scope" of npm stands before it.
  const std::size_t slash = purl.rfind('/');
  if (slash == std::string_view::npos || slash == 0) return "";
  if (const std::size_t at = purl.find('@', slash + 2); at != std::string_view::npos) purl = purl.substr(0, at);
  while (purl.ends_with('/')) purl.remove_suffix(1);
  const std::size_t type = purl.find('/');
  if (type == std::string_view::npos || type + 1 == purl.size()) return "";
  return "pkg:" + lowerCase(purl.substr(0, type)) + std::string(purl.substr(type));
}

} // namespace osv

std::string distributionOf(const Subject &subject) {
  const auto [type, name] = splitPurl(subject.purl);
  if (type == "deb" && name.starts_with("ubuntu/")) return "Ubuntu";
  return type == "deb" || !subject.debianSource.empty() ? "Debian" : "";
}

std::string debianSourceOf(const Subject &subject) {
  if (!subject.debianSource.empty()) return subject.debianSource;
  const auto [type, name] = splitPurl(subject.purl);
  return type == "deb" ? name.substr(name.rfind('/') + 1) : subject.name;
}

PackageKey repositoryNameKey(std::string_view urlOrName) {
  std::string name = lowerCase(urlOrName.substr(urlOrName.rfind('/') + 1));
  if (name.size() > 3 && name.starts_with("lib")) name.erase(0, 3);
  return {PackageKey::Kind::RepositoryName, std::move(name)};
}

PackageKeys keysOf(const osv::Affected &affected) {
  PackageKeys keys;
  if (!affected.package.empty()) keys.insert(packageKey(affected.ecosystem, affected.package));
  if (!affected.purl.empty()) keys.insert({PackageKey::Kind::Purl, affected.purl});
  for (const osv::Range &range : affected.ranges) {
    if (range.type != osv::Range::Type::Git) continue;
    keys.insert({PackageKey::Kind::Repository, range.repo});
    if (affected.package.empty() && !range.repo.empty()) keys.insert(repositoryNameKey(range.repo));
    for (const osv::Event &event : range.events)
      if (event.value != "0" && event.value != "*") keys.insert({PackageKey::Kind::Commit, lowerCase(event.value)});
  }
  return keys;
}

PackageKeys keysOf(const Subject &subject) {
  PackageKeys keys;
  if (const std::string distribution = distributionOf(subject); !distribution.empty()) {
    keys.insert(packageKey(distribution, debianSourceOf(subject)));
    return keys;
  }
  const auto [type, name] = splitPurl(subject.purl);
  if (const std::string_view ecosystem = ecosystemOfPurl(type); !ecosystem.empty())
    keys.insert(packageKey(ecosystem, name));
  if (!type.empty()) keys.insert({PackageKey::Kind::Purl, osv::barePurl(subject.purl)});
  if (const std::string_view host = hostOfPurl(type); !host.empty())
    keys.insert({PackageKey::Kind::Repository, normalisedRepositoryUrl(std::string(host) + name)});
  if (!subject.repository.empty())
    keys.insert({PackageKey::Kind::Repository, normalisedRepositoryUrl(subject.repository)});
  if (!subject.commit.empty()) keys.insert({PackageKey::Kind::Commit, lowerCase(subject.commit)});
  if (hasOwnNames(type)) return keys;
  addUpstreamName(subject.name, keys);
  for (const std::string &other : subject.names) addUpstreamName(other, keys);
  return keys;
}

} // namespace lintel::sbom
