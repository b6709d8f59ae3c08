#include "sbom/audit/findings.h"

#include "core/finding/dependency_rules.h"
#include "core/support/date.h"
#include "core/support/text.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <tuple>

namespace lintel::sbom {
namespace {

// The place of evidence such as "build.ninja:12"; the file alone when it names no line.
Location placeOfEvidence(const LinkOccurrence &link) {
  const std::size_t colon = link.evidence.rfind(':');
  int line = 0;
  if (colon != std::string::npos && colon > 0) {
    const char *const end = link.evidence.data() + link.evidence.size();
    const auto [stop, error] = std::from_chars(link.evidence.data() + colon + 1, end, line);
    if (error == std::errc() && stop == end && line > 0) {
      return {link.evidence.substr(0, colon), {line, 1}, {line, 1}};
    }
  }
  return {link.artefact, {}, {}};
}

const char *nameOf(LinkKind kind) {
  switch (kind) {
  case LinkKind::Archive: return "archive";
  case LinkKind::Object: return "object file";
  case LinkKind::Shared: break;
  }
  return "shared library";
}

Step stepOf(const LinkOccurrence &link) {
  return {placeOfEvidence(link),
          "'" + link.artefact + "' is linked with the " + nameOf(link.kind) + " '" + link.file + "'"};
}

// The declaration that speaks of the component most directly.
const Declaration *declarationOf(const Component &component) {
  const auto direct = std::ranges::find_if(component.declarations, &Declaration::direct);
  if (direct != component.declarations.end()) return &*direct;
  return component.declarations.empty() ? nullptr : &component.declarations.front();
}

std::optional<std::chrono::sys_days> dayOf(const std::string &date) {
  if (!isDate(date)) return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t size) {
    int value = 0;
    for (const char digit : date.substr(at, size)) value = value * 10 + (digit - '0');
    return value;
  };
  return std::chrono::year(number(0, 4)) / number(5, 2) / number(8, 2);
}

const DependencyPolicy::Section *sectionOf(const DependencyPolicy &policy, const std::string &name) {
  const auto pick = [](const auto &section) -> const DependencyPolicy::Section * {
    return section ? &*section : nullptr;
  };
  if (name == "advisories") return pick(policy.advisories);
  if (name == "licenses") return pick(policy.licenses);
  if (name == "bans") return pick(policy.bans);
  if (name == "sources") return pick(policy.sources);
  if (name == "pinning") return pick(policy.pinning);
  if (name == "drift") return pick(policy.drift);
  if (name == "freshness") return pick(policy.freshness);
  return nullptr;
}

} // namespace

Place Context::placeOf(const Component &component) const {
  Place place;
  const auto found = component.isCompiled() ? std::optional(sites.find(component)) : std::nullopt;
  const Declaration *const declaration = declarationOf(component);
  if (declaration != nullptr) {
    place.location = declaration->location;
    if (found && found->direct) {
      place.steps = found->steps;
      place.steps.push_back({found->location, "it is included here"});
    } else if (!component.links.empty()) {
      place.steps.push_back(stepOf(component.links.front()));
    }
    return place;
  }
  if (found && (found->direct || component.links.empty())) return {found->location, found->steps, !found->direct};
  if (!component.links.empty()) {
    const Step step = stepOf(component.links.front());
    return {step.location, {step}, false};
  }
  // Nothing says where: the manifest or directory that proves its version.
  place.location.path = component.path;
  return place;
}

std::string describe(const Component &component) {
  std::string text = '\'' + component.name + '\'';
  if (!component.version.empty()) text += ' ' + component.version;
  switch (component.origin) {
  case Origin::DebianPackage:
    return text + (component.source == component.name || component.source.empty()
                       ? " (Debian package)"
                       : " (Debian package, source '" + component.source + "')");
  case Origin::Vendored: return text + " (vendored in '" + component.path + "')";
  case Origin::Submodule: return text + " (submodule '" + component.path + "')";
  case Origin::Toolchain: return text + " (toolchain)";
  default: return text;
  }
}

std::string quotedList(const std::vector<std::string> &words) {
  std::string text;
  for (const std::string &word : words) text += (text.empty() ? "'" : ", '") + word + '\'';
  return text;
}

bool namesComponent(const Glob &glob, const Component &component) {
  // The globs of policy entries are in lower case; those for wrappers are as written, because they may be paths.
  const auto isMeant = [&](const std::string &name) {
    return !name.empty() && (glob.matches(name) || glob.matches(lowerCase(name)));
  };
  return isMeant(component.name) || isMeant(component.source) || std::ranges::any_of(component.wellKnownAs, isMeant);
}

bool isForeign(const Component &component) {
  return component.origin != Origin::Unknown && component.origin != Origin::Project;
}

bool isToolchain(const Component &component) {
  if (component.origin == Origin::Toolchain) return true;
  if (component.origin != Origin::DebianPackage) return false;
  const std::string &source = component.source.empty() ? component.name : component.source;
  return source == "glibc" || source == "linux" || source.starts_with("gcc-") || source.starts_with("llvm-toolchain-");
}

std::optional<int> daysBetween(const std::string &from, const std::string &to) {
  const auto first = dayOf(from);
  const auto last = dayOf(to);
  if (!first || !last) return std::nullopt;
  return static_cast<int>((*last - *first).count());
}

std::optional<Severity> Findings::sectionSeverity(const char *rule) const {
  const DependencyRule *known = findDependencyRule(rule);
  const auto *section = known == nullptr ? nullptr : sectionOf(context_.input.policy, known->section);
  return section == nullptr ? std::nullopt : section->severity;
}

Severity Findings::severityOf(const char *rule) const {
  const DependencyRule *known = findDependencyRule(rule);
  return sectionSeverity(rule).value_or(known == nullptr ? Severity::Error : known->info.severity);
}

void Findings::add(const char *rule, const Component &component, std::string message,
                   std::optional<Severity> severity) {
  Place place = context_.placeOf(component);
  if (place.indirect) message += "; it is included indirectly, through other components";
  addAt(rule, component, std::move(place.location), std::move(message), severity, std::move(place.steps));
}

void Findings::addAt(const char *rule, const Component &component, Location location, std::string message,
                     std::optional<Severity> severity, std::vector<Step> steps) {
  Finding &finding = findings_.emplace_back();
  finding.rule = rule;
  finding.severity = severity ? *severity : severityOf(rule);
  finding.message = std::move(message);
  finding.location = std::move(location);
  finding.steps = std::move(steps);
  finding.symbol = component.origin == Origin::Unknown ? "" : component.name;
}

void Findings::addAtEntry(const char *rule, const PolicyEntry &entry, std::string message) {
  Finding &finding = findings_.emplace_back();
  finding.rule = rule;
  finding.severity = severityOf(rule);
  finding.message = std::move(message);
  finding.location = entry.at;
}

void Findings::addWeighed(Level level, const char *rule, const Component &component, Location location,
                          std::string message, std::vector<Step> steps) {
  if (level == Level::Allow) return;
  const Severity highest = sectionSeverity(rule).value_or(Severity::Error);
  const Severity severity = level == Level::Warn ? std::min(highest, Severity::Warning) : highest;
  addAt(rule, component, std::move(location), std::move(message), severity, std::move(steps));
}

bool Findings::hasExpired(const PolicyEntry &entry) const {
  return !entry.expires.empty() && context_.input.date > entry.expires; // dates of this form compare as text
}

bool Findings::counts(const PolicyEntry &entry) {
  used_.insert(&entry);
  return !hasExpired(entry);
}

bool Findings::counts(const NamedEntry &entry, const Component &component) {
  if (!namesComponent(entry.name, component)) return false;
  const auto range = VersionRange::parse(entry.versions);
  return range && range->contains(component.origin, component.version).value_or(false) && counts(entry);
}

bool Findings::anyCounts(const std::vector<NamedEntry> &entries, const Component &component) {
  bool any = false;
  for (const NamedEntry &entry : entries) any |= counts(entry, component);
  return any;
}

void Findings::settle(const PolicyEntry &entry, const std::string &what) {
  const std::string name = what + " '" + entry.text + "'";
  if (hasExpired(entry)) {
    addAtEntry("dependencies/expired-entry", entry,
               name + " expired on " + entry.expires + "; mend what it excuses, or renew or remove it");
  } else if (!used_.contains(&entry) && context_.input.wholeTree && context_.bom().complete) {
    addAtEntry("dependencies/unused-entry", entry, name + " matches nothing; remove it");
  }
}

AuditResult Findings::take() {
  std::ranges::sort(findings_, reportOrder);
  // Several addresses of one declaration are judged each; what does not speak of the address is said once.
  const auto isSame = [](const Finding &a, const Finding &b) {
    return std::tie(a.rule, a.location, a.message) == std::tie(b.rule, b.location, b.message);
  };
  findings_.erase(std::ranges::unique(findings_, isSame).begin(), findings_.end());
  return {std::move(findings_), {undecided_.begin(), undecided_.end()}};
}

} // namespace lintel::sbom
