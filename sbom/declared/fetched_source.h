// Where a dependency is fetched from, and the package URL that follows from it.
#pragma once

#include "sbom/model/declaration.h"

#include <optional>
#include <string>
#include <string_view>

namespace lintel::sbom {

// A repository at a forge that has a purl type of its own.
struct HostedRepository {
  std::string type;      // "github", "gitlab", "bitbucket"
  std::string nameSpace; // as in the address; GitLab: groups with '/' between them
  std::string name;      // without ".git"
  std::string revision;  // tag or commit that the address of an archive names; empty for the repository itself
};

// Of https, ssh, git and scp-like addresses of github.com, gitlab.com and bitbucket.org; also of archives and release
// files there.
std::optional<HostedRepository> hostedRepository(std::string_view url);

// url without user name and password: they are nobody's business in a report. "git@host:path" stays as it is.
std::string withoutCredentials(std::string_view url);

enum class SourceKind { Archive, Git, Subversion, Mercurial };

// Sets source, and from name, version, revision and checksums the purl: pkg:github/org/repo@revision (gitlab,
// bitbucket likewise), else pkg:generic/name@version with checksum, download_url or vcs_url. A url that is computed
// (computed == true) gives no purl. Call it last.
void setSource(Declaration &declaration, std::string_view url, SourceKind kind, bool computed);

// "SHA256=0a1b..." as CMake writes it, or a value with the algorithm known; lower case. nullopt: not hexadecimal.
std::optional<Checksum> checksumOf(std::string_view algorithm, std::string_view hex);

// A subresource integrity value ("sha256-<base64>") as Bazel states it. nullopt: of another form.
std::optional<Checksum> checksumOfIntegrity(std::string_view integrity);

} // namespace lintel::sbom
