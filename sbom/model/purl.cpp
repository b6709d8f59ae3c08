#include "sbom/model/purl.h"

#include "core/support/text.h"
#include "sbom/model/purl_types.h"

#include <algorithm>
#include <optional>

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxSize = 4096;

bool isLower(char c) { return c >= 'a' && c <= 'z'; }
bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool isUnreserved(char c) {
  return isLower(c) || isUpper(c) || isDigit(c) || std::string_view(".-_~:").find(c) != std::string_view::npos;
}

Problem problem(std::string what, std::string expected) {
  Problem problem;
  problem.what = std::move(what);
  problem.expected = std::move(expected);
  return problem;
}

int hexValue(char c) {
  if (isDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// nullopt: a '%' without two hexadecimal digits, or bytes that are no UTF-8.
std::optional<std::string> decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hexValue(text[i + 1]) : -1;
    const int low = high >= 0 ? hexValue(text[i + 2]) : -1;
    if (low < 0) return std::nullopt;
    result += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (!isValidUtf8(result)) return std::nullopt;
  return result;
}

Result<std::string> decodedPart(std::string_view text, const char *part) {
  if (auto result = decoded(text)) return *result;
  return fail(problem("the " + std::string(part) + " '" + toValidUtf8(text) + "' cannot be decoded",
                      "UTF-8, with %XX where a byte is encoded"));
}

// What lies behind the last separator, taken off text; nullopt when it has none.
std::optional<std::string_view> cutLast(std::string_view &text, char separator) {
  const std::size_t at = text.rfind(separator);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view rest = text.substr(at + 1);
  text = text.substr(0, at);
  return rest;
}

std::string_view strippedOf(std::string_view text, char c) {
  while (text.starts_with(c)) text.remove_prefix(1);
  while (text.ends_with(c)) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

bool isDropped(std::string_view segment, bool isSubpath) {
  return segment.empty() || (isSubpath && (segment == "." || segment == ".."));
}

Result<std::string> decodedSegments(std::string_view text, const char *part, bool isSubpath) {
  std::string joined;
  for (const std::string_view encoded : split(text, '/')) {
    auto segment = decodedPart(encoded, part);
    if (!segment) return segment;
    if (isDropped(*segment, isSubpath)) continue;
    if (segment->find('/') != std::string::npos) {
      return fail(
          problem("the segment '" + *segment + "' of the " + part + " holds a '/'", "segments between slashes"));
    }
    joined += (joined.empty() ? "" : "/") + *segment;
  }
  return joined;
}

bool isKey(std::string_view key) {
  const auto isKeyCharacter = [](char c) {
    return isLower(c) || isDigit(c) || std::string_view(".-_").find(c) != std::string_view::npos;
  };
  return !key.empty() && isLower(key.front()) && std::ranges::all_of(key, isKeyCharacter);
}

bool isType(std::string_view type) {
  const auto isTypeCharacter = [](char c) { return isLower(c) || isDigit(c) || c == '.' || c == '-'; };
  return !type.empty() && isLower(type.front()) && std::ranges::all_of(type, isTypeCharacter);
}

Status readQualifiers(std::string_view text, PurlSpelling spelling, Purl &purl) {
  for (const std::string_view pair : split(text, '&')) {
    const std::size_t equals = pair.find('=');
    std::string key(pair.substr(0, equals));
    if (spelling == PurlSpelling::Lenient) key = lowerCase(key);
    if (equals == std::string_view::npos || !isKey(key)) {
      return fail(problem("'" + toValidUtf8(pair) + "' is no qualifier", "key=value with a key in lower case"));
    }
    auto value = decodedPart(pair.substr(equals + 1), "qualifier");
    if (!value) return fail(value.error());
    if (value->empty()) continue;
    if (!purl.qualifiers.emplace(key, std::move(*value)).second) {
      return fail(problem("the qualifier '" + key + "' comes twice", "each key once"));
    }
  }
  return {};
}

// type/namespace/name@version
Status readPath(std::string_view text, Purl &purl) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return fail(problem("no name", "pkg:type/name"));
  purl.type = lowerCase(text.substr(0, slash));
  text.remove_prefix(slash + 1);
  if (const std::size_t at = text.rfind('@');
      at != std::string_view::npos && text.find('/', at) == std::string_view::npos) {
    auto version = decodedPart(text.substr(at + 1), "version");
    if (!version) return fail(version.error());
    purl.version = std::move(*version);
    text = text.substr(0, at);
  }
  text = strippedOf(text, '/');
  const std::string_view encodedName = cutLast(text, '/').value_or(text);
  auto name = decodedPart(encodedName, "name");
  if (!name) return fail(name.error());
  purl.name = std::move(*name);
  if (encodedName.data() == text.data()) return {};
  auto nameSpace = decodedSegments(text, "namespace", false);
  if (!nameSpace) return fail(nameSpace.error());
  purl.nameSpace = std::move(*nameSpace);
  return {};
}

// "a//b" -> "a/b": what a decoded path must not hold either.
std::string cleanPath(std::string_view path, bool isSubpath) {
  std::string clean;
  for (const std::string_view segment : split(path, '/')) {
    if (!isDropped(segment, isSubpath)) clean += (clean.empty() ? "" : "/") + std::string(segment);
  }
  return clean;
}

std::string encodedSegments(std::string_view path, bool isSubpath) {
  std::string encoded;
  for (const std::string_view segment : split(path, '/')) {
    if (isDropped(segment, isSubpath)) continue;
    encoded += (encoded.empty() ? "" : "/") + purlEncode(segment);
  }
  return encoded;
}

// Type git alone: the host is the namespace and the whole path on it the name, whose slashes stay.
bool hasPathAsName(const Purl &purl) { return purl.type == "git"; }

void movePathToName(Purl &purl) {
  const std::size_t slash = purl.nameSpace.find('/');
  if (slash != std::string::npos) {
    purl.name = purl.nameSpace.substr(slash + 1) + '/' + purl.name;
    purl.nameSpace.resize(slash);
  }
  purl.name = cleanPath(purl.name, false);
}

} // namespace

std::string purlEncode(std::string_view text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (isUnreserved(c)) {
      encoded += c;
    } else {
      encoded += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return encoded;
}

Result<Purl> normalised(Purl purl) {
  purl.type = lowerCase(purl.type);
  if (!isType(purl.type)) {
    return fail(problem("'" + toValidUtf8(purl.type) + "' is no type of package",
                        "a letter, then letters, digits, '.' and '-'"));
  }
  purl.nameSpace = cleanPath(purl.nameSpace, false);
  purl.subpath = cleanPath(purl.subpath, true);
  purl.name = std::string(strippedOf(purl.name, '/'));
  if (hasPathAsName(purl)) movePathToName(purl);
  if (purl.name.empty()) return fail(problem("no name", "pkg:type/name"));
  std::erase_if(purl.qualifiers, [](const auto &qualifier) { return qualifier.second.empty(); });
  for (const auto &[key, value] : purl.qualifiers) {
    if (!isKey(key)) return fail(problem("'" + toValidUtf8(key) + "' is no key of a qualifier", "a key in lower case"));
  }
  if (const Status status = applyPurlType(purl); !status) return fail(status.error());
  return purl;
}

// From right to left, as the standard's own account of parsing goes.
Result<Purl> parsePurl(std::string_view text, PurlSpelling spelling) {
  if (text.size() > kMaxSize)
    return fail(
        problem("a package URL of " + std::to_string(text.size()) + " bytes", "at most " + std::to_string(kMaxSize)));
  Purl purl;
  if (const auto subpath = cutLast(text, '#')) {
    auto segments = decodedSegments(*subpath, "subpath", true);
    if (!segments) return fail(segments.error());
    purl.subpath = std::move(*segments);
  }
  if (const auto qualifiers = cutLast(text, '?'); qualifiers && !qualifiers->empty()) {
    if (const Status status = readQualifiers(*qualifiers, spelling, purl); !status) return fail(status.error());
  }
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || lowerCase(text.substr(0, colon)) != "pkg") {
    return fail(problem("'" + toValidUtf8(text) + "' is no package URL", "pkg:type/name"));
  }
  text.remove_prefix(colon + 1);
  while (text.starts_with('/')) text.remove_prefix(1);
  if (const Status status = readPath(text, purl); !status) return fail(status.error());
  return normalised(std::move(purl));
}

std::string toString(const Purl &purl) {
  std::string text = "pkg:" + purl.type + '/';
  if (const std::string nameSpace = encodedSegments(purl.nameSpace, false); !nameSpace.empty()) text += nameSpace + '/';
  text += hasPathAsName(purl) ? encodedSegments(purl.name, false) : purlEncode(purl.name);
  if (!purl.version.empty()) text += '@' + purlEncode(purl.version);
  char separator = '?';
  for (const auto &[key, value] : purl.qualifiers) {
    if (value.empty()) continue;
    text += separator + key + '=' + purlEncode(value);
    separator = '&';
  }
  if (const std::string subpath = encodedSegments(purl.subpath, true); !subpath.empty()) text += '#' + subpath;
  return text;
}

std::string makePurl(std::string_view type, std::string_view nameSpace, std::string_view name, std::string_view version,
                     const std::vector<std::pair<std::string_view, std::string_view>> &qualifiers) {
  Purl purl;
  purl.type = std::string(type);
  purl.nameSpace = std::string(nameSpace);
  purl.name = std::string(name);
  purl.version = std::string(version);
  for (const auto &[key, value] : qualifiers) purl.qualifiers.emplace(key, value);
  return toString(normalised(purl).value_or(purl));
}

} // namespace lintel::sbom
