#include "sbom/declared/package_purls.h"

#include "core/support/text.h"
#include "sbom/model/purl.h"

namespace lintel::sbom {
namespace {

// Each segment is encoded on its own, the slashes between them stay.
std::string encodeSegments(std::string_view path) {
  std::string encoded;
  while (true) {
    const std::size_t slash = path.find('/');
    encoded += purlEncode(path.substr(0, slash));
    if (slash == std::string_view::npos) return encoded;
    encoded += '/';
    path.remove_prefix(slash + 1);
  }
}

std::string_view lastSegment(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// "user:secret@host" -> "user@host"; a password must not travel into documents that others read.
std::string withoutPassword(std::string_view authority) {
  const std::size_t at = authority.rfind('@');
  if (at == std::string_view::npos) return std::string(authority);
  const std::string_view login = authority.substr(0, at);
  return std::string(login.substr(0, login.find(':'))) + std::string(authority.substr(at));
}

std::string hostOf(std::string_view authority) {
  const std::size_t at = authority.rfind('@');
  if (at != std::string_view::npos) authority.remove_prefix(at + 1);
  return lowerCase(authority.substr(0, authority.find(':')));
}

std::string repositoryPath(std::string_view path) {
  path = path.substr(0, path.find_first_of("?#"));
  while (path.starts_with('/')) path.remove_prefix(1);
  while (path.ends_with('/')) path.remove_suffix(1);
  if (path.ends_with(".git")) path.remove_suffix(4);
  return std::string(path);
}

} // namespace

std::optional<GitUrl> parseGitUrl(std::string_view url) {
  if (url.starts_with("git+")) url.remove_prefix(4);
  std::string_view scheme = "ssh";
  std::string_view authority;
  std::string_view path;
  if (const std::size_t separator = url.find("://"); separator != std::string_view::npos) {
    scheme = url.substr(0, separator);
    const std::string_view rest = url.substr(separator + 3);
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    authority = rest.substr(0, slash);
    path = rest.substr(slash + 1);
  } else {
    const std::size_t colon = url.find(':');
    if (colon == std::string_view::npos || url.substr(0, colon).find('/') != std::string_view::npos)
      return std::nullopt;
    authority = url.substr(0, colon);
    path = url.substr(colon + 1);
  }
  GitUrl parsed;
  parsed.host = hostOf(authority);
  parsed.path = repositoryPath(path);
  while (path.starts_with('/')) path.remove_prefix(1);
  parsed.canonical = std::string(scheme) + "://" + withoutPassword(authority) + '/' + std::string(path);
  if (parsed.host.empty() || parsed.path.empty()) return std::nullopt;
  return parsed;
}

std::string vcsUrl(std::string_view url, std::string_view revision) {
  const auto parsed = parseGitUrl(url);
  if (!parsed) return {};
  return "git+" + parsed->canonical + (revision.empty() ? "" : "@" + std::string(revision));
}

std::string gitPurl(std::string_view url, std::string_view revision) {
  const auto parsed = parseGitUrl(url);
  if (!parsed) return {};
  const std::size_t slash = parsed->path.find('/');
  if (parsed->host == "github.com" && slash != std::string::npos && slash == parsed->path.rfind('/')) {
    const std::string path = lowerCase(parsed->path);
    return makePurl("github", path.substr(0, slash), path.substr(slash + 1), revision, {});
  }
  return makePurl("generic", "", lastSegment(parsed->path), "", {{"vcs_url", vcsUrl(url, revision)}});
}

std::string vcpkgPurl(std::string_view name, std::string_view version, int portVersion,
                      std::string_view repositoryUrl) {
  const std::string port = portVersion > 0 ? std::to_string(portVersion) : "";
  return makePurl("vcpkg", "", name, version, {{"port_version", port}, {"repository_url", repositoryUrl}});
}

std::string npmPurl(std::string_view name, std::string_view version) {
  const std::string lower = lowerCase(name);
  const std::size_t slash = lower.find('/');
  if (!lower.starts_with('@') || slash == std::string::npos) return makePurl("npm", "", lower, version, {});
  return makePurl("npm", lower.substr(0, slash), lower.substr(slash + 1), version, {});
}

std::string golangPurl(std::string_view modulePath, std::string_view version) {
  const std::string lower = lowerCase(modulePath);
  const std::size_t slash = lower.rfind('/');
  if (slash == std::string::npos) return makePurl("golang", "", lower, version, {});
  return makePurl("golang/" + encodeSegments(std::string_view(lower).substr(0, slash)), "", lower.substr(slash + 1),
                  version, {});
}

std::string pypiPurl(std::string_view name, std::string_view version) {
  return makePurl("pypi", "", normalisedPythonName(name), version, {});
}

std::string debianPurl(std::string_view name, std::string_view version) {
  return makePurl("deb", "debian", name, version, {});
}

std::string normalisedPythonName(std::string_view name) {
  std::string normalised;
  for (const char c : lowerCase(name)) {
    const bool isSeparator = c == '-' || c == '_' || c == '.';
    if (isSeparator && normalised.ends_with('-')) continue;
    normalised += isSeparator ? '-' : c;
  }
  return normalised;
}

} // namespace lintel::sbom
