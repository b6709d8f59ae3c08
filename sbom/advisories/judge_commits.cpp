// Ranges of commits. A commit is affected when a commit that introduced the flaw is behind it, and no commit that ends
// it is, unless that one lies before the introduction: a fix of an earlier interval says nothing of a later one.
#include "core/support/text.h"
#include "sbom/advisories/judge.h"

#include <algorithm>
#include <set>

namespace lintel::sbom {
namespace {

using osv::Event;

std::string shortId(const std::string &commit) { return commit.substr(0, 12); }

// Three-valued: nullopt is "cannot be decided".
using Answer = std::optional<bool>;

// One commit against one range.
class RangeWalk {
public:
  RangeWalk(const CommitHistory *history, const osv::Range &range, const Subject &subject, std::string commit)
      : history_(history), range_(range), subject_(subject), commit_(std::move(commit)) {}

  Answer isAffected() {
    bool undecided = false;
    for (const Event &event : range_.events) {
      if (event.kind != Event::Kind::Introduced) continue;
      const Answer since = isAffectedSince(event);
      if (!since) undecided = true;
      if (since && *since) return isWithinLimits();
    }
    if (!undecided) return false;
    const Answer within = isWithinLimits();
    return within && !*within ? Answer(false) : std::nullopt;
  }
  // Why something could not be decided.
  const std::string &reason() const { return reason_; }

private:
  Answer isAncestor(const std::string &ancestor, const std::string &descendant) {
    if (ancestor == descendant) return true;
    for (const std::string *repository : {&subject_.repository, &range_.repo}) {
      if (!history_ || repository->empty() || !history_->knows(*repository)) continue;
      const auto answer = history_->isAncestor(*repository, ancestor, descendant);
      if (!answer) {
        reason_ = toString(answer.error());
        return std::nullopt;
      }
      if (*answer) return **answer;
      reason_ =
          "the clone of " + *repository + " does not hold all of " + shortId(ancestor) + " to " + shortId(descendant);
    }
    if (reason_.empty()) reason_ = "there is no clone of " + range_.repo + " to look into";
    return std::nullopt;
  }

  bool isBeginning(const Event &event) const { return event.value == "0"; }

  Answer isAffectedSince(const Event &introduced) {
    const Answer reached = isBeginning(introduced) ? Answer(true) : isAncestor(introduced.value, commit_);
    if (reached && !*reached) return false;
    bool undecided = !reached;
    bool ends = false, isOpen = false; // isOpen: of one kind of end, none has come
    // The schema allows one kind in a range; where a record has both, the interval reaches to the later of them.
    for (const Event::Kind kind : {Event::Kind::Fixed, Event::Kind::LastAffected}) {
      if (!hasEvent(kind)) continue;
      const Answer ended = hasEndedBy(kind, introduced);
      ends = true;
      isOpen |= !ended || !*ended;
      undecided |= !ended;
    }
    if (ends && !isOpen) return false;
    return undecided ? std::nullopt : Answer(true);
  }

  bool hasEvent(Event::Kind kind) const {
    return std::any_of(range_.events.begin(), range_.events.end(),
                       [kind](const Event &event) { return event.kind == kind; });
  }

  Answer hasEndedBy(Event::Kind kind, const Event &introduced) {
    bool undecided = false;
    for (const Event &event : range_.events) {
      if (event.kind != kind) continue;
      const Answer ended = hasEnded(event, introduced);
      if (ended && *ended) return true;
      undecided |= !ended;
    }
    return undecided ? std::nullopt : Answer(false);
  }

  // Whether the event is behind the commit, and not already behind the introduction.
  Answer hasEnded(const Event &event, const Event &introduced) {
    if (event.value == commit_) return event.kind == Event::Kind::Fixed; // it cannot be behind what is behind it
    const Answer passed = isAncestor(event.value, commit_);
    if (passed && !*passed) return false;
    if (isBeginning(introduced) || event.value == introduced.value) return passed;
    const Answer before = isAncestor(event.value, introduced.value);
    if (before && *before) return false;
    return before ? passed : std::nullopt;
  }

  Answer isWithinLimits() {
    bool limited = false;
    bool undecided = false;
    for (const Event &event : range_.events) {
      if (event.kind != Event::Kind::Limit) continue;
      if (event.value == "*") return true;
      limited = true;
      const Answer before = event.value == commit_ ? Answer(false) : isAncestor(commit_, event.value);
      if (before && *before) return true;
      undecided |= !before;
    }
    if (undecided) return std::nullopt;
    return !limited;
  }

  const CommitHistory *history_;
  const osv::Range &range_;
  const Subject &subject_;
  std::string commit_;
  std::string reason_;
};

} // namespace

CommitJudge::Target CommitJudge::taggedCommit(const std::string &repository, const std::string &version,
                                              const std::vector<std::string> &names) const {
  const auto tags = history_->tags(repository);
  if (!tags) return {"", toString(tags.error())};
  const std::string wanted = normalisedTag(version, names);
  std::set<std::string> commits;
  std::string tag;
  for (const auto &[name, commit] : *tags) {
    if (normalisedTag(name, names) != wanted) continue;
    commits.insert(commit);
    tag = name;
  }
  if (commits.size() == 1) return {*commits.begin(), "tag " + tag};
  if (commits.empty()) return {"", "no tag of " + repository + " is version " + version};
  return {"", "several tags of " + repository + " are version " + version};
}

CommitJudge::Target CommitJudge::targetOf(const osv::Range &range, const Subject &subject,
                                          const std::vector<std::string> &names) {
  if (!subject.commit.empty()) {
    const std::string commit = lowerCase(subject.commit);
    return {commit, "commit " + shortId(commit)};
  }
  if (subject.version.empty()) return {"", "neither its commit nor its version is known"};
  for (const std::string *repository : {&subject.repository, &range.repo}) {
    if (!history_ || repository->empty() || !history_->knows(*repository)) continue;
    const auto [known, isNew] = tagged_.try_emplace({*repository, subject.version});
    if (isNew) known->second = taggedCommit(*repository, subject.version, names);
    return known->second;
  }
  return {"", "its commit is not known, and there is no clone of " + range.repo + " to look its version up in"};
}

Judgement CommitJudge::judge(const osv::Range &range, const Subject &subject, const std::vector<std::string> &names) {
  const Target target = targetOf(range, subject, names);
  if (target.commit.empty()) return {Match::Status::Unknown, target.how};
  RangeWalk walk(history_, range, subject, target.commit);
  const Answer affected = walk.isAffected();
  if (!affected) return {Match::Status::Unknown, target.how + ": " + walk.reason()};
  if (*affected) return {Match::Status::Affected, target.how + " holds the flaw and not its fix"};
  return {Match::Status::NotAffected, target.how + " lies outside of the affected commits"};
}

} // namespace lintel::sbom
