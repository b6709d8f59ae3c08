#include "sbom/declared/fetched_source.h"

#include "core/support/text.h"
#include "sbom/declared/stated_version.h"
#include "sbom/model/purl.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <re2/re2.h>

namespace lintel::sbom {
namespace {

std::string withoutGitEnding(std::string name) {
  while (name.ends_with('/')) name.pop_back();
  if (name.ends_with(".git")) name.resize(name.size() - 4);
  return name;
}

// The revision in what follows the repository in an address: "archive/refs/tags/v1.zip", "releases/download/v1/x.zip",
// GitLab's "-/archive/v1/x-v1.zip", Bitbucket's "get/v1.zip", and codeload's "tar.gz/refs/tags/v1".
std::string revisionOf(std::string_view rest) {
  static const re2::RE2 kNamed("(?:releases/download|-/archive)/([^/]+)/.+");
  static const re2::RE2 kArchive("(?:archive|get|tar\\.gz|zip)/(?:refs/(?:tags|heads)/)?(.+)");
  std::string revision;
  if (re2::RE2::FullMatch(rest, kNamed, &revision)) return revision;
  if (!re2::RE2::FullMatch(rest, kArchive, &revision)) return {};
  if (const auto stem = withoutArchiveEnding(revision)) revision = std::string(*stem);
  // GitHub also serves "archive/<tag>/<any name>.zip".
  const std::size_t slash = revision.find('/');
  const bool named = slash != std::string::npos &&
                     (isCommitId(revision.substr(0, slash)) || versionOfTag(revision.substr(0, slash)).has_value());
  return named ? revision.substr(0, slash) : revision;
}

std::string checksumQualifier(const Declaration &declaration) {
  std::string text;
  for (const Checksum &checksum : declaration.checksums) {
    text += (text.empty() ? "" : ",") + checksum.algorithm + ":" + checksum.value;
  }
  return text;
}

// The location of a repository as SPDX writes it (clause 7.7 of SPDX 2.3): "git+https://host/path@revision".
std::string vcsUrl(const Declaration &declaration, SourceKind kind) {
  const char *const tool = kind == SourceKind::Subversion ? "svn" : kind == SourceKind::Mercurial ? "hg" : "git";
  const std::string prefix = declaration.source.starts_with(tool) ? "" : std::string(tool) + "+";
  return prefix + declaration.source + (declaration.revision.empty() ? "" : "@" + declaration.revision);
}

bool isRemote(std::string_view url) {
  static const re2::RE2 kRemote("(?i)(?:https?|ftps?|ssh|git|svn(?:\\+ssh)?)://.+|[\\w.-]+@[\\w.-]+:.+");
  return re2::RE2::FullMatch(url, kRemote);
}

int base64Value(char c) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::size_t value = kAlphabet.find(c);
  return value == std::string_view::npos ? -1 : static_cast<int>(value);
}

// RFC 4648, clause 4; nullopt for a character that does not belong.
std::optional<std::string> hexOfBase64(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string hex;
  unsigned bits = 0;
  unsigned held = 0;
  for (const char c : text) {
    const int value = base64Value(c);
    if (value < 0) return std::nullopt;
    held = (held << 6 | static_cast<unsigned>(value)) & 0xFFFU;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    const unsigned byte = held >> bits & 0xFFU;
    hex += {kHex[byte >> 4], kHex[byte & 15U]};
  }
  return hex;
}

} // namespace

std::optional<HostedRepository> hostedRepository(std::string_view url) {
  if (url.size() > 2000) return std::nullopt;
  static const re2::RE2 kAddress(
      "(?i)(?:git\\+)?(?:(?:https?|ssh|git)://(?:[^/@]*@)?|[\\w.-]+@)"
      "(?:www\\.|codeload\\.)?(github|gitlab|bitbucket)\\.(?:com|org)(?::[0-9]+)?[/:]([^?#]+).*");
  std::string type;
  std::string path;
  if (!re2::RE2::FullMatch(url, kAddress, &type, &path)) return std::nullopt;
  HostedRepository found{lowerCase(type), "", "", ""};
  std::string rest;
  if (found.type == "gitlab") {
    const std::size_t mark = path.find("/-/");
    if (mark != std::string::npos) rest = path.substr(mark + 1);
    path = withoutGitEnding(path.substr(0, mark));
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return std::nullopt;
    found.nameSpace = path.substr(0, slash);
    found.name = path.substr(slash + 1);
  } else {
    static const re2::RE2 kTwo("([^/]+)/([^/]+)/?(.*)");
    if (!re2::RE2::FullMatch(path, kTwo, &found.nameSpace, &found.name, &rest)) return std::nullopt;
    found.name = withoutGitEnding(found.name);
  }
  if (found.name.empty() || found.nameSpace.empty()) return std::nullopt;
  found.revision = revisionOf(rest);
  return found;
}

std::string withoutCredentials(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return std::string(url);
  const std::size_t host = scheme + 3;
  const std::string_view authority = url.substr(host, url.find('/', host) - host);
  const std::size_t at = authority.rfind('@');
  if (at == std::string_view::npos) return std::string(url);
  return std::string(url.substr(0, host)) + std::string(url.substr(host + at + 1));
}

void setSource(Declaration &declaration, std::string_view url, SourceKind kind, bool computed) {
  declaration.source = withoutCredentials(url);
  std::ranges::sort(declaration.checksums);
  if (url.empty() || computed) return;
  if (const auto hosted = hostedRepository(url)) {
    const std::string &stated = declaration.branch.empty() ? declaration.revision : declaration.branch;
    const std::string &revision = stated.empty() ? hosted->revision : stated;
    // The purl types github and bitbucket compare without regard to case and are written in lower case; so is gitlab.
    declaration.purl = makePurl(hosted->type, lowerCase(hosted->nameSpace), lowerCase(hosted->name), revision, {});
    return;
  }
  if (!isRemote(url) || declaration.name.empty()) return;
  const bool archive = kind == SourceKind::Archive;
  declaration.purl = makePurl("generic", "", declaration.name, declaration.version,
                              {{"checksum", checksumQualifier(declaration)},
                               {"download_url", archive ? declaration.source : ""},
                               {"vcs_url", archive ? "" : vcsUrl(declaration, kind)}});
}

std::optional<Checksum> checksumOf(std::string_view algorithm, std::string_view hex) {
  const auto isHex = [](unsigned char c) { return std::isxdigit(c) != 0; };
  if (algorithm.empty() || hex.empty() || hex.size() > 128 || !std::ranges::all_of(hex, isHex)) return std::nullopt;
  std::string name = lowerCase(algorithm);
  std::ranges::replace(name, '_', '-');
  return Checksum{std::move(name), lowerCase(hex)};
}

std::optional<Checksum> checksumOfIntegrity(std::string_view integrity) {
  // The bytes of each digest, so that a value that was cut off is not taken for one.
  constexpr std::array<std::pair<std::string_view, std::size_t>, 3> kDigests = {
      {{"sha256", 32}, {"sha384", 48}, {"sha512", 64}}};
  const std::size_t dash = integrity.find('-');
  if (dash == std::string_view::npos || integrity.size() > 200) return std::nullopt;
  for (const auto &[algorithm, bytes] : kDigests) {
    if (integrity.substr(0, dash) != algorithm) continue;
    auto hex = hexOfBase64(integrity.substr(dash + 1));
    if (!hex || hex->size() != bytes * 2) return std::nullopt;
    return Checksum{std::string(algorithm), std::move(*hex)};
  }
  return std::nullopt;
}

} // namespace lintel::sbom
