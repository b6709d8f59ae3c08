// Package URLs of the ecosystems whose manifests are read here. What each type asks for is in the specification's
// type definitions (github.com/package-url/purl-spec, types/).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lintel::sbom {

// A Git URL taken apart: https, ssh, git, and "user@host:path" as scp has it.
struct GitUrl {
  std::string canonical; // with a scheme and without a password: "ssh://git@host/owner/repo.git"
  std::string host;      // lower-case
  std::string path;      // without leading slash and ".git": "owner/repo"
};
std::optional<GitUrl> parseGitUrl(std::string_view url); // nullopt for relative URLs and local paths

// pkg:github for repositories there, else pkg:generic with vcs_url; empty when the URL cannot be read.
// revision: a commit or tag; may be empty.
std::string gitPurl(std::string_view url, std::string_view revision);
// "git+https://host/owner/repo@revision", the value of the qualifier vcs_url.
std::string vcsUrl(std::string_view url, std::string_view revision);

// version is left out when it is empty. repositoryUrl: empty for the ecosystem's own registry.
std::string vcpkgPurl(std::string_view name, std::string_view version, int portVersion, std::string_view repositoryUrl);
std::string npmPurl(std::string_view name, std::string_view version);          // name: "left-pad", "@scope/name"
std::string golangPurl(std::string_view modulePath, std::string_view version); // lower-cased
std::string pypiPurl(std::string_view name, std::string_view version);         // normalised
std::string debianPurl(std::string_view name, std::string_view version);       // pkg:deb/debian/...

// Lower case, runs of "-", "_" and "." as one "-" (PEP 503).
std::string normalisedPythonName(std::string_view name);

} // namespace lintel::sbom
