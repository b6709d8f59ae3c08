// What a policy asks of dependencies, as values: policy/model reads them from `dependencies:` of lintel.yaml, and
// sbom/audit judges by them. They stand here because these two know nothing of each other.
#pragma once

#include "core/finding/finding.h"
#include "core/support/glob.h"

#include <optional>
#include <string>
#include <vector>

namespace lintel {

// How much a matter weighs: not reported, a finding of severity warning, one of severity error.
enum class Level { Allow, Warn, Deny };
std::optional<Level> levelFromString(const std::string &text); // "allow", "warn", "deny"

struct DependencyPolicy {
  // One item of a list. An expired one counts no more.
  struct Entry {
    Location at;         // in lintel.yaml
    std::string text;    // what it says: an id, a licence, a path, a host; for components the glob
    std::string reason;  // empty when the form needs none
    std::string expires; // YYYY-MM-DD, the last day on which it counts; empty: for ever
  };

  // An item that names components.
  struct Named : Entry {
    Glob name;            // over names, other well-known names and Debian source packages
    std::string versions; // version range; empty: every version
  };

  // What every section has.
  struct Section {
    Location at;
    std::optional<Severity>
        severity; // of its findings in place of their own; what weighs Level::Warn is at most a warning
  };

  struct Advisories : Section {
    std::vector<Entry> databases; // paths as written; "default": the one that the program keeps for its user
    int maxAge = 90;              // days that a database may be old
    int threshold = 0;            // least CVSS level that is reported: 0 none, 1 low, 2 medium, 3 high, 4 critical
    Level unknown = Level::Warn;  // advisories of which it cannot be decided whether they apply
    struct Ignored : Entry {      // text: the id or an alias
      std::optional<Glob> name;   // of components; nullopt: all
    };
    std::vector<Ignored> ignore;
    std::vector<Entry> vex;    // paths of OpenVEX documents, as written
    std::vector<Entry> clones; // paths of repositories that tell which commits a range holds, as written
  };

  struct Licenses : Section {
    std::vector<Entry> allowed; // SPDX ids or "id WITH exception"; empty: any
    std::vector<Entry> denied;  // the same, or globs over ids
    struct Exception : Named {
      std::vector<std::string> licenses; // allowed for these components beside the others; empty: any
    };
    std::vector<Exception> exceptions;
    struct Copyleft {
      Level linkedStatically = Level::Deny;   // GPL, AGPL and LGPL
      Level linkedDynamically = Level::Allow; // GPL and AGPL
    };
    std::optional<Copyleft> copyleft; // nullopt: not judged
    Level mismatch = Level::Warn;     // declared and concluded licences contradict each other
    struct Clarification : Named {
      std::string expression; // what holds in place of what was found
      std::string fileHash;   // SHA-256 of the file that states the licence; empty: whatever it says
    };
    std::vector<Clarification> clarify;
  };

  struct Bans : Section {
    struct Denied : Named {
      std::vector<Glob> wrappers; // components or paths of the project that may use it
    };
    std::vector<Denied> denied;
    std::optional<std::vector<Named>> allowed; // given: only these components may be used
    Level multipleVersions = Level::Allow;
    std::vector<Named> skip; // components that may be there in several versions
  };

  struct Sources : Section {
    struct Host : Entry {
      Glob glob; // over "host/path"
    };
    std::optional<std::vector<Host>> allowed;     // given: everything else is refused
    std::optional<std::vector<Entry>> registries; // likewise; purl types: "npm", "conan", ...
    Level insecure = Level::Deny;                 // http://, git:// and other protocols without proof of the peer
    std::vector<Named> ignore;
  };

  struct Pinning : Section {
    Level branches = Level::Deny; // branches and other names that move
    Level tags = Level::Allow;
    Level hashes = Level::Deny;    // an archive without a strong hash
    Level lockFiles = Level::Deny; // a version that no manifest and no lock file states
    std::vector<Named> exact;      // components that must be declared with an exact version, lock file or not
    std::vector<Entry> artefacts;  // directories of downloads that are held against the hashes; as written
    std::vector<Named> ignore;
  };

  struct Drift : Section {
    Level unused = Level::Warn;
    Level undeclared = Level::Warn;
    std::optional<std::vector<Named>> indirect; // given: only these may come in through other components
    std::vector<Named> ignore;
  };

  struct Freshness : Section {
    std::optional<int> maxBehind; // releases
    std::optional<int> maxAge;    // days since the first release that is newer
    std::vector<Named> ignore;
  };

  std::vector<Glob> vendored; // directories of foreign code, repo-relative
  std::optional<Advisories> advisories;
  std::optional<Licenses> licenses;
  std::optional<Bans> bans; // `banned` at the top of the section and `bans.denied`
  std::optional<Sources> sources;
  std::optional<Pinning> pinning;
  std::optional<Drift> drift;
  std::optional<Freshness> freshness;
  std::string vcpkg; // checkout of vcpkg, as written; empty: none
};

} // namespace lintel
