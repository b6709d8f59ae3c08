// Which releases of the index hold the files of a copy, and which of them holds most.
#pragma once

#include "sbom/identity/upstream_match.h"
#include "sbom/store/sqlite.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lintel::sbom {

// A file of the copy that releases of an upstream hold with the same content.
struct UpstreamHit {
  std::size_t file;       // in the files of the copy
  std::int64_t first;     // ordinals of releases
  std::int64_t last;      // inclusive
  std::string path;       // in the release
  std::int64_t agreement; // what the file says of the copy
  std::int64_t weight;    // the same, shared among all upstreams that hold it
};

struct UpstreamRelease {
  std::string tag;
  std::string commit;
  std::string version;
  bool prerelease = false;
  std::size_t files = 0;
};

struct UpstreamCandidate {
  std::int64_t upstream = 0;
  std::string name;
  std::string url;
  std::vector<UpstreamHit> hits;
  std::map<std::int64_t, UpstreamRelease> releases; // by ordinal
  std::vector<std::int64_t> best;                   // ordinals of the releases that hold most, oldest version first
  std::size_t unmodified = 0;                       // files of the copy in each of them
  std::int64_t weight = 0;                          // of those files
  std::int64_t agreement = 0;                       // of those files
};

// Every upstream that holds a file of the copy, the most likely one first.
Result<std::vector<UpstreamCandidate>> upstreamCandidates(const Database &database,
                                                          const std::vector<VendoredFile> &files);

// What all files of a copy weigh that say something.
std::int64_t totalWeight(const std::vector<VendoredFile> &files);

} // namespace lintel::sbom
