#include "sbom/advisories/judge.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

using osv::Event;

// "0" stands for the beginning of time, before every version.
bool isBeginning(const Event &event) { return event.kind == Event::Kind::Introduced && event.value == "0"; }

std::optional<std::strong_ordering> compareEvents(Ecosystem order, const Event &a, const Event &b) {
  if (isBeginning(a) || isBeginning(b)) return isBeginning(b) <=> isBeginning(a);
  return compareVersions(order, a.value, b.value);
}

Judgement incomparable(const std::string &version, const std::string &other) {
  return {Match::Status::Unknown, "nothing says whether version " + version + " comes before " + other};
}

// Whether the event has come to pass at the version; nullopt when they cannot be compared.
std::optional<bool> hasHappened(const Event &event, const std::string &version, Ecosystem order) {
  if (isBeginning(event)) return true;
  const auto at = compareVersions(order, version, event.value);
  if (!at) return std::nullopt;
  return event.kind == Event::Kind::LastAffected ? *at > 0 : *at >= 0;
}

// Of two events at one version, a last_affected ends what an introduced begins there; others stand as written.
bool comesAfter(std::strong_ordering order, const Event &event, const Event &latest) {
  if (order != 0) return order > 0;
  return !(event.kind == Event::Kind::Introduced && latest.kind == Event::Kind::LastAffected);
}

bool isEnd(const Event &event) { return event.kind == Event::Kind::Fixed || event.kind == Event::Kind::LastAffected; }

// The schema allows either "fixed" or "last_affected" in a range. Where a record has both and they contradict each
// other, the interval reaches to the later of them: nothing says which is the mistake.
bool endsLater(const osv::Range &range, const Event &end, const std::string &version, Ecosystem order) {
  const Event *next = nullptr;
  for (const Event &event : range.events) {
    if (event.kind == Event::Kind::Limit || hasHappened(event, version, order) != false) continue;
    const auto at = next ? compareEvents(order, event, *next) : std::optional(std::strong_ordering::less);
    if (at && *at < 0) next = &event;
  }
  return next && isEnd(*next) && next->kind != end.kind;
}

// Without limits, every version is before them.
std::optional<bool> isBeforeLimits(const osv::Range &range, const std::string &version, Ecosystem order,
                                   std::string &incomparableTo) {
  bool limited = false;
  for (const Event &event : range.events) {
    if (event.kind != Event::Kind::Limit) continue;
    if (event.value == "*") return true;
    limited = true;
    const auto at = compareVersions(order, version, event.value);
    if (at && *at < 0) return true;
    if (!at) incomparableTo = event.value;
  }
  if (!incomparableTo.empty()) return std::nullopt;
  return !limited;
}

std::string inWords(const Event &event) {
  switch (event.kind) {
  case Event::Kind::Introduced:
    return isBeginning(event) ? "affected from the beginning" : "affected from " + event.value;
  case Event::Kind::Fixed: return "fixed in " + event.value;
  case Event::Kind::LastAffected: return "last affected is " + event.value;
  case Event::Kind::Limit: return "limited to before " + event.value;
  }
  return "";
}

} // namespace

Judgement worse(Judgement a, Judgement b) {
  const auto weight = [](const Judgement &judgement) {
    return judgement.status == Match::Status::Affected ? 2 : judgement.status == Match::Status::Unknown ? 1 : 0;
  };
  return weight(b) > weight(a) ? std::move(b) : std::move(a);
}

Judgement judgeVersionRange(const osv::Range &range, const std::string &version, Ecosystem order) {
  if (version.empty()) return {Match::Status::Unknown, "its version is not known"};
  std::string incomparableTo;
  const std::optional<bool> within = isBeforeLimits(range, version, order, incomparableTo);
  if (!within) return incomparable(version, incomparableTo);
  if (!*within) return {Match::Status::NotAffected, "version " + version + " is not before the limit of the range"};
  const Event *latest = nullptr;
  for (const Event &event : range.events) {
    if (event.kind == Event::Kind::Limit) continue;
    const std::optional<bool> happened = hasHappened(event, version, order);
    if (!happened) return incomparable(version, event.value);
    if (!*happened) continue;
    const auto at = latest ? compareEvents(order, event, *latest) : std::optional(std::strong_ordering::greater);
    if (!at) return incomparable(event.value, latest->value);
    if (!latest || comesAfter(*at, event, *latest)) latest = &event;
  }
  if (!latest) return {Match::Status::NotAffected, "version " + version + " comes before the affected ones"};
  if (isEnd(*latest) && endsLater(range, *latest, version, order))
    return {Match::Status::Affected, "version " + version +
                                         ": the record gives a fix and a later last affected version, " +
                                         "or the other way round"};
  const bool affected = latest->kind == Event::Kind::Introduced;
  return {affected ? Match::Status::Affected : Match::Status::NotAffected,
          "version " + version + ": " + inWords(*latest)};
}

bool isListed(const std::vector<std::string> &versions, const std::string &version, std::optional<Ecosystem> order,
              const std::vector<std::string> &names) {
  if (version.empty()) return false;
  const std::string tag = names.empty() ? std::string() : normalisedTag(version, names);
  return std::any_of(versions.begin(), versions.end(), [&](const std::string &listed) {
    if (listed == version) return true;
    if (!tag.empty() && normalisedTag(listed, names) == tag) return true;
    const auto at = order ? compareVersions(*order, listed, version) : std::nullopt;
    return at && *at == 0;
  });
}

} // namespace lintel::sbom
