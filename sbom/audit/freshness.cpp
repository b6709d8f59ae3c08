// How far components are behind their upstream, as far as the local index knows.
#include "sbom/audit/findings.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

using Freshness = DependencyPolicy::Freshness;

// A correction of the series in use may be younger than the series after it, so versions do not tell which was first.
const Release *firstWithDate(const std::vector<Release> &releases) {
  const Release *first = nullptr;
  for (const Release &release : releases) {
    if (!release.date.empty() && (first == nullptr || release.date < first->date)) first = &release;
  }
  return first;
}

void judge(const Component &component, const std::vector<Release> &newer, const Context &context,
           const Freshness &section, Findings &findings) {
  if (newer.empty()) return;
  const Release *first = firstWithDate(newer);
  const auto days = first ? daysBetween(first->date, context.input.date) : std::nullopt;
  const bool isFarBehind = section.maxBehind && newer.size() > static_cast<std::size_t>(*section.maxBehind);
  const bool isOld = section.maxAge && days && *days > *section.maxAge;
  const auto undated = std::ranges::find(newer, "", &Release::date);
  if (section.maxAge && !isOld && undated != newer.end()) {
    findings.undecided("how long " + describe(component) + " is behind: the index has no date of '" + undated->version +
                       "'");
  }
  if (!isFarBehind && !isOld) return;
  std::string message = describe(component) + " is " + std::to_string(newer.size()) +
                        (newer.size() == 1 ? " release" : " releases") + " behind '" + newer.back().version + "'";
  if (isOld) message += "; '" + first->version + "' is of " + first->date;
  findings.add("dependencies/outdated", component, std::move(message));
}

} // namespace

void judgeFreshness(const Context &context, Findings &findings) {
  if (!context.input.policy.freshness) return;
  const Freshness &section = *context.input.policy.freshness;
  std::size_t unknown = 0;
  for (const Component &component : context.bom().components) {
    if (!isForeign(component) || findings.anyCounts(section.ignore, component)) continue;
    const auto newer = context.input.newer.find(component.ref);
    if (newer == context.input.newer.end()) {
      ++unknown;
    } else {
      judge(component, newer->second, context, section, findings);
    }
  }
  if (unknown > 0) {
    findings.undecided("freshness: the index of upstream releases does not know " + std::to_string(unknown) +
                       (unknown == 1 ? " component" : " components"));
  }
  findings.settleAll(section.ignore, "the ignored component");
}

} // namespace lintel::sbom
