#include "sbom/write/value_forms.h"

#include "core/support/date.h"
#include "core/support/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace lintel::sbom {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isHex(char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// "hh:mm", each below its limit.
bool isHourAndMinute(std::string_view text) {
  return text.size() == 5 && isDigit(text[0]) && isDigit(text[1]) && text[2] == ':' && isDigit(text[3]) &&
         isDigit(text[4]) && text.substr(0, 2) < "24" && text[3] < '6';
}

bool isOffset(std::string_view text) {
  return text == "Z" || ((text.starts_with('+') || text.starts_with('-')) && isHourAndMinute(text.substr(1)));
}

bool isScheme(std::string_view text) {
  const auto isSchemeCharacter = [](char c) { return isLetter(c) || isDigit(c) || c == '+' || c == '-' || c == '.'; };
  return !text.empty() && isLetter(text.front()) && std::ranges::all_of(text, isSchemeCharacter);
}

} // namespace

bool isTimestamp(std::string_view text, bool isSpdx) {
  constexpr std::size_t kSeconds = 19; // "2026-01-31T12:00:00"
  if (text.size() < kSeconds + 1 || !isDate(text.substr(0, 10)) || text[10] != 'T') return false;
  const bool isTime = isHourAndMinute(text.substr(11, 5)) && text[16] == ':' && isDigit(text[17]) &&
                      isDigit(text[18]) && text.substr(17, 2) <= "60";
  if (!isTime) return false;
  std::string_view rest = text.substr(kSeconds);
  if (isSpdx) return rest == "Z";
  if (rest.starts_with('.')) {
    const std::size_t end = rest.find_first_not_of("0123456789", 1);
    if (end == 1 || end == std::string_view::npos) return false;
    rest.remove_prefix(end);
  }
  return isOffset(rest);
}

bool isUriReference(std::string_view text) {
  constexpr std::string_view kOthers = "-._~:/?#[]@!$&'()*+,;=";
  if (text.empty() || !isValidUtf8(text)) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size() || !isHex(text[i + 1]) || !isHex(text[i + 2])) return false;
      continue;
    }
    const bool isOtherScript = static_cast<unsigned char>(c) >= 0x80;
    if (!isLetter(c) && !isDigit(c) && !isOtherScript && kOthers.find(c) == std::string_view::npos) return false;
  }
  // Before the first slash a colon ends a scheme (RFC 3986, 4.2).
  const std::size_t colon = text.find(':');
  return colon == std::string_view::npos || text.find_first_of("/?#") < colon || isScheme(text.substr(0, colon));
}

std::size_t hashDigits(std::string_view algorithm) {
  constexpr std::array<std::pair<std::string_view, std::size_t>, 20> kDigits = {
      {{"md2", 32},         {"md4", 32},     {"md5", 32},      {"md6", 128},        {"sha1", 40},
       {"sha224", 56},      {"sha256", 64},  {"sha384", 96},   {"sha512", 128},     {"sha3224", 56},
       {"sha3256", 64},     {"sha3384", 96}, {"sha3512", 128}, {"blake2b256", 64},  {"blake2b384", 96},
       {"blake2b512", 128}, {"blake3", 64},  {"adler32", 8},   {"streebog256", 64}, {"streebog512", 128}}};
  const auto *const found = std::ranges::find(kDigits, algorithm, [](const auto &entry) { return entry.first; });
  return found == kDigits.end() ? 0 : found->second;
}

bool isHexadecimal(std::string_view text) { return !text.empty() && std::ranges::all_of(text, isHex); }

} // namespace lintel::sbom
