#include "core/input/repository_url.h"

#include "core/support/text.h"

#include <algorithm>
#include <array>

namespace lintel {
namespace {

bool ignoresCase(std::string_view host) {
  constexpr std::array<std::string_view, 3> kHosts = {"github.com", "gitlab.com", "bitbucket.org"};
  return std::find(kHosts.begin(), kHosts.end(), host) != kHosts.end();
}

struct Address {
  std::string_view host; // with user and port
  std::string_view path;
};

// Empty host: it names none.
Address split(std::string_view url) {
  if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos) {
    if (lowerCase(url.substr(0, scheme)) == "file") return {};
    url.remove_prefix(scheme + 3);
    const std::size_t slash = url.find('/');
    if (slash == std::string_view::npos) return {url, {}};
    return {url.substr(0, slash), url.substr(slash + 1)};
  }
  const std::size_t colon = url.find(':'); // "git@host:path", as scp writes it
  const std::size_t slash = url.find('/');
  if (colon == std::string_view::npos || colon < 2 || slash < colon) return {};
  return {url.substr(0, colon), url.substr(colon + 1)};
}

} // namespace

std::string normalisedRepositoryUrl(std::string_view url) {
  url = trim(url);
  Address address = split(url);
  if (const std::size_t user = address.host.rfind('@'); user != std::string_view::npos)
    address.host.remove_prefix(user + 1);
  const std::string host = lowerCase(address.host.substr(0, address.host.find(':')));
  if (host.empty()) return std::string(url);
  std::string_view path = address.path.substr(0, address.path.find_first_of("?#"));
  while (path.starts_with('/')) path.remove_prefix(1);
  while (path.ends_with('/')) path.remove_suffix(1);
  if (path.ends_with(".git")) path.remove_suffix(4);
  return "https://" + host + "/" + (ignoresCase(host) ? lowerCase(path) : std::string(path));
}

} // namespace lintel
