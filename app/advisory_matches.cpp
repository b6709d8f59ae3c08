#include "app/advisory_matches.h"

#include "app/local_data.h"
#include "core/input/git_ancestry.h"
#include "core/support/path.h"
#include "sbom/model/purl.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace lintel::app {
namespace {

bool isForeign(const sbom::Component &component) {
  return component.origin != sbom::Origin::Unknown && component.origin != sbom::Origin::Toolchain &&
         component.origin != sbom::Origin::Project;
}

// "12" of a package URL with "distro=debian-12".
std::string debianReleaseOf(const std::string &purl) {
  constexpr std::string_view kKey = "distro=debian-";
  const std::size_t at = purl.find(kKey);
  if (at == std::string::npos) return "";
  const std::size_t begin = at + kKey.size();
  return purl.substr(begin, purl.find('&', begin) - begin);
}

sbom::Subject subjectOf(const sbom::Component &component) {
  sbom::Subject subject;
  subject.ref = component.ref;
  subject.name = component.name;
  subject.purl = component.purl;
  subject.version = component.version;
  // A revision of Bazel's registry changes build files only: upstream's advisories list "1.17.0" for "1.17.0.bcr.2".
  if (component.purl.starts_with("pkg:bazel/"))
    subject.version.resize(std::min(subject.version.find(".bcr."), subject.version.size()));
  if (component.origin == sbom::Origin::DebianPackage) {
    subject.debianSource = component.source;
    subject.debianSourceVersion = component.sourceVersion;
    subject.debianRelease = debianReleaseOf(component.purl);
  }
  subject.repository = component.downloadUrl;
  if (sbom::isCommitId(component.revision)) subject.commit = component.revision;
  if (component.pedigree) {
    if (subject.repository.empty()) subject.repository = component.pedigree->upstream;
    // A copy that was changed is no longer the commit that it was taken from.
    if (subject.commit.empty() && component.pedigree->modified.empty()) subject.commit = component.pedigree->commit;
  }
  subject.names = component.wellKnownAs;
  return subject;
}

// Histories that lie on this machine: checkouts of submodules and of what the build fetched, and the clones that the
// policy names. These come last, because a submodule may be shallow.
Result<GitAncestry> historiesOf(const Workspace &workspace, const sbom::Bom &bom,
                                const std::vector<DependencyPolicy::Entry> &clones) {
  GitAncestry histories;
  for (const sbom::Component &component : bom.components) {
    if (component.downloadUrl.empty() || component.path.empty()) continue;
    const std::string path = absolutePath(component.path, workspace.root);
    std::error_code error;
    if (!std::filesystem::exists(path + "/.git", error)) continue;
    // One that cannot be opened leaves ranges of commits undecided, and the match says so.
    if (const Status added = histories.add(component.downloadUrl, path); !added) continue;
  }
  for (const DependencyPolicy::Entry &clone : clones) {
    Status added = histories.addClone(absolutePath(clone.text, workspace.root));
    if (added) continue;
    added.error().file = clone.at.path;
    added.error().line = clone.at.begin.line;
    added.error().column = clone.at.begin.column;
    return fail(std::move(added.error()));
  }
  return histories;
}

std::string pathOf(const Workspace &workspace, const std::string &written) {
  return written == "default" ? localDataFile(kAdvisories) : absolutePath(written, workspace.root);
}

} // namespace

Result<AdvisoryMatches> matchAdvisories(const Workspace &workspace, const sbom::Bom &bom) {
  AdvisoryMatches result;
  const auto &section = workspace.policy.dependencies.asked.advisories;
  if (!section) return result;
  std::vector<sbom::Subject> subjects;
  for (const sbom::Component &component : bom.components)
    if (isForeign(component)) subjects.push_back(subjectOf(component));
  const Result<GitAncestry> histories = historiesOf(workspace, bom, section->clones);
  if (!histories) return fail(histories.error());
  for (const DependencyPolicy::Entry &entry : section->databases) {
    const std::string path = pathOf(workspace, entry.text);
    result.asked.push_back({entry.text, "", "", entry.text == path ? "" : path});
    std::error_code error;
    if (path.empty() || !std::filesystem::exists(path, error)) continue;
    const auto database = sbom::AdvisoryDatabase::open(path, sbom::Database::Mode::ReadOnly);
    if (!database) return fail(database.error());
    const auto info = database->info();
    if (!info) return fail(info.error());
    result.asked.back().updated = info->lastAdded;
    result.asked.back().newest = info->newestModified.substr(0, std::string_view("YYYY-MM-DD").size());
    auto matches = sbom::match(*database, subjects, &*histories);
    if (!matches) return fail(matches.error());
    for (sbom::Match &match : *matches)
      if (match.status != sbom::Match::Status::NotAffected) result.matches.push_back(std::move(match));
  }
  return result;
}

} // namespace lintel::app
