#include "sbom/advisories/match.h"

#include "sbom/advisories/judge.h"
#include "sbom/advisories/match_group.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

bool namesRelease(const osv::Affected &entry) { return entry.ecosystem.find(':') != std::string::npos; }

// What one advisory says of one subject; nullopt: nothing, it speaks of another package or release.
std::optional<AdvisoryJudgement> judgeAdvisory(const AdvisoryPtr &advisory, const Subject &subject,
                                               const PackageKeys &keys, CommitJudge &commits) {
  AdvisoryJudgement judged;
  judged.advisory = advisory;
  bool differs = false;
  for (const osv::Affected &entry : advisory->affected) {
    EntryJudgement entryJudgement = judgeEntry(entry, subject, keys, commits);
    if (!entryJudgement.applies || (entryJudgement.byName && !judged.byName && !judged.entries.empty())) continue;
    if (judged.byName && !entryJudgement.byName) judged = {advisory, {}, {}, {}, false};
    const bool guessed = namesRelease(entry) && subject.debianRelease.empty() && !distributionOf(subject).empty();
    if (judged.entries.empty()) {
      judged.byName = entryJudgement.byName;
      judged.judgement = std::move(entryJudgement.judgement);
    } else {
      differs |= guessed && entryJudgement.judgement.status != judged.judgement.status;
      judged.judgement = worse(std::move(judged.judgement), std::move(entryJudgement.judgement));
    }
    judged.entries.push_back(&entry);
    judged.fixedIn.insert(judged.fixedIn.end(), entryJudgement.fixedIn.begin(), entryJudgement.fixedIn.end());
  }
  if (judged.entries.empty()) return std::nullopt;
  if (differs)
    judged.judgement = {Match::Status::Unknown,
                        "releases of the distribution differ, and which one it is is not known"};
  return judged;
}

} // namespace

const char *toString(Match::Status status) {
  switch (status) {
  case Match::Status::Affected: return "affected";
  case Match::Status::NotAffected: return "not affected";
  case Match::Status::Unknown: return "unknown";
  }
  return "";
}

Result<std::vector<Match>> match(const AdvisoryDatabase &database, const std::vector<Subject> &subjects,
                                 const CommitHistory *history) {
  auto lookup = database.lookup();
  if (!lookup) return fail(lookup.error());
  CommitJudge commits(history);
  std::vector<Match> matches;
  for (const Subject &subject : subjects) {
    const PackageKeys keys = keysOf(subject);
    const auto candidates = lookup->find(keys);
    if (!candidates) return fail(candidates.error());
    std::vector<AdvisoryJudgement> all;
    for (const AdvisoryPtr &candidate : *candidates)
      if (auto judged = judgeAdvisory(candidate, subject, keys, commits)) all.push_back(std::move(*judged));
    for (Match &match : mergeAliases(all)) {
      match.ref = subject.ref;
      matches.push_back(std::move(match));
    }
  }
  std::sort(matches.begin(), matches.end(),
            [](const Match &a, const Match &b) { return a.ref != b.ref ? a.ref < b.ref : a.id < b.id; });
  return matches;
}

} // namespace lintel::sbom
