#include "sbom/audit/fetched.h"

#include "core/support/text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <re2/re2.h>
#include <string>

namespace lintel::sbom {
namespace {

// Sources and revisions are compared with patterns; nothing that long is a URL.
constexpr std::size_t kMaxUrlSize = 4096;

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

// CMake's references to variables of every kind, its generator expressions, and what configure_file() fills in.
const std::string kComputed = R"re((?:\$(?:[A-Z]+)?[{<]|@[A-Za-z_]\w*@))re";

// Also "$(x)" of make, shells and xmake, which stands in many an xmake URL for the version alone.
bool beginsComputed(std::string_view text) {
  static const RE2 computed("(?:\\$\\(|" + kComputed + ").*");
  return RE2::FullMatch(piece(text), computed);
}

bool isArchiveUrl(std::string_view source) {
  static const RE2 archive(R"re((?i).*\.(?:zip|7z|t[gx]z|tbz2?|tar(?:\.(?:gz|xz|bz2|zst|lz4?))?|crate|whl|jar)$)re");
  static const RE2 served(R"re((?i).*/(?:archive|releases/download|-/archive|tarball|zipball|get)/.+)re");
  const std::string_view path = source.substr(0, source.find_first_of("?#"));
  return RE2::FullMatch(piece(path), archive) || RE2::FullMatch(piece(path), served);
}

// "user@host:path", and without a user what can hardly be anything else: "host.org:path", "alias:path.git".
bool readScp(std::string_view source, std::string *host, std::string *path) {
  static const RE2 scp(R"re((?:[^/@:]+@)?([^/@:]+):([^?#]*).*)re");
  static const RE2 plain(R"re((?:[^/@:]+@|[^/@:]+\.[^/@:]+:|[^/@:]{2,}:[^:]*\.git$).*)re");
  return RE2::FullMatch(piece(source), plain) && RE2::FullMatch(piece(source), scp, host, path);
}

// Not in the repository itself.
bool isElsewhere(std::string_view source) {
  static const RE2 remote(R"re((?:[A-Za-z][A-Za-z0-9+.-]*://|\.\.?/).*)re");
  if (source.size() > kMaxUrlSize) return false;
  std::string host, path;
  return RE2::FullMatch(piece(source), remote) || readScp(source, &host, &path) || beginsComputed(source);
}

std::string purlType(const Declaration &declaration) {
  if (!declaration.purl.starts_with("pkg:")) return "";
  return declaration.purl.substr(4, declaration.purl.find('/') - 4);
}

} // namespace

std::string registryOf(const Declaration &declaration) {
  static constexpr std::array<std::string_view, 7> kTypes{"bazel", "cargo", "conan", "golang", "npm", "pypi", "vcpkg"};
  const std::string type = purlType(declaration);
  if (std::ranges::find(kTypes, type) != kTypes.end()) return type;
  // What has no purl type is known by its manifest.
  static constexpr std::array<std::pair<std::string_view, const char *>, 6> kChannels{{{"vcpkg", "vcpkg"},
                                                                                       {"conan", "conan"},
                                                                                       {"bazel", "bazel"},
                                                                                       {"xmake", "xmake"},
                                                                                       {"meson:wrap", "meson"},
                                                                                       {"meson-wrap", "meson"}}};
  for (const auto &[channel, registry] : kChannels) {
    if (lowerCase(declaration.channel).starts_with(channel)) return registry;
  }
  return "";
}

Fetch fetchOf(const Declaration &declaration) {
  if (isElsewhere(declaration.source)) {
    if (isArchiveUrl(declaration.source)) return Fetch::Archive;
    const std::string registry = registryOf(declaration);
    // Registries name their server as the source; a revision or a repository's ending tells otherwise.
    const bool isRepository = declaration.source.ends_with(".git") || declaration.source.starts_with("git") ||
                              declaration.channel.find("submodule") != std::string::npos ||
                              declaration.channel.find("git_") != std::string::npos;
    // A wrap and a repository rule of Bazel name what is downloaded, not a server.
    const bool namesDownload = registry == "meson" || (registry == "bazel" && purlType(declaration) != "bazel");
    if (namesDownload && !isRepository && declaration.revision.empty()) return Fetch::Archive;
    if (!registry.empty() && !isRepository && declaration.revision.empty()) return Fetch::Registry;
    const bool hasDigest = std::ranges::any_of(declaration.checksums, [](const Checksum &checksum) {
      return checksum.algorithm != "rrev" && checksum.algorithm != "prev";
    });
    return hasDigest && declaration.revision.empty() ? Fetch::Archive : Fetch::Repository;
  }
  // A directory in place of what a registry has is not fetched.
  const std::string registry = registryOf(declaration);
  const bool isLocal = !declaration.path.empty() || declaration.channel.find("local_") != std::string::npos;
  if (registry == "bazel" && isLocal && declaration.source.empty()) return Fetch::System;
  return registry.empty() ? Fetch::System : Fetch::Registry;
}

bool isComputed(std::string_view text) {
  static const RE2 computed(kComputed);
  if (text.size() > kMaxUrlSize) return false;
  // An expression of a script has blanks and quotes, which no address has.
  const bool isExpression = text.find_first_of(" '\"") != std::string_view::npos || text.ends_with("(...)");
  return isExpression || beginsComputed(text) || RE2::PartialMatch(piece(text), computed);
}

std::string schemeOf(std::string_view source) {
  static const RE2 url(R"re((?:git\+|svn\+)?([A-Za-z][A-Za-z0-9+.-]*)://.*)re");
  std::string scheme;
  if (source.size() <= kMaxUrlSize) RE2::FullMatch(piece(source), url, &scheme);
  return lowerCase(scheme);
}

std::optional<SourceUrl> parseSource(std::string_view source) {
  if (source.empty() || source.size() > kMaxUrlSize || source.starts_with('.')) return std::nullopt;
  if (isComputed(source) || source.find("@@") != std::string_view::npos) return std::nullopt;
  static const RE2 url(
      R"re((?:git\+|svn\+)?([A-Za-z][A-Za-z0-9+.-]*)://(?:[^/@]*@)?([^/:?#]*)(?::\d+)?(/[^?#]*)?.*)re");
  std::string scheme, host, path;
  if (RE2::FullMatch(piece(source), url, &scheme, &host, &path)) {
    scheme = lowerCase(scheme);
  } else if (readScp(source, &host, &path)) {
    scheme = "ssh";
    path.insert(0, path.starts_with('/') ? "" : "/");
  } else {
    if (!source.starts_with('/')) return std::nullopt; // a directory of the repository
    return SourceUrl{"file", std::string(source)};
  }
  while (path.ends_with('/')) path.pop_back();
  if (path.ends_with(".git")) path.erase(path.size() - 4);
  host = lowerCase(host);
  if (host.starts_with("www.")) host.erase(0, 4);
  return SourceUrl{scheme, host + path};
}

RevisionKind revisionKindOf(std::string_view revision) {
  if (isCommitId(revision)) return RevisionKind::Commit;
  if (revision.size() > kMaxUrlSize) return RevisionKind::Moving;
  if (revision.starts_with("refs/tags/")) return RevisionKind::Tag;
  static const RE2 subversion("-r[0-9]+"); // as an option of svn: a number of the repository, which never moves
  if (RE2::FullMatch(piece(revision), subversion)) return RevisionKind::Commit;
  static const RE2 abbreviated(R"re([0-9a-f]{7,39})re");
  const auto hasLetter = std::ranges::any_of(revision, [](unsigned char c) { return std::isalpha(c) != 0; });
  if (hasLetter && RE2::FullMatch(piece(revision), abbreviated)) return RevisionKind::Abbreviated;
  // "v1.3.1", "curl-8_4_0", "R_2_5_0", "boost-1.83.0", "20230802.1", "1.0-rc1"; not "release/1.2", "v1.x",
  // "3.0-branch".
  static const RE2 tag(R"re((?i)(?:[a-z][a-z0-9+]*[-_.])*(?:v|ver|version|release|rel|r)?[-_.]?\d+(?:[._-]\d+)*)re"
                       R"re((?:[-_.+~]?(?:alpha|beta|rc|pre|preview|dev|p|pl|post|final|ga|lts)[-_.]?\d*|[a-z]\d*)?)re"
                       R"re((?:[.+]\d+)*(?:\+[a-z0-9.]+)?)re");
  return RE2::FullMatch(piece(revision), tag) ? RevisionKind::Tag : RevisionKind::Moving;
}

bool isStrong(const Checksum &checksum) {
  static constexpr std::array<std::string_view, 11> kStrong{"sha256",   "sha384",  "sha512",   "sha-256",
                                                            "sha-384",  "sha-512", "sha3-256", "sha3-384",
                                                            "sha3-512", "blake2b", "h1"};
  return std::ranges::find(kStrong, checksum.algorithm) != kStrong.end();
}

std::string downloadName(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  return std::string(url.substr(url.rfind('/') + 1));
}

} // namespace lintel::sbom
