#include "sbom/declared/python_requirement.h"

#include "core/support/text.h"
#include "sbom/declared/package_purls.h"
#include "sbom/model/purl.h"

#include <algorithm>
#include <re2/re2.h>

namespace lintel::sbom {
namespace {

void splitExtras(std::string_view text, std::vector<std::string> &extras) {
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    if (const auto extra = trim(text.substr(0, comma)); !extra.empty()) extras.emplace_back(extra);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
}

} // namespace

std::optional<PythonRequirement> parsePythonRequirement(std::string_view text) {
  static const RE2 kHead(R"((?s)\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?\s*(.*))");
  static const RE2 kSpecifiers(R"(\(?\s*(?:(?:===|==|~=|!=|<=|>=|<|>)\s*[^\s,;()]+\s*,?\s*)*\)?)");
  std::string extras;
  std::string tail;
  PythonRequirement requirement;
  if (!RE2::FullMatch(text, kHead, &requirement.name, &extras, &tail)) return std::nullopt;
  splitExtras(extras, requirement.extras);
  std::string_view rest = tail;
  if (rest.starts_with('@')) {
    rest = trim(rest.substr(1));
    // A marker after a URL is set off by a blank: the URL may hold semicolons.
    const std::size_t end = std::min(rest.find_first_of(" \t"), rest.size());
    requirement.url = std::string(rest.substr(0, end));
    rest = trim(rest.substr(end));
    if (rest.starts_with(';')) requirement.marker = std::string(trim(rest.substr(1)));
    return requirement.url.empty() || (!rest.empty() && requirement.marker.empty()) ? std::nullopt
                                                                                    : std::optional(requirement);
  }
  const std::size_t semicolon = std::min(rest.find(';'), rest.size());
  std::string_view specifiers = trim(rest.substr(0, semicolon));
  if (!RE2::FullMatch(specifiers, kSpecifiers)) return std::nullopt;
  if (specifiers.starts_with('(') && specifiers.ends_with(')')) {
    specifiers = trim(specifiers.substr(1, specifiers.size() - 2));
  }
  requirement.specifiers = std::string(specifiers);
  if (semicolon < rest.size()) requirement.marker = std::string(trim(rest.substr(semicolon + 1)));
  return requirement;
}

std::string exactPythonVersion(std::string_view specifiers) {
  static const RE2 kExact(R"(={2,3}\s*([A-Za-z0-9.!+_-]+))");
  std::string version;
  return RE2::FullMatch(specifiers, kExact, &version) ? version : "";
}

void describePythonUrl(std::string_view url, Declaration &declaration) {
  const std::size_t hash = url.find('#');
  const std::string_view fragment = hash == std::string_view::npos ? std::string_view() : url.substr(hash + 1);
  url = url.substr(0, hash);
  static const RE2 kHash(R"((?:^|&)(sha1|sha224|sha256|sha384|sha512|md5)=([0-9A-Fa-f]{32,128}))");
  Checksum checksum;
  if (RE2::PartialMatch(fragment, kHash, &checksum.algorithm, &checksum.value)) {
    checksum.value = lowerCase(checksum.value);
    declaration.checksums.push_back(std::move(checksum));
  }
  declaration.purl = pypiPurl(declaration.name, declaration.version);
  if (!url.starts_with("git+")) {
    declaration.source = std::string(url);
    return;
  }
  url.remove_prefix(4);
  const std::size_t at = url.rfind('@'); // one before the last slash belongs to the host: "git@host/..."
  if (at != std::string_view::npos && at > url.rfind('/')) {
    declaration.revision = std::string(url.substr(at + 1));
    url = url.substr(0, at);
  }
  const auto parsed = parseGitUrl(url);
  declaration.source = parsed ? parsed->canonical : std::string(url);
  if (parsed) declaration.purl += "?vcs_url=" + purlEncode(vcsUrl(url, declaration.revision));
}

void describePython(const PythonRequirement &requirement, Declaration &declaration) {
  declaration.constraint = requirement.specifiers;
  declaration.version = exactPythonVersion(requirement.specifiers);
  declaration.condition = requirement.marker;
  declaration.parts = requirement.extras;
  declaration.purl = pypiPurl(declaration.name, declaration.version);
  if (!requirement.url.empty()) describePythonUrl(requirement.url, declaration);
}

} // namespace lintel::sbom
