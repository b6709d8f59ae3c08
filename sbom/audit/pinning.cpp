// Whether the same commit of the repository fetches the same things tomorrow.
#include "core/support/path.h"
#include "sbom/audit/fetched.h"
#include "sbom/audit/findings.h"

#include <algorithm>
#include <re2/re2.h>

namespace lintel::sbom {
namespace {

constexpr const char *kRule = "dependencies/unpinned";

class PinningJudge {
public:
  PinningJudge(const Context &context, Findings &findings, const DependencyPolicy::Pinning &section)
      : context_(context), findings_(findings), section_(section) {}

  void run() {
    for (const Component &component : context_.bom().components) {
      if (component.declarations.empty() || findings_.anyCounts(section_.ignore, component)) continue;
      const bool exact = findings_.anyCounts(section_.exact, component);
      for (const Declaration &declaration : component.declarations) {
        judge(component, declaration);
        if (exact) checkExact(component, declaration);
      }
    }
    findings_.settleAll(section_.exact, "the exactly declared component");
    findings_.settleAll(section_.ignore, "the ignored component");
  }

private:
  void judge(const Component &component, const Declaration &declaration) {
    switch (fetchOf(declaration)) {
    case Fetch::System: return;
    case Fetch::Registry: return judgeRegistry(component, declaration);
    case Fetch::Repository: return judgeRepository(component, declaration);
    case Fetch::Archive: return judgeArchive(component, declaration);
    }
  }

  void report(Level level, const Component &component, const Declaration &declaration, const std::string &what) {
    findings_.addWeighed(level, kRule, component, declaration.location, describe(component) + what);
  }

  static bool isSubmodule(const Declaration &declaration) {
    return declaration.channel.find("submodule") != std::string::npos;
  }

  void judgeRepository(const Component &component, const Declaration &declaration) {
    // CPM makes the tag of the version.
    const std::string &revision = declaration.revision.empty() ? declaration.version : declaration.revision;
    const bool isUnknown = !isSubmodule(declaration) && !declaration.resolved && revision.empty();
    if (isUnknown || isComputed(revision)) {
      const std::string what = revision.empty() ? "what tells its revision" : "its revision '" + revision + "'";
      return findings_.undecided("whether " + describe(component) + " is pinned: " + what +
                                 " is computed by the build");
    }
    if (isSubmodule(declaration) && !isCommitId(revision)) {
      // Without the component's version: that is known from another manifest.
      return findings_.addWeighed(section_.branches, kRule, component, declaration.location,
                                  "'" + component.name +
                                      (declaration.branch.empty()
                                           ? "' is a submodule for which Git records no commit"
                                           : "' is a submodule that follows the branch '" + declaration.branch +
                                                 "', and Git records no commit for it"));
    }
    if (revision.empty()) {
      return report(section_.branches, component, declaration,
                    declaration.branch.empty() ? " is cloned at the default branch; name a commit"
                                               : " follows the branch '" + declaration.branch + "'; name a commit");
    }
    switch (revisionKindOf(revision)) {
    case RevisionKind::Commit: return;
    case RevisionKind::Abbreviated:
      return report(section_.branches, component, declaration,
                    " is pinned to the beginning of a commit, '" + revision + "'; write all of it");
    case RevisionKind::Tag:
      return report(section_.tags, component, declaration,
                    " is pinned to the tag '" + revision + "', which can be moved; name the commit");
    case RevisionKind::Moving:
      return report(section_.branches, component, declaration,
                    " follows '" + revision + "', which is a branch or may move; name a commit");
    }
  }

  void judgeArchive(const Component &component, const Declaration &declaration) {
    if (std::ranges::any_of(declaration.checksums, isStrong)) return;
    if (!declaration.resolved && declaration.checksums.empty()) {
      return findings_.undecided("whether the download of " + describe(component) +
                                 " is checked: its declaration is computed by the build");
    }
    if (declaration.checksums.empty()) {
      return report(section_.hashes, component, declaration,
                    " is downloaded from '" + declaration.source + "' without a hash; state its SHA-256");
    }
    report(section_.hashes, component, declaration,
           " is downloaded with a hash of " + declaration.checksums.front().algorithm +
               ", which can be forged; state its SHA-256");
  }

  // A library leaves the versions to the program that uses it.
  bool isLibraryCrate(const Declaration &declaration) const {
    const std::string &manifest = declaration.location.path;
    if (declaration.channel != "Cargo.toml") return false;
    const std::string directory = manifest.substr(0, manifest.rfind('/') + 1);
    const std::string &root = context_.input.root;
    const std::string path = absolutePath(manifest, root);
    if (context_.input.files.isFile(absolutePath(directory + "src/main.rs", root)) || !staysInside(path, root)) {
      return false;
    }
    const auto text = context_.input.files.read(path);
    return text && text->find("[[bin]]") == std::string::npos;
  }

  // The lock of another package manager than npm beside package.json or, for workspaces, above it.
  std::string unreadLockOf(const Declaration &declaration) const {
    if (declaration.channel != "package.json") return "";
    for (std::string above = declaration.location.path; !above.empty();) {
      const std::size_t slash = above.rfind('/');
      above.resize(slash == std::string::npos ? 0 : slash);
      for (const char *name : {"yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb"}) {
        const std::string path = above.empty() ? name : above + '/' + name;
        if (context_.input.files.isFile(absolutePath(path, context_.input.root))) return path;
      }
    }
    return "";
  }

  // A port leaves the baseline to the project that is built with it.
  bool isInPort(const Declaration &declaration) const {
    const std::string &manifest = declaration.location.path;
    if (declaration.channel != "vcpkg") return false;
    const std::string directory = manifest.substr(0, manifest.rfind('/') + 1);
    return context_.input.files.isFile(absolutePath(directory + "portfile.cmake", context_.input.root));
  }

  void judgeRegistry(const Component &component, const Declaration &declaration) {
    const std::string asked = declaration.constraint.empty() ? "any version" : "'" + declaration.constraint + "'";
    // What a lock file holds is not among the declarations of package.json.
    const bool isLocked = declaration.channel != "package.json" && !declaration.version.empty();
    if (!isLocked && !isCommitId(declaration.revision)) {
      if (!declaration.resolved) {
        return findings_.undecided("whether the version of " + describe(component) +
                                   " is pinned: its declaration is computed by the build");
      }
      if (const std::string lock = unreadLockOf(declaration); !lock.empty()) {
        return findings_.undecided("whether the version of " + describe(component) + " is pinned: '" + lock +
                                   "' is not read");
      }
      if (isLibraryCrate(declaration) || isInPort(declaration)) return;
      return report(section_.lockFiles, component, declaration,
                    " is asked for in " + asked + ", and no lock file or baseline states the version that is used");
    }
    const auto isModuleHash = [](const Checksum &checksum) { return checksum.algorithm == "h1"; };
    if (registryOf(declaration) == "golang" && std::ranges::none_of(declaration.checksums, isModuleHash)) {
      report(section_.lockFiles, component, declaration, " has no hash in go.sum; run 'go mod tidy'");
    }
  }

  // A version without operators, wildcards and alternatives.
  void checkExact(const Component &component, const Declaration &declaration) {
    if (!declaration.direct) return;
    static const RE2 exact(R"re(\s*(?:={1,3}\s*)?v?[0-9][0-9A-Za-z.+:_~-]*\s*)re");
    const std::string &asked = declaration.constraint;
    const bool states = asked.empty() ? !declaration.version.empty() || !declaration.revision.empty()
                                      : RE2::FullMatch(asked, exact) && asked.find("...") == std::string::npos;
    if (states) return;
    findings_.addAt(kRule, component, declaration.location,
                    describe(component) + " must be declared with an exact version, and is asked for in " +
                        (asked.empty() ? "any" : "'" + asked + "'"));
  }

  const Context &context_;
  Findings &findings_;
  const DependencyPolicy::Pinning &section_;
};

} // namespace

void judgePinning(const Context &context, Findings &findings) {
  if (context.input.policy.pinning) PinningJudge(context, findings, *context.input.policy.pinning).run();
}

} // namespace lintel::sbom
