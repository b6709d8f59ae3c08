#include "sbom/model/purl.h"

namespace lintel::sbom {
namespace {

bool isUnreserved(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view(".-_~:").find(static_cast<char>(c)) != std::string_view::npos;
}

} // namespace

std::string purlEncode(std::string_view text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (isUnreserved(byte)) {
      encoded += c;
    } else {
      encoded += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return encoded;
}

std::string makePurl(std::string_view type, std::string_view nameSpace, std::string_view name, std::string_view version,
                     const std::vector<std::pair<std::string_view, std::string_view>> &qualifiers) {
  std::string purl = "pkg:" + std::string(type) + '/';
  if (!nameSpace.empty()) purl += purlEncode(nameSpace) + '/';
  purl += purlEncode(name);
  if (!version.empty()) purl += '@' + purlEncode(version);
  char separator = '?';
  for (const auto &[key, value] : qualifiers) {
    if (value.empty()) continue;
    purl += separator + std::string(key) + '=' + purlEncode(value);
    separator = '&';
  }
  return purl;
}

} // namespace lintel::sbom
