// Known vulnerabilities: what the databases say, less what VEX documents and the policy settle.
#include "sbom/audit/findings.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <vector>

namespace lintel::sbom {
namespace {

using Advisories = DependencyPolicy::Advisories;

// 0 to 4; one that is not known weighs the most, because nothing says that it is harmless.
int levelOf(const std::string &severity) {
  constexpr std::array<std::string_view, 5> kLevels{"none", "low", "medium", "high", "critical"};
  const auto *const found = std::ranges::find(kLevels, severity);
  return found == kLevels.end() ? static_cast<int>(kLevels.size()) : static_cast<int>(found - kLevels.begin());
}

bool isCalled(const AdvisoryMatch &match, const std::string &id) {
  return match.id == id || std::ranges::find(match.aliases, id) != match.aliases.end();
}

bool isIgnored(const Advisories &section, const AdvisoryMatch &match, const Component &component, Findings &findings) {
  bool ignored = false;
  for (const Advisories::Ignored &entry : section.ignore) {
    if (!isCalled(match, entry.text) || (entry.name && !namesComponent(*entry.name, component))) continue;
    ignored |= findings.counts(entry);
  }
  return ignored;
}

std::string textOf(const AdvisoryMatch &match) {
  std::string text = match.id;
  for (const std::string &alias : match.aliases) text += (alias == match.aliases.front() ? " (" : ", ") + alias;
  if (!match.aliases.empty()) text += ')';
  if (!match.summary.empty()) text += ": " + match.summary;
  return text;
}

void report(const AdvisoryMatch &match, const Component &component, const Context &context, Level unknown,
            Findings &findings) {
  std::string message = describe(component);
  message += (match.affected ? " is affected by " : " may be affected by ") + textOf(match);
  if (!match.reason.empty()) message += " (" + match.reason + ")";
  if (!match.severity.empty()) message += "; severity " + match.severity;
  if (!match.fixedIn.empty()) message += "; fixed in " + match.fixedIn;
  if (!match.vexStatus.empty()) {
    message += "; VEX: " + match.vexStatus + (match.vexReason.empty() ? "" : ", " + match.vexReason);
  }
  if (match.affected) return findings.add("dependencies/advisory", component, std::move(message));
  Place place = context.placeOf(component);
  findings.addWeighed(unknown, "dependencies/advisory-unknown", component, std::move(place.location),
                      std::move(message), std::move(place.steps));
}

// Advisories that may be a component's only by a repository's name can be hundreds: they are one matter, because one
// thing settles them all, the component's repository, or a clone of it.
void reportByName(const std::vector<const AdvisoryMatch *> &matches, const Component &component, const Context &context,
                  Level unknown, Findings &findings) {
  if (matches.size() == 1) return report(*matches.front(), component, context, unknown, findings);
  constexpr std::size_t kNamed = 3;
  std::string ids;
  for (std::size_t i = 0; i < std::min(kNamed, matches.size()); ++i) ids += (i == 0 ? "" : ", ") + matches[i]->id;
  if (matches.size() > kNamed) ids += " and " + std::to_string(matches.size() - kNamed) + " more";
  Place place = context.placeOf(component);
  findings.addWeighed(unknown, "dependencies/advisory-unknown", component, std::move(place.location),
                      describe(component) + " may be affected by " + std::to_string(matches.size()) +
                          " advisories on a repository of its name: " + ids + " (" + matches.front()->reason + ")",
                      std::move(place.steps));
}

// Old advisories that were added today are as old as before.
std::string whatIsOld(const AdvisoryDatabaseState &database, const std::string &today, int maxAge) {
  if (database.newest.empty()) return "it holds no advisory";
  const bool fromOldSource = database.newest < database.updated;
  const auto age = daysBetween(fromOldSource ? database.newest : database.updated, today);
  if (!age || *age <= maxAge) return "";
  return (fromOldSource ? "its newest advisory is of " + database.newest
                        : "advisories were last added on " + database.updated) +
         ", which is " + std::to_string(*age) + " days ago; the policy allows " + std::to_string(maxAge);
}

void checkAge(const Context &context, const Advisories &section, Findings &findings) {
  const auto entryOf = [&](const std::string &path) -> const PolicyEntry & {
    const auto found = std::ranges::find(section.databases, path, &PolicyEntry::text);
    return found == section.databases.end() ? section.databases.front() : *found;
  };
  if (section.databases.empty()) return;
  if (context.input.databases.empty()) {
    return findings.addAtEntry("dependencies/stale-advisories", section.databases.front(),
                               "no database of advisories was read; make one with 'lintel audit db add'");
  }
  for (const AdvisoryDatabaseState &database : context.input.databases) {
    const std::string name = "the database of advisories '" + database.path + "'";
    if (database.updated.empty()) {
      findings.addAtEntry("dependencies/stale-advisories", entryOf(database.path),
                          name + (database.file.empty() ? "" : " (" + database.file + ")") +
                              " is not there, or does not say how old it is; make it with 'lintel audit db add'");
      continue;
    }
    if (const std::string old = whatIsOld(database, context.input.date, section.maxAge); !old.empty())
      findings.addAtEntry("dependencies/stale-advisories", entryOf(database.path), name + ": " + old);
  }
}

// One finding a document: that of a supplier speaks of much that is not here.
void reportUnusedVex(const Context &context, const Advisories &section, Findings &findings) {
  if (!context.input.wholeTree || !context.bom().complete) return;
  constexpr std::size_t kNamed = 5;
  for (const VexDocument &document : context.input.vex) {
    const auto entry = std::ranges::find(section.vex, document.path, &PolicyEntry::text);
    if (document.unused.empty() || entry == section.vex.end()) continue;
    const std::size_t named = std::min(kNamed, document.unused.size());
    const std::vector<std::string> first(document.unused.begin(), document.unused.begin() + named);
    std::string message = std::to_string(document.unused.size()) + " of " + std::to_string(document.statements) +
                          " statements of the VEX document '" + document.path + "' match nothing: " + quotedList(first);
    if (named < document.unused.size()) message += " and " + std::to_string(document.unused.size() - named) + " more";
    findings.addAtEntry("dependencies/unused-entry", *entry, std::move(message));
  }
}

} // namespace

void judgeAdvisories(const Context &context, Findings &findings) {
  if (!context.input.policy.advisories) return;
  const Advisories &section = *context.input.policy.advisories;
  checkAge(context, section, findings);
  std::map<const Component *, std::vector<const AdvisoryMatch *>> undecidedByName;
  for (const AdvisoryMatch &match : context.input.advisories) {
    const Component *component = findComponent(context.bom(), match.ref);
    if (component == nullptr || isIgnored(section, match, *component, findings)) continue;
    if (match.vexStatus == "not_affected" || match.vexStatus == "fixed") continue;
    if (levelOf(match.severity) < section.threshold) continue;
    if (match.byName && !match.affected)
      undecidedByName[component].push_back(&match);
    else
      report(match, *component, context, section.unknown, findings);
  }
  for (const auto &[component, matches] : undecidedByName)
    reportByName(matches, *component, context, section.unknown, findings);
  reportUnusedVex(context, section, findings);
  findings.settleAll(section.ignore, "the ignored advisory");
}

} // namespace lintel::sbom
