#include "sbom/identity/release_writer.h"
#include "sbom/identity/upstream_candidates.h"
#include "sbom/identity/upstream_index.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

namespace lintel::sbom {
namespace {

// Of what a copy's files weigh, an upstream must hold this share, and at least one ordinary file. Files that it has
// from elsewhere count a quarter, so they alone are not enough.
constexpr double kLeastShare = 0.3;
constexpr std::int64_t kLeastWeight = 1000;
// With fewer unmodified files among those that upstream has, the copy is near to the release, but not that version.
constexpr double kLeastForVersion = 0.75;
constexpr std::int64_t kLeastAlsoIn = 250; // less than that are licences and the like
constexpr std::size_t kMaxFiles = 200'000;

using ReleaseContent = std::map<std::string, std::string>; // path -> packed blob id

std::string directoryOf(const std::string &path) {
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? "" : path.substr(0, slash);
}

std::string below(const std::string &directory, const std::string &name) {
  return directory.empty() || name.empty() ? directory + name : directory + '/' + name;
}

// Where the directories of the copy lie in the release, learnt from the files that are the same on both sides.
class DirectoryMap {
public:
  void learn(const std::string &copyPath, const std::string &upstreamPath) {
    std::string from = directoryOf(copyPath);
    std::string to = directoryOf(upstreamPath);
    for (;; from = directoryOf(from), to = directoryOf(to)) {
      ++votes_[from][to];
      const auto name = [](const std::string &path) { return path.substr(path.rfind('/') + 1); };
      if (from.empty() || to.empty() || name(from) != name(to)) return;
    }
  }

  // The file of the release in the place of a file of the copy, by the nearest directory that is known.
  ReleaseContent::const_iterator counterpart(const std::string &copyPath, const ReleaseContent &content) const {
    std::string rest = copyPath.substr(copyPath.rfind('/') + 1);
    for (std::string from = directoryOf(copyPath);; from = directoryOf(from)) {
      if (const auto known = votes_.find(from); known != votes_.end()) {
        int most = 0;
        auto found = content.end();
        for (const auto &[to, votes] : known->second) {
          const auto file = content.find(below(to, rest));
          if (file == content.end() || votes <= most) continue;
          most = votes;
          found = file;
        }
        if (found != content.end()) return found;
      }
      if (from.empty()) return content.end();
      rest = below(from.substr(from.rfind('/') + 1), rest);
    }
  }

private:
  std::map<std::string, std::map<std::string, int>> votes_;
};

Result<ReleaseContent> contentOf(const Database &database, std::int64_t upstream, std::int64_t release) {
  auto statement =
      database.prepare("SELECT p.name, b.name FROM span s JOIN path p ON p.id=s.path JOIN blob b ON b.id=s.blob"
                       " WHERE s.upstream=?1 AND s.first<=?2 AND s.last>=?2");
  if (!statement) return fail(statement.error());
  statement->bind(1, upstream).bind(2, release);
  ReleaseContent content;
  Result<bool> row = statement->step();
  for (; row && *row; row = statement->step()) content[statement->text(0)] = statement->text(1);
  if (!row) return fail(row.error());
  return content;
}

// The files of the copy against one release.
class Comparison {
public:
  Comparison(const UpstreamCandidate &candidate, std::int64_t release, const ReleaseContent &content,
             const std::vector<VendoredFile> &files)
      : content_(content), files_(files) {
    for (const UpstreamHit &hit : candidate.hits) {
      if (hit.first > release || hit.last < release) continue;
      const UpstreamHit *&known = same_[hit.file];
      if (!known || known->weight < hit.weight) known = &hit;
    }
    for (const auto &[file, hit] : same_) {
      directories_.learn(files_[file].path, hit->path);
      found_.insert(hit->path);
    }
  }

  void fill(UpstreamMatch &match, const std::string &directory) {
    for (std::size_t file = 0; file < files_.size(); ++file) {
      if (same_.contains(file)) continue;
      const std::string path = below(directory, files_[file].path);
      const auto upstream = directories_.counterpart(files_[file].path, content_);
      if (upstream == content_.end() || !found_.insert(upstream->first).second) {
        match.pedigree.added.push_back(path);
      } else {
        match.pedigree.modified.push_back(path);
        match.modified.push_back({path, upstream->first, hexId(upstream->second)});
      }
    }
    match.pedigree.unmodified = same_.size();
    match.pedigree.missing = content_.size() - found_.size();
    std::ranges::sort(match.pedigree.added);
    std::ranges::sort(match.pedigree.modified);
    std::ranges::sort(match.modified);
  }

private:
  const ReleaseContent &content_;
  const std::vector<VendoredFile> &files_;
  std::map<std::size_t, const UpstreamHit *> same_; // by file of the copy
  DirectoryMap directories_;
  std::set<std::string> found_; // paths of the release that the copy has
};

double rounded(double share) { return std::round(share * 100) / 100; }

std::string counted(std::size_t count) { return std::to_string(count) + (count == 1 ? " file" : " files"); }

std::string evidenceOf(const UpstreamMatch &match, std::size_t files) {
  std::string evidence = std::to_string(match.pedigree.unmodified) + " of " + counted(files) + " are those of " +
                         match.name + ' ' + match.tags.front();
  if (match.tags.size() > 1) evidence += " to " + match.tags.back();
  if (!match.alsoIn.empty()) evidence += "; others hold some of them";
  for (const std::string &other : match.alsoIn) evidence += (&other == &match.alsoIn.front() ? ": " : ", ") + other;
  return evidence;
}

bool isEnough(const UpstreamCandidate &candidate, const std::vector<VendoredFile> &files) {
  const auto total = static_cast<double>(totalWeight(files));
  return candidate.agreement >= kLeastWeight && static_cast<double>(candidate.agreement) >= kLeastShare * total;
}

// A fork that changed nothing since, or the same project under another URL.
bool isTied(const UpstreamCandidate &a, const UpstreamCandidate &b) {
  return std::tie(a.weight, a.unmodified, a.agreement) == std::tie(b.weight, b.unmodified, b.agreement);
}

UpstreamMatch describe(const UpstreamCandidate &candidate) {
  UpstreamMatch match;
  match.name = candidate.name;
  for (const std::int64_t release : candidate.best) match.tags.push_back(candidate.releases.at(release).tag);
  const UpstreamRelease &first = candidate.releases.at(candidate.best.front());
  match.firstVersion = first.version;
  match.lastVersion = candidate.releases.at(candidate.best.back()).version;
  match.pedigree.upstream = candidate.url.empty() ? candidate.name : candidate.url;
  match.pedigree.tag = first.tag;
  match.pedigree.commit = first.commit;
  return match;
}

} // namespace

Result<std::optional<UpstreamMatch>> UpstreamIndex::identify(const std::vector<VendoredFile> &files,
                                                             const std::string &directory) const {
  if (files.size() > kMaxFiles)
    return fail({"more than " + std::to_string(kMaxFiles) + " files to identify", directory, 0, 0, "", ""});
  const auto candidates = upstreamCandidates(database_, files);
  if (!candidates) return fail(candidates.error());
  if (candidates->empty() || !isEnough(candidates->front(), files)) return std::nullopt;
  const UpstreamCandidate &candidate = candidates->front();
  const auto content = contentOf(database_, candidate.upstream, candidate.best.front());
  if (!content) return fail(content.error());

  UpstreamMatch match = describe(candidate);
  Comparison(candidate, candidate.best.front(), *content, files).fill(match, directory);
  for (auto other = candidates->begin() + 1; other != candidates->end(); ++other)
    if (other->agreement >= kLeastAlsoIn) match.alsoIn.push_back(other->name + " (" + counted(other->unmodified) + ")");
  std::ranges::sort(match.alsoIn);
  const std::size_t known = match.pedigree.unmodified + match.pedigree.modified.size();
  match.confidence = rounded(static_cast<double>(match.pedigree.unmodified) / static_cast<double>(known));
  if (match.firstVersion == match.lastVersion && match.confidence >= kLeastForVersion)
    match.version = match.firstVersion;
  const std::string evidence = evidenceOf(match, files.size());
  const bool unsure = candidates->size() > 1 && isTied(candidate, (*candidates)[1]);
  match.identity.push_back({"name", "hash-comparison", match.confidence / (unsure ? 2 : 1), match.name, evidence});
  if (!match.version.empty())
    match.identity.push_back({"version", "hash-comparison", match.confidence, match.version, evidence});
  return match;
}

} // namespace lintel::sbom
