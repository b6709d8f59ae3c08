#include "sbom/collect/other_names.h"

#include "core/support/text.h"
#include "sbom/collect/component_table.h"
#include "sbom/collect/name_match.h"
#include "sbom/declared/stated_version.h"
#include "sbom/model/purl.h"

#include <algorithm>
#include <array>
#include <set>

namespace lintel::sbom {
namespace {

bool isOfOtherLanguage(const std::string &purlType) {
  static constexpr std::array<std::string_view, 4> kTypes{"cargo", "golang", "npm", "pypi"};
  return std::ranges::find(kTypes, purlType) != kTypes.end();
}

// "curl" for ".../curl-8.0.tar.gz", "p" for "git@host:o/p.git". Empty when only a version stands there.
std::string nameInAddress(std::string_view address) {
  while (address.ends_with('/')) address.remove_suffix(1);
  std::string_view last = address.substr(0, address.find_first_of("?#"));
  last.remove_prefix(last.find_last_of("/:") + 1);
  last = withoutArchiveEnding(last).value_or(last);
  if (last.ends_with(".git")) last.remove_suffix(4);
  const std::string name = splitDirectoryName(last).name;
  return versionOfTag(name) ? "" : name;
}

// What the component is called by those who make, package and use it.
std::set<std::string> spellings(const Component &component, const Purl &purl) {
  std::set<std::string> names{component.name, component.source, purl.name};
  // The address of a forge's archive ends with the tag; there the purl has the name.
  const bool isHosted = !purl.type.empty() && purl.type != "generic";
  if (!isHosted) names.insert(nameInAddress(component.downloadUrl));
  if (component.pedigree) names.insert(nameInAddress(component.pedigree->upstream));
  for (const Declaration &declaration : component.declarations) names.insert(declaration.name);
  std::erase_if(names, [](const std::string &name) { return name.find_first_of("${}") != std::string::npos; });
  return names;
}

// The parts of the system's C library and of the compiler have the names of many things: "network", "util", "c".
bool isPartOfToolchain(const std::set<std::string> &known) { return known.contains("glibc") || known.contains("gcc"); }

// Libraries that stand in for each other, of several projects: a ban or an advisory of one is none of the others'.
bool areSeveralProjects(const std::set<std::string> &known) {
  return known.contains("jpegturbo") || known.contains("mariadb") || known.contains("yamlcpp");
}

} // namespace

std::vector<std::string> otherNames(const Component &component) {
  if (component.origin == Origin::Unknown || component.origin == Origin::Toolchain) return {};
  const Purl purl = parsePurl(component.purl, PurlSpelling::Lenient).value_or(Purl());
  if (isOfOtherLanguage(purl.type)) return {};
  std::set<std::string> names;
  for (const std::string &spelling : spellings(component, purl)) {
    names.insert(lowerCase(spelling));
    const std::set<std::string> known = knownNames(spelling);
    if (isPartOfToolchain(known) || areSeveralProjects(known)) continue;
    names.insert(known.begin(), known.end());
    for (const std::string &name : known) names.insert("lib" + name);
  }
  names.erase("");
  names.erase(component.name);
  return {names.begin(), names.end()};
}

} // namespace lintel::sbom
