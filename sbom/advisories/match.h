// Which advisories speak of a component, and whether the copy at hand is affected. What cannot be decided is said to
// be unknown, with the reason; it is never taken for clean.
#pragma once

#include "core/input/git_ancestry.h"
#include "core/support/result.h"
#include "sbom/advisories/cvss.h"
#include "sbom/advisories/database.h"

#include <string>
#include <vector>

namespace lintel::sbom {

// What is known of one component; any field may be empty.
struct Subject {
  std::string ref;                 // the caller's name for it, handed back in Match
  std::string name;                // upstream name, compared with that of advisories for upstream projects only
  std::string purl;                // decides which ecosystem it belongs to
  std::string version;             // upstream release, or the version of its ecosystem
  std::string debianSource;        // a Debian package: its source; empty: called as the package itself
  std::string debianSourceVersion; // likewise; empty: as version
  std::string debianRelease;       // "12"
  std::string repository;          // where its source comes from
  std::string commit;              // full object id in that repository
  std::vector<std::string> names;  // others that it goes by
};

// One flaw of one component: everything that advisories which are aliases of one another say of it.
struct Match {
  enum class Status { Affected, NotAffected, Unknown };

  std::string ref;                   // of the subject
  std::string id;                    // the CVE, if there is one; else the first by name
  std::vector<std::string> aliases;  // the other ids; sorted
  std::vector<std::string> upstream; // ids of flaws that a distribution's advisory is about; sorted; no aliases
  std::string summary;
  Status status = Status::Unknown;
  std::string reason;               // what the status rests on
  bool byName = false;              // nothing but the name of a repository says that it is the subject's
  std::vector<std::string> fixedIn; // versions, the first one first, then commits
  std::string severity;             // the rating as the advisory gives it: a CVSS vector or a word; empty: none
  double score = -1;                // CVSS base score; below 0: none that can be computed
  SeverityLevel level = SeverityLevel::Unknown;
  std::vector<std::string> functions;  // that the advisory names as vulnerable; sorted
  std::vector<std::string> files;      // likewise
  std::string published;               // the earliest date, as written; may be empty
  std::string modified;                // the latest
  std::vector<std::string> references; // URLs; sorted
};
const char *toString(Match::Status status); // "affected", "not affected", "unknown"

// Every advisory that speaks of a subject, also those that turn out not to affect it; sorted by ref and id. history
// may be nullptr: commit ranges are then decided only by equal commits. Errors: those of the database; a history that
// cannot be read makes matches unknown, with the reason.
Result<std::vector<Match>> match(const AdvisoryDatabase &database, const std::vector<Subject> &subjects,
                                 const CommitHistory *history);

} // namespace lintel::sbom
