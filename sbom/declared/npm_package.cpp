#include "sbom/declared/npm_package.h"

#include "core/support/text.h"
#include "sbom/declared/package_purls.h"
#include "sbom/model/purl.h"

#include <algorithm>
#include <openssl/evp.h>
#include <re2/re2.h>

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxIntegrity = 1000; // one of sha512 has 95 bytes

std::string hexOfBase64(std::string_view base64) {
  if (base64.empty() || base64.size() % 4 != 0) return {};
  std::vector<unsigned char> bytes(base64.size());
  const int size = EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char *>(base64.data()),
                                   static_cast<int>(base64.size()));
  if (size < 0) return {};
  bytes.resize(static_cast<std::size_t>(size) - (base64.ends_with("==") ? 2 : base64.ends_with('=') ? 1 : 0));
  constexpr char kHex[] = "0123456789abcdef";
  std::string hex;
  for (const unsigned char byte : bytes) hex += {kHex[byte >> 4], kHex[byte & 15]};
  return hex;
}

std::size_t hexSizeOf(std::string_view algorithm) {
  if (algorithm == "sha1") return 40;
  if (algorithm == "sha256") return 64;
  if (algorithm == "sha384") return 96;
  if (algorithm == "sha512") return 128;
  return 0;
}

bool isGitSpec(std::string_view spec) {
  return spec.starts_with("git+") || spec.starts_with("git:") || spec.starts_with("git@") ||
         spec.starts_with("ssh://") || spec.starts_with("github:");
}

// "owner/repo#ref" and "github:owner/repo#ref" are short for a repository there.
std::string expandedGitUrl(std::string_view spec) {
  constexpr std::string_view kShort = "github:";
  if (spec.starts_with(kShort)) return "https://github.com/" + std::string(spec.substr(kShort.size()));
  if (isGitSpec(spec)) return std::string(spec);
  return "https://github.com/" + std::string(spec);
}

void describeGit(std::string_view spec, Declaration &declaration) {
  const std::string url = expandedGitUrl(spec);
  const std::size_t hash = url.find('#');
  const std::string repository = url.substr(0, hash);
  declaration.revision = hash == std::string::npos ? "" : url.substr(hash + 1);
  const auto parsed = parseGitUrl(repository);
  declaration.source = parsed ? parsed->canonical : repository;
  declaration.purl = npmPurl(declaration.name, declaration.version);
  if (const std::string vcs = vcsUrl(repository, declaration.revision); !vcs.empty()) {
    declaration.purl += "?vcs_url=" + purlEncode(vcs);
  }
}

} // namespace

std::vector<Checksum> checksumsOfIntegrity(std::string_view integrity) {
  std::vector<Checksum> checksums;
  integrity = integrity.substr(0, kMaxIntegrity);
  while (!integrity.empty()) {
    const std::string_view entry = integrity.substr(0, integrity.find(' '));
    integrity.remove_prefix(std::min(entry.size() + 1, integrity.size()));
    const std::size_t dash = entry.find('-');
    if (dash == std::string_view::npos) continue;
    const std::string_view algorithm = entry.substr(0, dash);
    const std::string_view options = entry.substr(dash + 1);
    std::string hex = hexOfBase64(options.substr(0, options.find('?')));
    if (!hex.empty() && hex.size() == hexSizeOf(algorithm))
      checksums.push_back({std::string(algorithm), std::move(hex)});
  }
  return checksums;
}

bool isExactNpmVersion(std::string_view text) {
  static const RE2 kVersion(R"(\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?)");
  return RE2::FullMatch(text, kVersion);
}

bool isLocalNpmSpec(std::string_view spec) {
  return spec.starts_with("file:") || spec.starts_with("link:") || spec.starts_with("workspace:") ||
         spec.starts_with("portal:") || spec.starts_with("./") || spec.starts_with("../");
}

void describeNpmSpec(std::string_view spec, Declaration &declaration) {
  declaration.constraint = std::string(spec);
  constexpr std::string_view kAlias = "npm:";
  if (spec.starts_with(kAlias)) {
    spec.remove_prefix(kAlias.size());
    const std::size_t at = spec.find('@', 1); // the first character may be that of a scope
    declaration.name = std::string(spec.substr(0, at));
    spec = at == std::string_view::npos ? std::string_view() : spec.substr(at + 1);
  }
  static const RE2 kGitHub(R"([\w.-]+/[\w.-]+(#.*)?)");
  if (isGitSpec(spec) || RE2::FullMatch(spec, kGitHub)) {
    describeGit(spec, declaration);
    return;
  }
  if (spec.starts_with("https:") || spec.starts_with("http:")) declaration.source = std::string(spec);
  if (isExactNpmVersion(spec)) declaration.version = std::string(spec);
  declaration.purl = npmPurl(declaration.name, declaration.version);
}

void describeNpmSource(std::string_view resolved, Declaration &declaration) {
  if (isGitSpec(resolved)) {
    describeGit(resolved, declaration);
    return;
  }
  declaration.source = std::string(resolved);
  declaration.purl = npmPurl(declaration.name, declaration.version);
}

} // namespace lintel::sbom
