#include "sbom/write/facts.h"

#include "sbom/model/purl.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

bool isLetterOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
bool isHex(char c) { return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || (c >= '0' && c <= '9'); }

bool isCompleteView(const Bom &bom) {
  const auto isComputed = [](const Component &component) {
    return std::ranges::any_of(component.declarations, [](const Declaration &each) { return !each.resolved; });
  };
  return bom.complete && bom.linkedKnown && bom.unknownHeaders.empty() && bom.unnamed.empty() &&
         std::ranges::none_of(bom.components, isComputed);
}

// Make's own words do: "ifdef X".
bool saysIf(std::string_view condition) {
  return std::ranges::any_of(std::initializer_list<std::string_view>{"ifdef ", "ifeq ", "ifndef ", "ifneq "},
                             [&](std::string_view word) { return condition.starts_with(word); });
}

} // namespace

std::vector<std::string> viewsOf(const Component &component) {
  std::vector<std::string> views;
  if (component.isDeclared()) views.emplace_back("declared");
  if (component.isCompiled()) views.emplace_back("compiled");
  if (component.isLinked()) views.emplace_back("linked");
  return views;
}

Need needOf(const Component &component) {
  if (component.isCompiled() || component.isLinked()) return Need::Required;
  const auto isTool = [](const Declaration &each) { return each.scope == Scope::Build || each.scope == Scope::Test; };
  const bool isDeclaredAsTool = component.isDeclared() && std::ranges::all_of(component.declarations, isTool);
  return isDeclaredAsTool ? Need::Excluded : Need::Optional;
}

// CMake's find_package says so of programs; what other channels need for building may be a library, too.
const char *kindOf(const Component &component) {
  if (component.origin == Origin::Unknown) return "file";
  const auto isProgram = [](const Declaration &each) {
    return each.channel == "cmake:find_package" && each.scope == Scope::Build;
  };
  const bool isKnownByName = component.origin == Origin::Declared && component.isDeclared();
  return isKnownByName && std::ranges::all_of(component.declarations, isProgram) ? "application" : "library";
}

// Only the project's own list can be complete. What a package or a copied directory needs itself is known as far as
// files of it were compiled or its database says so.
Knowledge knowledgeOfDependencies(const Bom &bom, const std::string &ref) {
  if (ref == kProjectRef) return isCompleteView(bom) ? Knowledge::Complete : Knowledge::Incomplete;
  const Component *component = findComponent(bom, ref);
  if (component == nullptr || component->origin == Origin::Unknown) return Knowledge::Unknown;
  if (!dependenciesOf(bom, ref).empty()) return Knowledge::Incomplete;
  const bool isUnseen = component->origin == Origin::Declared || component->origin == Origin::Toolchain;
  return isUnseen ? Knowledge::Unknown : Knowledge::Incomplete;
}

Knowledge knowledgeOfArtefacts(const Bom &bom) {
  if (!bom.linkedKnown) return Knowledge::Unknown;
  return bom.complete ? Knowledge::Complete : Knowledge::Incomplete;
}

const std::set<std::string> &dependenciesOf(const Bom &bom, const std::string &ref) {
  static const std::set<std::string> kNone;
  const auto found = bom.dependsOn.find(ref);
  return found == bom.dependsOn.end() ? kNone : found->second;
}

std::string artefactRef(const LinkedArtefact &artefact) { return "artefact:" + purlEncode(artefact.path); }

ComponentFile fileOf(const LinkedArtefact &artefact) {
  const bool isArchive = artefact.type == LinkedArtefact::Type::StaticLibrary;
  return {artefact.path, artefact.sha512, !isArchive, isArchive, isArchive};
}

std::map<std::string, LinkKind> linkedWith(const Bom &bom, const LinkedArtefact &artefact) {
  std::map<std::string, LinkKind> kinds;
  for (const Component &component : bom.components) {
    for (const LinkOccurrence &link : component.links) {
      if (link.artefact != artefact.path) continue;
      const auto [kind, isNew] = kinds.emplace(component.ref, link.kind);
      if (!isNew) kind->second = std::min(kind->second, link.kind);
    }
  }
  return kinds;
}

std::vector<HeaderUse> headersOf(const Component &component) {
  std::map<std::string, HeaderUse> uses;
  for (const Occurrence &occurrence : component.occurrences) {
    HeaderUse &use = uses[occurrence.header];
    if (use.units++ == 0) use.firstUnit = occurrence.unit;
    use.isUnit = use.isUnit || occurrence.header == fileOfUnit(occurrence.unit);
  }
  std::vector<HeaderUse> headers;
  for (auto &[header, use] : uses) {
    use.header = header;
    const auto site = component.includeSites.find(header);
    if (site != component.includeSites.end()) use.site = site->second;
    headers.push_back(std::move(use));
  }
  return headers;
}

std::string toString(const Location &location) {
  std::string text = location.path;
  if (location.begin.line > 0) text += ':' + std::to_string(location.begin.line);
  if (location.begin.line > 0 && location.begin.column > 0) text += ':' + std::to_string(location.begin.column);
  return text;
}

std::string toString(const HeaderUse &use) {
  if (use.isUnit) return "compiled as a unit";
  std::string text = "included by ";
  text += use.units == 1 ? use.firstUnit : std::to_string(use.units) + " units, first " + use.firstUnit;
  if (!use.site.path.empty()) text += ", at " + toString(use.site);
  return text;
}

std::string toString(const LinkOccurrence &link) {
  constexpr std::size_t kShownMembers = 20;
  std::string text = link.kind == LinkKind::Shared ? "linked dynamically into " : "linked statically into ";
  text += link.artefact;
  if (!link.members.empty()) {
    text += " (members: ";
    const std::size_t shown = std::min(link.members.size(), kShownMembers);
    for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : ", ") + link.members[i];
    if (shown < link.members.size()) text += " and " + std::to_string(link.members.size() - shown) + " more";
    text += ')';
  }
  if (!link.evidence.empty()) text += ", named by " + link.evidence;
  return text;
}

std::string toString(const Declaration &declaration) {
  std::string text = toString(declaration.location) + ": " + declaration.channel + " declares " + declaration.name;
  if (!declaration.version.empty()) text += ' ' + declaration.version;
  if (!declaration.constraint.empty()) text += ", constraint " + declaration.constraint;
  if (!declaration.condition.empty()) text += (saysIf(declaration.condition) ? ", " : ", if ") + declaration.condition;
  if (!declaration.direct) text += ", indirectly";
  if (!declaration.required) text += ", not required";
  if (!declaration.resolved) text += ", computed by the build";
  return text;
}

std::string toString(const Pedigree &pedigree) {
  std::string text = pedigree.tag.empty() ? "" : "release " + pedigree.tag + " of ";
  text += pedigree.upstream + ": " + std::to_string(pedigree.unmodified) + " files unmodified, " +
          std::to_string(pedigree.modified.size()) + " modified";
  if (pedigree.patchLines > 0) text += " (" + std::to_string(pedigree.patchLines) + " lines)";
  text += ", " + std::to_string(pedigree.added.size()) + " added, " + std::to_string(pedigree.missing) + " missing";
  const auto list = [&text](const char *title, const std::vector<std::string> &files) {
    for (std::size_t i = 0; i < files.size(); ++i) text += (i == 0 ? title : ", ") + files[i];
  };
  list("; modified: ", pedigree.modified);
  list("; added: ", pedigree.added);
  return text;
}

Party partyOf(const std::string &text) {
  Party party;
  const std::size_t open = text.find('<');
  if (open != std::string::npos && text.ends_with('>')) {
    party.name = text.substr(0, text.find_last_not_of(' ', open == 0 ? 0 : open - 1) + 1);
    if (open == 0) party.name.clear();
    party.email = text.substr(open + 1, text.size() - open - 2);
  } else if (text.find("://") != std::string::npos) {
    party.url = text;
  } else if (text.find('@') != std::string::npos && text.find(' ') == std::string::npos) {
    party.email = text;
  } else {
    party.name = text;
  }
  return party;
}

bool isRepository(const std::string &url) {
  return url.ends_with(".git") || url.starts_with("git+") || url.starts_with("git://") || url.starts_with("git@") ||
         url.starts_with("ssh://");
}

std::string uriText(const std::string &url) {
  constexpr char kHex[] = "0123456789ABCDEF";
  constexpr std::string_view kAllowed = "-._~:/?#@!$&'()*+,;=";
  std::string text;
  for (std::size_t i = 0; i < url.size(); ++i) {
    const auto byte = static_cast<unsigned char>(url[i]);
    const bool isTriplet = byte == '%' && i + 2 < url.size() && isHex(url[i + 1]) && isHex(url[i + 2]);
    if (isLetterOrDigit(url[i]) || isTriplet || kAllowed.find(url[i]) != std::string_view::npos) {
      text += url[i];
    } else {
      text += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  // The short form of ssh that Git takes is no URI.
  const std::size_t colon = text.find(':');
  if (text.starts_with("git@") && colon != std::string::npos) {
    text = "ssh://" + text.substr(0, colon) + '/' + text.substr(colon + 1);
  }
  return text;
}

std::string fileName(const std::string &path) { return path.substr(path.rfind('/') + 1); }

} // namespace lintel::sbom
