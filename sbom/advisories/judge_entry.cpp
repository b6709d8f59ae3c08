#include "sbom/advisories/judge.h"

#include "core/input/repository_url.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

using osv::Affected;
using osv::Range;
using Status = Match::Status;

// By what an entry and a subject share.
// Name: what the repository is called; Source: repository or commit alone.
enum class Link { None, Name, Source, Package };

std::string_view hostOf(std::string_view normalisedUrl) {
  const std::size_t scheme = normalisedUrl.find("://");
  if (scheme == std::string_view::npos) return {};
  normalisedUrl.remove_prefix(scheme + 3);
  return normalisedUrl.substr(0, normalisedUrl.find('/'));
}

// One host does not call two repositories of a project alike: elsewhere it may be a mirror, there it is a namesake.
bool isNamesake(const Range &range, const PackageKeys &subjectKeys) {
  return std::any_of(subjectKeys.begin(), subjectKeys.end(), [&](const PackageKey &key) {
    return key.kind == PackageKey::Kind::Repository && hostOf(key.value) == hostOf(range.repo);
  });
}

// The range whose repository is called as the subject, where nothing says that it is another project's.
const Range *rangeOfName(const Affected &entry, const PackageKeys &subjectKeys) {
  if (!entry.package.empty()) return nullptr;
  const auto found = std::find_if(entry.ranges.begin(), entry.ranges.end(), [&](const Range &range) {
    return range.type == Range::Type::Git && !range.repo.empty() &&
           subjectKeys.contains(repositoryNameKey(range.repo)) && !isNamesake(range, subjectKeys);
  });
  return found == entry.ranges.end() ? nullptr : &*found;
}

Link linkBetween(const Affected &entry, const PackageKeys &subjectKeys) {
  Link link = Link::None;
  for (const PackageKey &key : keysOf(entry)) {
    if (key.kind == PackageKey::Kind::RepositoryName || !subjectKeys.contains(key)) continue;
    if (key.kind == PackageKey::Kind::Package || key.kind == PackageKey::Kind::Purl) return Link::Package;
    link = Link::Source;
  }
  return link == Link::None && rangeOfName(entry, subjectKeys) ? Link::Name : link;
}

std::string_view baseOf(std::string_view ecosystem) { return ecosystem.substr(0, ecosystem.find(':')); }

bool hasUpstreamVersions(std::string_view ecosystem) {
  const auto order = ecosystemOf(ecosystem);
  return order && *order == Ecosystem::Generic;
}

// "Debian:12" speaks of release 12 alone, "Ubuntu:Pro:22.04:LTS" of 22.04, "Debian" of every one. A release that is
// not known may be any.
bool isOfRelease(std::string_view ecosystem, const std::string &release) {
  std::string_view suffix = ecosystem.substr(baseOf(ecosystem).size());
  if (suffix.empty() || release.empty()) return true;
  while (!suffix.empty()) {
    suffix.remove_prefix(1);
    const std::string_view part = suffix.substr(0, suffix.find(':'));
    suffix.remove_prefix(part.size());
    if (part == release || (release.starts_with(part) && release.substr(part.size()).starts_with('.'))) return true;
  }
  return false;
}

// What an entry says through versions, and what through commits: two descriptions of one fact.
struct Sides {
  std::optional<Judgement> versions;
  bool versionsDecide = false; // ranges of versions, and not only a list that may be older than the release
  std::optional<Judgement> commits;
  std::vector<std::string> fixedIn; // of the ranges that the subject lies in, or may lie in
};

void add(std::optional<Judgement> &side, Judgement judgement) {
  side = side ? worse(std::move(*side), std::move(judgement)) : std::move(judgement);
}

std::vector<std::string> namesOf(const Affected &entry, const Subject &subject) {
  std::vector<std::string> names = subject.names;
  for (const std::string *name : {&subject.name, &entry.package})
    if (!name->empty()) names.push_back(*name);
  const std::string repository = normalisedRepositoryUrl(subject.repository);
  if (const std::size_t slash = repository.rfind('/'); slash != std::string::npos)
    names.push_back(repository.substr(slash + 1));
  return names;
}

Judgement judgeList(const Affected &entry, const Subject &subject, const std::string &version,
                    std::optional<Ecosystem> order) {
  if (version.empty()) return {Status::Unknown, "its version is not known"};
  const bool tags = order == Ecosystem::Generic;
  if (isListed(entry.versions, version, order, tags ? namesOf(entry, subject) : std::vector<std::string>()))
    return {Status::Affected, "version " + version + " is listed as affected"};
  return {Status::NotAffected, "version " + version + " is not listed as affected"};
}

// Upstream projects write "7.10" in ranges of type SEMVER; then their versions are compared as releases.
Ecosystem semVerOrder(const Range &range, const std::string &version, std::optional<Ecosystem> order) {
  if (order && *order != Ecosystem::Generic) return *order;
  const auto isSemVer = [](const std::string &text) {
    return compareVersions(Ecosystem::SemVer, text, text).has_value();
  };
  const bool throughout = std::all_of(range.events.begin(), range.events.end(), [&](const osv::Event &event) {
    return event.value == "0" || event.value == "*" || isSemVer(event.value);
  });
  return !order || (throughout && isSemVer(version)) ? Ecosystem::SemVer : Ecosystem::Generic;
}

// The order that the range's versions have; nullopt when it is not known here.
std::optional<Ecosystem> orderOf(const Range &range, const std::string &version, const Affected &entry) {
  const auto order = ecosystemOf(entry.ecosystem);
  return range.type == Range::Type::SemVer ? semVerOrder(range, version, order) : order;
}

Judgement judgeRange(const Range &range, const std::string &version, const Affected &entry) {
  if (range.type == Range::Type::Other)
    return {Status::Unknown, "a range of type " + range.typeName + " says nothing here"};
  const auto order = orderOf(range, version, entry);
  if (!order) return {Status::Unknown, "the order of versions of " + entry.ecosystem + " is not known"};
  return judgeVersionRange(range, version, *order);
}

// Of ranges of several repositories, those of the subject's own decide.
bool concerns(const Range &range, const Affected &entry, const Subject &subject) {
  const std::string own = normalisedRepositoryUrl(subject.repository);
  if (own.empty() || range.repo == own) return true;
  return std::none_of(entry.ranges.begin(), entry.ranges.end(),
                      [&own](const Range &other) { return other.type == Range::Type::Git && other.repo == own; });
}

// What ends the interval that an affected version lies in: of several fixes, that of another branch comes later. Where
// nothing can be compared, every one.
std::vector<std::string> fixesOf(const Range &range, const Judgement &judgement, const std::string &version,
                                 std::optional<Ecosystem> order) {
  std::vector<std::string> fixes;
  if (judgement.status == Status::NotAffected) return fixes;
  const bool decided = judgement.status == Status::Affected && order.has_value();
  for (const osv::Event &event : range.events) {
    if (event.kind != osv::Event::Kind::Fixed) continue;
    const auto after = decided ? compareVersions(*order, event.value, version) : std::nullopt;
    if (after && *after <= 0) continue;
    const auto nearer = after && !fixes.empty() ? compareVersions(*order, event.value, fixes.front()) : std::nullopt;
    if (after && !fixes.empty() && (!nearer || *nearer >= 0)) continue;
    if (after) fixes.clear();
    fixes.push_back(event.value);
  }
  return fixes;
}

void addFixes(Sides &sides, const std::vector<std::string> &fixes) {
  sides.fixedIn.insert(sides.fixedIn.end(), fixes.begin(), fixes.end());
}

Sides sidesOf(const Affected &entry, const Subject &subject, Link link, CommitJudge &commits) {
  Sides sides;
  const bool isPackage = link == Link::Package || hasUpstreamVersions(entry.ecosystem);
  const bool distribution = !distributionOf(subject).empty();
  const std::string &version =
      distribution && !subject.debianSourceVersion.empty() ? subject.debianSourceVersion : subject.version;
  if (isPackage && !entry.versions.empty())
    add(sides.versions, judgeList(entry, subject, version, ecosystemOf(entry.ecosystem)));
  for (const Range &range : entry.ranges) {
    if (range.type == Range::Type::Git) {
      if (!concerns(range, entry, subject)) continue;
      Judgement judgement = commits.judge(range, subject, namesOf(entry, subject));
      addFixes(sides, fixesOf(range, judgement, "", std::nullopt));
      add(sides.commits, std::move(judgement));
    } else if (isPackage) {
      Judgement judgement = judgeRange(range, version, entry);
      addFixes(sides, fixesOf(range, judgement, version, orderOf(range, version, entry)));
      add(sides.versions, std::move(judgement));
      sides.versionsDecide = true;
    }
  }
  return sides;
}

Judgement joined(const Sides &sides) {
  const auto &[versions, versionsDecide, commits, fixedIn] = sides;
  if (!versions && !commits) return {Status::Unknown, "the advisory does not say which versions are affected"};
  if (!commits) return *versions;
  if (!versions) return *commits;
  if (versions->status == Status::Affected || commits->status == Status::Affected) return worse(*versions, *commits);
  if (commits->status == Status::NotAffected) return *commits;
  if (versions->status == Status::NotAffected && versionsDecide) return *versions;
  return {Status::Unknown, versions->reason + "; " + commits->reason};
}

} // namespace

EntryJudgement judgeEntry(const Affected &entry, const Subject &subject, const PackageKeys &subjectKeys,
                          CommitJudge &commits) {
  const Link link = linkBetween(entry, subjectKeys);
  const bool distribution = !distributionOf(subject).empty();
  if (link == Link::None || (distribution && !isOfRelease(entry.ecosystem, subject.debianRelease))) return {};
  Sides sides = sidesOf(entry, subject, link, commits);
  EntryJudgement result{true, link == Link::Name, joined(sides), std::move(sides.fixedIn)};
  if (result.byName)
    result.judgement.reason += "; matched by the name of the repository " + rangeOfName(entry, subjectKeys)->repo;
  return result;
}

} // namespace lintel::sbom
