#include "sbom/identity/version_macros.h"

#include "sbom/identity/macro_name.h"
#include "sbom/identity/version_number.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxMacros = 10'000;

using Words = std::vector<std::string>;

std::optional<unsigned long long> numberIn(const MacroValue &macro) {
  unsigned long long number = 0;
  const char *const end = macro.value.data() + macro.value.size();
  const auto [stop, error] = std::from_chars(macro.value.data(), end, number);
  if (error != std::errc() || stop != end || macro.kind == MacroValue::Kind::Other) return std::nullopt;
  return number;
}

// The macros that share a prefix: all of one component's, if it is well behaved.
struct Group {
  struct Part {
    int rank = 0;
    unsigned long long number = 0;
    const MacroValue *macro = nullptr;
    bool ambiguous = false; // macros of other words state another number: PATCH and REVISION
    unsigned long long otherNumber = 0;
    const MacroValue *other = nullptr; // the only one that does
  };
  std::vector<const MacroValue *> whole;
  std::map<VersionPart, Part> parts;
  bool contradictory = false; // the same thing is stated twice, and differently

  // A build number may stand before the patch or behind it.
  bool hasBuild() const {
    const auto build = parts.find(VersionPart::Build);
    return build != parts.end() && build->second.number != 0;
  }

  void addPart(VersionPart part, int rank, const MacroValue &macro) {
    const auto number = numberIn(macro);
    if (!number) return;
    Part &known = parts[part];
    if (known.macro && known.rank == rank && known.number != *number) contradictory = true;
    // Less than ten apart, ranks differ by words such as NUMBER only: PATCH and PATCH_NUMBER.
    const bool differs = known.macro && known.rank / 10 != rank / 10 && known.number != *number;
    const bool isBetter = !known.macro || rank < known.rank;
    if (differs) {
      known.other = known.ambiguous ? nullptr : isBetter ? known.macro : &macro;
      known.otherNumber = isBetter ? known.number : *number;
      known.ambiguous = true;
    }
    if (!isBetter) return;
    known.rank = rank;
    known.number = *number;
    known.macro = &macro;
  }
};

std::map<Words, Group> groupByPrefix(const std::vector<MacroValue> &macros) {
  std::vector<const MacroValue *> sorted;
  for (const MacroValue &macro : macros)
    if (sorted.size() < kMaxMacros) sorted.push_back(&macro);
  std::sort(sorted.begin(), sorted.end(), [](const MacroValue *a, const MacroValue *b) {
    return std::tie(a->name, a->file, a->line, a->value) < std::tie(b->name, b->file, b->line, b->value);
  });
  std::map<Words, Group> groups;
  const MacroValue *previous = nullptr;
  for (const MacroValue *macro : sorted) {
    const MacroValue *same = previous && previous->name == macro->name ? previous : nullptr;
    previous = macro;
    const auto name = parseMacroName(macro->name);
    if (!name) continue;
    Group &group = groups[name->prefix];
    if (same) {
      group.contradictory |= same->value != macro->value;
    } else if (name->part == VersionPart::Whole) {
      group.whole.push_back(macro);
    } else {
      group.addPart(name->part, name->rank, *macro);
    }
  }
  return groups;
}

std::size_t precisionOf(const std::string &version) {
  const auto stop = version.find_first_not_of("0123456789.");
  return static_cast<std::size_t>(std::count(
             version.begin(),
             stop == std::string::npos ? version.end() : version.begin() + static_cast<std::ptrdiff_t>(stop), '.')) +
         1;
}

bool isPlain(const std::string &version) { return version.find_first_not_of("0123456789.") == std::string::npos; }

// Zeros at the end add nothing: of "72.1" and "72.1.0" the shorter is how the project writes it.
bool isMorePrecise(const std::string &a, const std::string &b) {
  const std::size_t told = leadingNumbers(a).size();
  const std::size_t toldByOther = leadingNumbers(b).size();
  if (told != toldByOther) return told > toldByOther;
  if (isPlain(a) != isPlain(b)) return isPlain(b);
  return isPlain(a) ? std::tuple(a.size(), a) < std::tuple(b.size(), b)
                    : std::tuple(a.size(), a) > std::tuple(b.size(), b);
}

VersionClaim claimOf(std::string version, double confidence, const MacroValue &macro) {
  return {std::move(version), confidence, macro.name, macro.file, macro.line};
}

// "Lua 5.1": what stands before the version must be the component's name, too.
bool speaksOf(const TextVersion &text, const Words &prefix, std::string_view component) {
  Words words;
  for (const std::string &word : text.words)
    if (word != "version" && word != "release" && word != "ver" && word != "v") words.push_back(word);
  if (words.empty() || words == prefix) return true;
  const NameFit fit = fitOf(words, component);
  return fit == NameFit::Exact || fit == NameFit::Words || (fit == NameFit::Abbreviation && words.size() == 1);
}

std::optional<VersionClaim> claimOfText(const MacroValue &macro, const Words &prefix, std::string_view component) {
  if (macro.kind == MacroValue::Kind::Number) return std::nullopt;
  const auto text = versionInText(macro.value);
  if (!text || !speaksOf(*text, prefix, component)) return std::nullopt;
  // Tokens that are no string: only a version and nothing else ("1.2.3", as one writes it to be stringised).
  if (macro.kind == MacroValue::Kind::Other && text->version != macro.value) return std::nullopt;
  return claimOf(text->version, precisionOf(text->version) > 2 ? 0.9 : 0.8, macro);
}

bool isRevision(const MacroValue &macro) {
  return macro.name.find("REVISION") != std::string::npos && macro.name.find("SUBREVISION") == std::string::npos;
}

// PATCH and REVISION are two parts of a version where the header gives them in this order. The other order says
// nothing: some projects count the patches of a revision, and some have done away with one of the two.
bool isFollowedByRevision(const Group::Part &patch) {
  return patch.other && isRevision(*patch.other) && patch.macro->name.find("PATCH") != std::string::npos &&
         patch.macro->file == patch.other->file && patch.macro->line < patch.other->line;
}

// The third and fourth number of a version that has both under names for the third; nullopt: which is which?
std::optional<std::map<VersionPart, Group::Part>> partsInOrder(const Group &group) {
  auto parts = group.parts;
  const auto patch = parts.find(VersionPart::Patch);
  if (patch == parts.end() || (!patch->second.ambiguous && !group.hasBuild())) return parts;
  if (group.hasBuild() || parts.contains(VersionPart::Fourth) || !isFollowedByRevision(patch->second))
    return std::nullopt;
  Group::Part fourth;
  fourth.number = patch->second.otherNumber;
  fourth.macro = patch->second.other;
  parts.emplace(VersionPart::Fourth, fourth);
  return parts;
}

// A version that lacks a part is another version: what cannot be put together makes no claim.
std::optional<VersionClaim> claimOfParts(const Group &group) {
  const auto parts = partsInOrder(group);
  if (!parts) return std::nullopt;
  std::optional<VersionClaim> claim;
  for (const VersionPart part : {VersionPart::Major, VersionPart::Minor, VersionPart::Patch, VersionPart::Fourth}) {
    const auto found = parts->find(part);
    if (found == parts->end()) break;
    const MacroValue &macro = *found->second.macro;
    const std::string number = std::to_string(found->second.number);
    if (part == VersionPart::Fourth && number == "0") break;
    if (!claim) {
      claim = claimOf(number, 0, macro);
      continue;
    }
    claim->version += "." + number;
    claim->macro += ", " + macro.name;
    claim->confidence = part == VersionPart::Minor ? 0.75 : 0.9;
  }
  return claim && claim->confidence > 0 ? claim : std::nullopt;
}

// A number that agrees with what is known confirms it, and may tell it more precisely: "1.80" and 108000.
void confirmByNumbers(const Group &group, std::vector<VersionClaim> &claims) {
  VersionClaim &best = claims.front();
  for (const MacroValue *macro : group.whole) {
    const auto number = macro->kind == MacroValue::Kind::Number ? numberIn(*macro) : std::nullopt;
    if (!number) continue;
    for (const std::string &reading : readingsOf(*number, macro->spelling)) {
      if (!isCompatible(reading, best.version)) continue;
      if (isPlain(best.version) && precisionOf(reading) > precisionOf(best.version)) {
        best.version = reading;
        best.macro += ", " + macro->name;
        claims.resize(1); // the others told less
      }
      for (VersionClaim &claim : claims) claim.confidence = std::max(claim.confidence, 0.95);
      return;
    }
  }
}

std::optional<VersionClaim> claimOfNumbers(const Group &group) {
  std::optional<VersionClaim> claim;
  for (const MacroValue *macro : group.whole) {
    const auto number = macro->kind == MacroValue::Kind::Number ? numberIn(*macro) : std::nullopt;
    const auto reading = number ? onlyReadingOf(*number, macro->spelling) : std::nullopt;
    if (!reading) continue;
    if (claim && claim->version != *reading) return std::nullopt;
    if (!claim) claim = claimOf(*reading, 0.6, *macro);
  }
  return claim;
}

bool isContradictory(const std::vector<VersionClaim> &claims) {
  for (const VersionClaim &a : claims)
    for (const VersionClaim &b : claims)
      if (!isCompatible(a.version, b.version)) return true;
  return false;
}

// Those that tell the version most precisely.
void keepMostPrecise(std::vector<VersionClaim> &claims) {
  if (claims.empty()) return;
  std::sort(claims.begin(), claims.end(), [](const VersionClaim &a, const VersionClaim &b) {
    return a.version == b.version ? a < b : isMorePrecise(a.version, b.version);
  });
  const std::string version = claims.front().version;
  std::erase_if(claims, [&](const VersionClaim &claim) { return claim.version != version; });
}

double weightOf(NameFit fit) {
  switch (fit) {
  case NameFit::Exact: return 1;
  case NameFit::Words: return 0.95;
  case NameFit::Abbreviation:
  case NameFit::NoPrefix: return 0.75;
  case NameFit::Initials: return 0.6;
  case NameFit::Foreign: return 0;
  }
  return 0;
}

// nullopt: the group contradicts itself.
std::optional<std::vector<VersionClaim>> claimsOf(const Group &group, const Words &prefix, NameFit fit,
                                                  std::string_view component) {
  if (group.contradictory) return std::nullopt;
  std::vector<VersionClaim> claims;
  for (const MacroValue *macro : group.whole)
    if (auto claim = claimOfText(*macro, prefix, component)) claims.push_back(std::move(*claim));
  const bool hasText = !claims.empty();
  // Two letters need text to speak for them: what GL_MAJOR_VERSION numbers is no version at all.
  if (auto claim = fit == NameFit::Initials ? std::nullopt : claimOfParts(group)) claims.push_back(std::move(*claim));
  if (isContradictory(claims)) return std::nullopt;
  if (hasText && claims.size() > 1)
    for (VersionClaim &claim : claims) claim.confidence = std::max(claim.confidence, 0.9);
  keepMostPrecise(claims);
  if (!claims.empty()) {
    confirmByNumbers(group, claims);
  } else if (fit == NameFit::Exact || fit == NameFit::Words) {
    if (auto claim = claimOfNumbers(group)) claims.push_back(std::move(*claim));
  }
  for (VersionClaim &claim : claims) claim.confidence *= weightOf(fit);
  return claims;
}

// Three parts that the component's main header gives under one name are its version though the name tells nothing:
// XML_MAJOR_VERSION of expat.h. Of two such names either may be another library's.
std::vector<VersionClaim> claimsOfMainHeader(const std::vector<std::pair<Words, Group>> &foreign,
                                             std::string_view component) {
  constexpr double kUnnamed = 0.6;
  std::vector<VersionClaim> all;
  std::size_t names = 0;
  for (const auto &[prefix, group] : foreign) {
    const auto major = group.parts.find(VersionPart::Major);
    const bool isInMain =
        major != group.parts.end() && major->second.macro && isMainHeader(major->second.macro->file, component);
    if (!isInMain || !group.parts.contains(VersionPart::Minor)) continue;
    if (++names > 1) return {};
    if (!group.parts.contains(VersionPart::Patch) || !mayBeShortName(prefix)) continue;
    auto claims = claimsOf(group, prefix, NameFit::Abbreviation, component);
    if (!claims) return {};
    all = std::move(*claims);
    for (VersionClaim &claim : all) claim.confidence *= kUnnamed;
  }
  return all;
}

std::vector<VersionClaim> claimsOfAll(std::string_view componentName, const std::vector<MacroValue> &macros) {
  std::map<NameFit, std::vector<std::pair<Words, Group>>> byFit; // the best fit first
  for (auto &[prefix, group] : groupByPrefix(macros)) byFit[fitOf(prefix, componentName)].emplace_back(prefix, group);
  const auto foreign = std::move(byFit[NameFit::Foreign]);
  byFit.erase(NameFit::Foreign);
  for (const auto &[fit, groups] : byFit) {
    std::vector<VersionClaim> claims;
    for (const auto &[prefix, group] : groups) {
      auto own = claimsOf(group, prefix, fit, componentName);
      if (!own) return {};
      claims.insert(claims.end(), own->begin(), own->end());
    }
    if (claims.empty()) continue; // nothing is stated under this name: perhaps under a less telling one
    if (isContradictory(claims)) return {};
    keepMostPrecise(claims);
    std::sort(claims.begin(), claims.end(), [](const VersionClaim &a, const VersionClaim &b) {
      return std::tie(b.confidence, a.file, a.line, a.macro) < std::tie(a.confidence, b.file, b.line, b.macro);
    });
    return claims;
  }
  return claimsOfMainHeader(foreign, componentName);
}

bool isOfSource(const MacroValue &macro) {
  const std::string_view ending =
      std::string_view(macro.file).substr(std::min(macro.file.rfind('.'), macro.file.size()));
  return ending == ".c" || ending == ".cc" || ending == ".cpp" || ending == ".cxx";
}

} // namespace

// What users of a library see stands in its headers. Its sources may hold older formats with the versions of their
// time.
std::vector<VersionClaim> versionFromMacros(std::string_view componentName, const std::vector<MacroValue> &macros) {
  std::vector<MacroValue> ofHeaders = macros;
  std::erase_if(ofHeaders, isOfSource);
  auto claims = claimsOfAll(componentName, ofHeaders);
  return claims.empty() ? claimsOfAll(componentName, macros) : std::move(claims);
}

} // namespace lintel::sbom
