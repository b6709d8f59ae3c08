// Whether one advisory affects one component, by the evaluation rules of the OSV schema ("Evaluation").
#pragma once

#include "sbom/advisories/advisory.h"
#include "sbom/advisories/match.h"
#include "sbom/advisories/version.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace lintel::sbom {

struct Judgement {
  Match::Status status = Match::Status::Unknown;
  std::string reason;
};

// Of several statements that each may affect the component: affected wins, then unknown; the first of equals stays.
Judgement worse(Judgement a, Judgement b);

// Where the version stands in a range of versions. order: of the range's ecosystem.
Judgement judgeVersionRange(const osv::Range &range, const std::string &version, Ecosystem order);

// Whether the version is one of those listed, as written, as equal in the order, or as the same tag in another
// spelling (only where names are given: tags of an upstream project).
bool isListed(const std::vector<std::string> &versions, const std::string &version, std::optional<Ecosystem> order,
              const std::vector<std::string> &names);

// Answers about commits for one run: a version's tag is looked up once.
class CommitJudge {
public:
  explicit CommitJudge(const CommitHistory *history) : history_(history) {}

  // Where the subject's commit stands in a Git range; without a commit, that of the one tag that is its version.
  Judgement judge(const osv::Range &range, const Subject &subject, const std::vector<std::string> &names);

private:
  struct Target {
    std::string commit; // empty: none is known
    std::string how;    // "commit 1234", or why there is none
  };
  Target targetOf(const osv::Range &range, const Subject &subject, const std::vector<std::string> &names);
  Target taggedCommit(const std::string &repository, const std::string &version,
                      const std::vector<std::string> &names) const;

  const CommitHistory *history_;
  std::map<std::pair<std::string, std::string>, Target> tagged_; // by repository and version
};

// Whether an entry speaks of the subject, and then what it says of it.
struct EntryJudgement {
  bool applies = false;
  bool byName = false; // nothing but the name of the repository links them
  Judgement judgement;
  std::vector<std::string> fixedIn; // versions or commits that end what the subject lies in, or may lie in
};
EntryJudgement judgeEntry(const osv::Affected &entry, const Subject &subject, const PackageKeys &subjectKeys,
                          CommitJudge &commits);

} // namespace lintel::sbom
