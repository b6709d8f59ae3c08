// How a declared dependency gets here: from which place, as what, and what names the exact thing.
#pragma once

#include "sbom/model/declaration.h"

#include <optional>
#include <string>
#include <string_view>

namespace lintel::sbom {

enum class Fetch {
  System,     // looked up on the machine (find_package, pkg-config, Debian packages) or lying in the repository
  Registry,   // by name and version: Conan, vcpkg, npm, ...
  Repository, // a clone of a repository
  Archive     // a download
};
Fetch fetchOf(const Declaration &declaration);

// The registry by the type of its purls: "conan", "npm"; empty for declarations that ask none.
std::string registryOf(const Declaration &declaration);

// Whether part of a source or revision is computed where a reader of text cannot follow: "${X}", "$ENV{X}",
// "$<IF:...>", "@X@", "function(...)".
bool isComputed(std::string_view text);

// "http" of "http://${HOST}/x", lower-case; empty when the source does not begin with one.
std::string schemeOf(std::string_view source);

struct SourceUrl {
  std::string scheme; // lower-case; "ssh" for "git@host:path" and "host.org:path"
  std::string place;  // "host/path", lower-case host, without user, port and ".git"; local paths as they are
};
// nullopt for what is relative to the project's own origin or repository, or computed.
std::optional<SourceUrl> parseSource(std::string_view source);

// What a name of a revision is good for.
enum class RevisionKind {
  Commit,      // names one tree for ever
  Abbreviated, // the beginning of a commit
  Tag,         // looks like a version
  Moving       // a branch, or a name that says nothing about time
};
RevisionKind revisionKindOf(std::string_view revision);

// SHA-256 and better, and what is made of them.
bool isStrong(const Checksum &checksum);

// The part of a URL behind its last '/', without query: the name of the downloaded file.
std::string downloadName(std::string_view url);

} // namespace lintel::sbom
