#include "sbom/advisories/match_group.h"

#include "sbom/advisories/version_parts.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

namespace lintel::sbom {
namespace {

// Groups of indexes that belong together, directly or through others.
class Groups {
public:
  explicit Groups(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), std::size_t{0}); }

  std::size_t find(std::size_t index) {
    while (parent_[index] != index) index = parent_[index] = parent_[parent_[index]];
    return index;
  }
  // The smaller index represents both.
  void join(std::size_t a, std::size_t b) {
    const auto [low, high] = std::minmax({find(a), find(b)});
    parent_[high] = low;
  }

private:
  std::vector<std::size_t> parent_;
};

using Names = std::set<std::string>;

std::vector<std::string> sorted(const Names &names) { return {names.begin(), names.end()}; }

void insert(Names &names, const std::vector<std::string> &more) { names.insert(more.begin(), more.end()); }

bool isCommit(std::string_view text) {
  constexpr std::size_t kSha1 = 40, kSha256 = 64;
  return (text.size() == kSha1 || text.size() == kSha256) && std::all_of(text.begin(), text.end(), [](char c) {
           return version::isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
         });
}

// Versions before commits, and versions with their numbers as numbers: an order of all texts, whatever ecosystem they
// come from.
struct BeforeInOrder {
  bool operator()(std::string_view a, std::string_view b) const {
    if (isCommit(a) != isCommit(b)) return isCommit(b);
    const std::string_view wholeA = a, wholeB = b;
    while (!a.empty() && !b.empty()) {
      if (version::isDigit(a.front()) && version::isDigit(b.front())) {
        const auto order = version::compareNumbers(version::takeDigits(a), version::takeDigits(b));
        if (order != 0) return order < 0;
        continue;
      }
      if (a.front() != b.front()) return a.front() < b.front();
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
    if (a.empty() != b.empty()) return a.empty();
    return wholeA < wholeB;
  }
};

// What grows while advisories are added to a match.
struct Merger {
  Match match;
  Judgement judgement;
  std::set<std::string, BeforeInOrder> fixedIn;
  Names ids, upstream, functions, files, references;
  bool isFirst = true;
  bool byName = true;

  void add(const AdvisoryJudgement &judged);
  void addRating(const osv::Rating &rating);
  void raise(const std::string &text, double score, SeverityLevel level);
  Match result();
};

void Merger::raise(const std::string &text, double score, SeverityLevel level) {
  if (text.empty() || std::pair(level, score) < std::pair(match.level, match.score)) return;
  if (!match.severity.empty() && std::pair(level, score) == std::pair(match.level, match.score)) return;
  match.severity = text;
  match.score = score;
  match.level = level;
}

void Merger::addRating(const osv::Rating &rating) {
  if (const auto score = cvssBaseScore(rating.score))
    raise(rating.score, *score, levelOfScore(*score));
  else
    raise(rating.score, -1, levelOfWord(rating.score));
}

void Merger::add(const AdvisoryJudgement &judged) {
  const osv::Advisory &advisory = *judged.advisory;
  judgement = isFirst ? judged.judgement : worse(std::move(judgement), judged.judgement);
  fixedIn.insert(judged.fixedIn.begin(), judged.fixedIn.end());
  ids.insert(advisory.id);
  insert(ids, advisory.aliases);
  insert(upstream, advisory.upstream);
  insert(references, advisory.references);
  if (match.summary.empty()) match.summary = advisory.summary;
  const auto earlier = [](const std::string &a, const std::string &b) {
    return osv::sortableDate(a) < osv::sortableDate(b);
  };
  if (!advisory.published.empty() && (match.published.empty() || earlier(advisory.published, match.published)))
    match.published = advisory.published;
  if (match.modified.empty() || earlier(match.modified, advisory.modified)) match.modified = advisory.modified;
  for (const osv::Rating &rating : advisory.ratings) addRating(rating);
  for (const osv::Affected *entry : judged.entries) {
    for (const osv::Rating &rating : entry->ratings) addRating(rating);
    insert(functions, entry->functions);
    insert(files, entry->files);
  }
  // A database's word counts where no rating can be read, as for CVSS 4.
  if (match.level == SeverityLevel::Unknown) {
    const SeverityLevel level = levelOfWord(advisory.databaseRating);
    if (match.severity.empty()) match.severity = advisory.databaseRating;
    match.level = level;
  }
  isFirst = false;
  byName &= judged.byName;
}

// A CVE is the name that other tools know; among several, and without one, the first by name.
std::string primaryOf(const Names &ids) {
  const auto cve = ids.lower_bound("CVE-");
  return cve != ids.end() && cve->starts_with("CVE-") ? *cve : *ids.begin();
}

Match Merger::result() {
  match.id = primaryOf(ids);
  ids.erase(match.id);
  match.aliases = sorted(ids);
  match.upstream = sorted(upstream);
  match.fixedIn.assign(fixedIn.begin(), fixedIn.end());
  match.functions = sorted(functions);
  match.files = sorted(files);
  references.erase("");
  match.references = sorted(references);
  match.status = judgement.status;
  match.reason = std::move(judgement.reason);
  match.byName = byName;
  return std::move(match);
}

} // namespace

std::vector<Match> mergeAliases(const std::vector<AdvisoryJudgement> &judgements) {
  Groups groups(judgements.size());
  std::map<std::string, std::size_t> owners; // id or alias -> the first advisory with it
  for (std::size_t i = 0; i < judgements.size(); ++i) {
    const osv::Advisory &advisory = *judgements[i].advisory;
    groups.join(owners.try_emplace(advisory.id, i).first->second, i);
    for (const std::string &alias : advisory.aliases) groups.join(owners.try_emplace(alias, i).first->second, i);
  }
  std::set<std::size_t> linked; // groups with more than a name in common with the subject
  for (std::size_t i = 0; i < judgements.size(); ++i)
    if (!judgements[i].byName) linked.insert(groups.find(i));
  std::map<std::size_t, Merger> mergers;
  for (std::size_t i = 0; i < judgements.size(); ++i)
    if (!judgements[i].byName || !linked.contains(groups.find(i))) mergers[groups.find(i)].add(judgements[i]);
  std::vector<Match> matches;
  for (auto &[first, merger] : mergers) matches.push_back(merger.result());
  return matches;
}

} // namespace lintel::sbom
