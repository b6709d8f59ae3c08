// A vendored copy and the upstream release that it is.
#pragma once

#include "core/input/git_history.h"
#include "sbom/model/bom.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

// One regular file of a copy.
struct VendoredFile {
  std::string path;       // relative to the copy's directory
  std::string blobId;     // 40 hexadecimal digits
  std::string unixBlobId; // with LF in place of CRLF; empty when that makes no difference
  std::uint64_t size = 0;
};

VendoredFile vendoredFile(std::string path, std::string_view content);

struct UpstreamMatch {
  // A file of the copy that upstream has with another content.
  struct ModifiedFile {
    std::string path;         // repo-relative
    std::string upstreamPath; // in the release
    std::string upstreamBlob;
    friend auto operator<=>(const ModifiedFile &, const ModifiedFile &) = default;
  };

  std::string name;                   // of the upstream
  std::string version;                // empty when several versions fit equally well, or none well enough
  std::string firstVersion;           // the oldest that fits best; equal to version if that is known
  std::string lastVersion;            // the newest of them
  std::vector<std::string> tags;      // that fit equally well, oldest version first
  double confidence = 0;              // share of unmodified ones among the files that upstream has
  std::vector<Identity> identity;     // of "name" and, when it is known, "version"
  Pedigree pedigree;                  // against the first of the tags; patchLines is left 0
  std::vector<ModifiedFile> modified; // sorted
  std::vector<std::string> alsoIn;    // other upstreams that hold some of the files: "redis (12 files)"; sorted
};

// Fills pedigree.patchLines by comparing the modified files with upstream's. read: content of a file of the copy,
// by its repo-relative path. Binary files count no lines. Errors: a file that cannot be read on either side.
Status measurePatch(UpstreamMatch &match, const GitHistory &upstream,
                    const std::function<Result<std::string>(const std::string &path)> &read);

} // namespace lintel::sbom
