// Joins the three views: what the manifests declare, what the units include, what the artefacts are linked with.
// The result says of every component which views know it, and by what evidence.
#pragma once

#include "core/support/file_system.h"
#include "core/support/result.h"
#include "sbom/collect/include_scan.h"
#include "sbom/declared/declared.h"
#include "sbom/linked/linked.h"
#include "sbom/model/bom.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace lintel::sbom {

class UpstreamIndex;

// Headers of one component, to be preprocessed as the unit would: what version do their macros state? A component may
// be asked for with several units; what they tell belongs together.
struct MacroQuestion {
  std::string ref;                  // of the component
  std::string name;                 // likewise
  std::string unit;                 // name of a unit that includes the headers, or is part of the component
  std::vector<std::string> headers; // absolute, sorted
};
// What is found for each ref: identities of the field "version", best first.
using MacroAnswers = std::map<std::string, std::vector<Identity>>;
using MacroEvaluator = std::function<MacroAnswers(const std::vector<MacroQuestion> &)>;

struct CollectOptions {
  std::string root;           // absolute repository root
  std::string buildDirectory; // absolute; empty without a build
  std::string projectName;
  std::vector<std::string> vendored;           // directory globs, repo-relative, from the policy; none: custom decides
  std::map<std::string, std::string> gitlinks; // submodules: repo-relative path -> recorded commit
  std::string dpkgDirectory = "/var/lib/dpkg"; // may be absent: not a Debian system
  std::string docDirectory = "/usr/share/doc"; // Debian copyright files
  std::string distro;                          // for purls, "debian-12"; empty: left out
  std::vector<std::string> toolchainDirectories; // the compiler's own headers, as far as no package owns them
  // More of the project's own, such as a build directory outside root, as far as no package owns the
  // files. One that contains root is passed over.
  std::vector<std::string> projectDirectories;
  MacroEvaluator evaluateMacros;                // may be empty: macros are not asked
  const UpstreamIndex *upstreamIndex = nullptr; // may be nullptr: content is not asked
};

struct Views {
  std::vector<UnitIncludes> compiled;
  DeclaredView declared;
  LinkedView linked;
};

// Errors: a vendored glob that does not compile, a dpkg database that is there but cannot be read or is damaged.
Result<Bom> collect(const FileSystem &files, const CollectOptions &options, const Views &views);

} // namespace lintel::sbom
