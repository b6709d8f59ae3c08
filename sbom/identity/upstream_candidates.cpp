#include "sbom/identity/upstream_candidates.h"

#include "sbom/identity/customary_containers.h"
#include "sbom/identity/release_writer.h"
#include "sbom/identity/tag_version.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace lintel::sbom {
namespace {

constexpr std::int64_t kOrdinary = 1000; // what one file weighs
constexpr std::int64_t kTrivial = 20;    // a licence, a tiny file: many projects have the same
constexpr std::uint64_t kTinySize = 64;  // bytes

std::string_view baseName(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool isTrivial(const VendoredFile &file) {
  constexpr std::array<std::string_view, 6> kStems = {"LICENSE",   "LICENCE", "COPYING",
                                                      "UNLICENSE", ".git",    ".clang-format"};
  const std::string_view name = baseName(file.path);
  const auto begins = [name](std::string_view stem) { return name.starts_with(stem); };
  return file.size < kTinySize || std::ranges::any_of(kStems, begins);
}

std::int64_t weightOf(const VendoredFile &file) { return isTrivial(file) ? kTrivial : kOrdinary; }

// The bytes that both paths end with, at a boundary of components.
std::size_t commonSuffix(std::string_view a, std::string_view b) {
  const auto [left, right] = std::mismatch(a.rbegin(), a.rend(), b.rbegin(), b.rend());
  const auto size = static_cast<std::size_t>(left - a.rbegin());
  if (size == a.size() && size == b.size()) return size;
  if (size == a.size() && b[b.size() - size - 1] == '/') return size;
  if (size == b.size() && a[a.size() - size - 1] == '/') return size;
  const std::size_t slash = a.substr(a.size() - size).find('/');
  return slash == a.npos ? 0 : size - slash - 1;
}

// Whether an upstream keeps other people's code below such a directory.
bool isForeign(std::string_view directory) {
  while (!directory.empty()) {
    const std::size_t slash = std::min(directory.find('/'), directory.size());
    if (isCustomaryContainer(directory.substr(0, slash))) return true;
    directory.remove_prefix(std::min(slash + 1, directory.size()));
  }
  return false;
}

// A file of another name says half, and one that the upstream itself has from elsewhere a quarter.
std::int64_t agreement(const VendoredFile &file, std::string_view upstreamPath) {
  const std::int64_t weight = weightOf(file);
  const std::size_t common = commonSuffix(file.path, upstreamPath);
  if (isForeign(upstreamPath.substr(0, upstreamPath.size() - common))) return weight / 4;
  return common == 0 ? weight / 2 : weight;
}

class Collector {
public:
  Collector(const Database &database, const std::vector<VendoredFile> &files) : database_(database), files_(files) {}

  Result<std::vector<UpstreamCandidate>> run() {
    if (Status found = findHits(); !found) return fail(found.error());
    std::vector<UpstreamCandidate> candidates;
    for (auto &[id, candidate] : byUpstream_) {
      candidate.upstream = id;
      if (Status read = readReleases(candidate); !read) return fail(read.error());
      chooseReleases(candidate);
      if (!candidate.best.empty()) candidates.push_back(std::move(candidate));
    }
    std::ranges::sort(candidates, [](const UpstreamCandidate &a, const UpstreamCandidate &b) {
      const auto likely = [](const UpstreamCandidate &c) { return std::tuple(-likelihood(c), c.name, c.url); };
      return likely(a) < likely(b);
    });
    return candidates;
  }

private:
  Status findHits() {
    auto found = database_.prepare("SELECT s.upstream, s.first, s.last, p.name FROM blob b JOIN span s ON s.blob=b.id"
                                   " JOIN path p ON p.id=s.path WHERE b.name=?");
    if (!found) return fail(found.error());
    for (std::size_t file = 0; file < files_.size(); ++file) {
      const auto exact = addHits(*found, file, files_[file].blobId);
      if (!exact) return fail(exact.error());
      if (*exact || files_[file].unixBlobId.empty()) continue;
      const auto unixLike = addHits(*found, file, files_[file].unixBlobId);
      if (!unixLike) return fail(unixLike.error());
    }
    return {};
  }

  // Whether there was any. A file of several upstreams says less of each.
  Result<bool> addHits(Statement &statement, std::size_t file, const std::string &blobId) {
    statement.bind(1, packedId(blobId));
    std::map<std::int64_t, std::vector<UpstreamHit>> hits;
    Result<bool> row = statement.step();
    for (; row && *row; row = statement.step()) {
      const std::string path = statement.text(3);
      const std::int64_t says = agreement(files_[file], path);
      hits[statement.number(0)].push_back({file, statement.number(1), statement.number(2), path, says, says});
    }
    if (!row) return fail(row.error());
    for (auto &[upstream, added] : hits) {
      std::vector<UpstreamHit> &all = byUpstream_[upstream].hits;
      for (UpstreamHit &hit : added) {
        hit.weight /= static_cast<std::int64_t>(hits.size());
        all.push_back(std::move(hit));
      }
    }
    return !hits.empty();
  }

  Status readReleases(UpstreamCandidate &candidate) {
    auto upstream = database_.prepare("SELECT name, url FROM upstream WHERE id=?");
    auto releases =
        database_.prepare("SELECT ordinal, tag, commit_id, version, prerelease, files FROM release WHERE upstream=?");
    if (!upstream) return fail(upstream.error());
    if (!releases) return fail(releases.error());
    upstream->bind(1, candidate.upstream);
    Result<bool> row = upstream->step();
    if (!row) return fail(row.error());
    candidate.name = upstream->text(0);
    candidate.url = upstream->text(1);
    releases->bind(1, candidate.upstream);
    for (row = releases->step(); row && *row; row = releases->step())
      candidate.releases[releases->number(0)] = {releases->text(1), releases->text(2), releases->text(3),
                                                 releases->number(4) != 0,
                                                 static_cast<std::size_t>(releases->number(5))};
    if (!row) return fail(row.error());
    return {};
  }

  // Those that hold most; of them, releases rather than pre-releases.
  void chooseReleases(UpstreamCandidate &candidate) {
    struct Sum {
      std::int64_t weight = 0;
      std::size_t files = 0;
      std::int64_t agreement = 0;
      auto operator<=>(const Sum &) const = default;
    };
    std::map<std::int64_t, Sum> sums;
    for (auto hit = candidate.hits.begin(); hit != candidate.hits.end();) {
      std::map<std::int64_t, const UpstreamHit *> strongest; // of this file, by release
      const std::size_t file = hit->file;
      for (; hit != candidate.hits.end() && hit->file == file; ++hit)
        for (auto release = candidate.releases.lower_bound(hit->first);
             release != candidate.releases.end() && release->first <= hit->last; ++release) {
          const UpstreamHit *&known = strongest[release->first];
          if (!known || known->weight < hit->weight) known = &*hit;
        }
      for (const auto &[release, one] : strongest) {
        Sum &sum = sums[release];
        sum = {sum.weight + one->weight, sum.files + 1, sum.agreement + one->agreement};
      }
    }
    Sum most;
    for (const auto &[release, sum] : sums) {
      if (sum > most) candidate.best.clear();
      if (sum >= most) candidate.best.push_back(release);
      most = std::max(most, sum);
    }
    candidate.weight = most.weight;
    candidate.unmodified = most.files;
    candidate.agreement = most.agreement;
    const auto isPrerelease = [&](std::int64_t release) { return candidate.releases[release].prerelease; };
    if (!std::ranges::all_of(candidate.best, isPrerelease)) std::erase_if(candidate.best, isPrerelease);
    std::ranges::sort(candidate.best, [&](std::int64_t a, std::int64_t b) {
      const auto order = compareVersions(candidate.releases[a].version, candidate.releases[b].version);
      return order != 0 ? order < 0 : a < b;
    });
  }

  // A copy of a whole release is likelier than one of a corner of it.
  static std::int64_t likelihood(const UpstreamCandidate &candidate) {
    std::size_t files = 1;
    for (const std::int64_t release : candidate.best) files = std::max(files, candidate.releases.at(release).files);
    const double covered = std::min(1.0, static_cast<double>(candidate.unmodified) / static_cast<double>(files));
    return static_cast<std::int64_t>(static_cast<double>(candidate.weight) * (0.7 + 0.3 * covered));
  }

  const Database &database_;
  const std::vector<VendoredFile> &files_;
  std::map<std::int64_t, UpstreamCandidate> byUpstream_;
};

} // namespace

Result<std::vector<UpstreamCandidate>> upstreamCandidates(const Database &database,
                                                          const std::vector<VendoredFile> &files) {
  return Collector(database, files).run();
}

std::int64_t totalWeight(const std::vector<VendoredFile> &files) {
  std::int64_t total = 0;
  for (const VendoredFile &file : files) total += weightOf(file);
  return total;
}

} // namespace lintel::sbom
