#include "sbom/advisories/purl_match.h"

#include "core/support/text.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

namespace lintel::sbom {
namespace {

struct Parts {
  std::string type;
  std::string path; // namespace and name
  std::string version;
  std::map<std::string, std::string> qualifiers;
  std::string subpath;
};

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decode(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escaped = text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;
    result.push_back(escaped ? static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2])) : text[i]);
    if (escaped) i += 2;
  }
  return result;
}

// Cuts off what follows the last (or first) separator and returns it.
std::string_view cutAfter(std::string_view &text, std::size_t at) {
  if (at == std::string_view::npos) return {};
  const std::string_view rest = text.substr(at + 1);
  text = text.substr(0, at);
  return rest;
}

void normaliseName(Parts &parts) {
  const std::string &type = parts.type;
  if (type == "github" || type == "bitbucket" || type == "deb" || type == "pypi") parts.path = lowerCase(parts.path);
  if (type == "pypi") std::replace(parts.path.begin(), parts.path.end(), '_', '-');
}

std::optional<Parts> parse(std::string_view text) {
  if (text.size() > 4096 || lowerCase(text.substr(0, 4)) != "pkg:") return std::nullopt;
  text.remove_prefix(4);
  while (text.starts_with('/')) text.remove_prefix(1);
  Parts parts;
  parts.subpath = decode(cutAfter(text, text.rfind('#')));
  std::string_view qualifiers = cutAfter(text, text.find('?'));
  const auto slash = text.find('/');
  if (slash == std::string_view::npos || slash == 0) return std::nullopt;
  parts.type = lowerCase(text.substr(0, slash));
  text.remove_prefix(slash + 1);
  // An '@' before the last '/' belongs to a namespace, as in npm's scopes.
  const auto at = text.rfind('@');
  const auto lastSlash = text.rfind('/');
  if (at != std::string_view::npos && at > 0 && (lastSlash == std::string_view::npos || at > lastSlash))
    parts.version = decode(cutAfter(text, at));
  parts.path = decode(text);
  while (!parts.path.empty() && parts.path.back() == '/') parts.path.pop_back();
  if (parts.path.empty()) return std::nullopt;
  while (!qualifiers.empty()) {
    std::string_view pair = qualifiers.substr(0, qualifiers.find('&'));
    qualifiers.remove_prefix(std::min(pair.size() + 1, qualifiers.size()));
    const std::string_view value = cutAfter(pair, pair.find('='));
    if (!value.empty()) parts.qualifiers[lowerCase(pair)] = decode(value);
  }
  normaliseName(parts);
  return parts;
}

} // namespace

bool isPurl(std::string_view text) { return parse(text).has_value(); }

bool purlCovers(std::string_view statement, std::string_view component) {
  const auto said = parse(statement);
  const auto known = parse(component);
  if (!said || !known || said->type != known->type || said->path != known->path) return false;
  if (!said->version.empty() && said->version != known->version) return false;
  if (!said->subpath.empty() && said->subpath != known->subpath) return false;
  return std::all_of(said->qualifiers.begin(), said->qualifiers.end(), [&](const auto &qualifier) {
    const auto found = known->qualifiers.find(qualifier.first);
    return found != known->qualifiers.end() && found->second == qualifier.second;
  });
}

} // namespace lintel::sbom
