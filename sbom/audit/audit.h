// Engine 3, second half: whether the policy allows what was found.
#pragma once

#include "core/finding/dependency_policy.h"
#include "core/finding/finding.h"
#include "core/support/file_system.h"
#include "core/support/result.h"
#include "sbom/model/bom.h"
#include "sbom/model/release.h"

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace lintel::sbom {

// What a database of advisories says of one component: its part of one advisory, aliases merged.
struct AdvisoryMatch {
  std::string ref; // of the component
  std::string id;
  std::vector<std::string> aliases;
  std::string summary;   // one line; may be empty
  bool affected = false; // false: it cannot be decided
  std::string reason;    // why it applies, or why that cannot be decided; may be empty
  bool byName = false;   // it is the component's only by the name of a repository
  std::string fixedIn;   // the first version without it; empty when not known
  std::string severity;  // CVSS level: "none", "low", "medium", "high", "critical"; empty when not known
  std::string vexStatus; // of OpenVEX: "not_affected", "fixed", "affected", "under_investigation"; empty: no statement
  std::string vexReason; // its justification or notes
};

struct AdvisoryDatabaseState {
  std::string path;      // as the policy writes it
  std::string updated;   // YYYY-MM-DD on which advisories were last added; empty: there is no such database
  std::string newest;    // YYYY-MM-DD of the newest advisory in it; empty: it holds none
  std::string file = {}; // where it lies; empty: nobody knows, or as path says
};

// A VEX document that was read.
struct VexDocument {
  std::string path;                // as the policy writes it
  std::size_t statements = 0;      // that it makes
  std::vector<std::string> unused; // vulnerabilities of those that speak of nothing here; sorted
};

// Files of an archive: name and SHA-256 of the content (lower-case hexadecimal).
using ArchiveDigests = std::vector<std::pair<std::string, std::string>>;

struct AuditInput {
  const FileSystem &files;
  const std::string &root; // absolute
  const Bom &bom;
  const DependencyPolicy &policy;
  std::string date = {};                             // YYYY-MM-DD (UTC); empty: nothing expires or grows old
  bool wholeTree = true;                             // false: an entry without a match proves nothing
  std::vector<AdvisoryMatch> advisories = {};        // of all components
  std::vector<AdvisoryDatabaseState> databases = {}; // those that were asked
  std::vector<VexDocument> vex = {};                 // those that were heard
  // ref -> releases after the version in use, in the order of versions. An empty list: it is up to date; no entry: the
  // index does not know the component.
  std::map<std::string, std::vector<Release>> newer = {};
  // Reads a zip file for its digests; without it, zip files of Go's module cache are not judged.
  std::function<Result<ArchiveDigests>(const std::string &path)> readZip = {};
};

struct AuditResult {
  std::vector<Finding> findings;      // in report order; fingerprints are not yet assigned
  std::vector<std::string> undecided; // one sentence for each matter that could not be judged, and why
};

// Findings "dependencies/<id>" (core/finding/dependency_rules.h). A finding about a component stands where the project
// declares it, else where it includes it, else where it is linked; the steps show the other places. Its symbol is the
// component's name: it keeps fingerprints apart that share a line, and lets a waiver name the component. Errors: what
// is wrong with the policy and shows only here (a licence expression, a version range), with its place.
Result<AuditResult> audit(const AuditInput &input);

} // namespace lintel::sbom
