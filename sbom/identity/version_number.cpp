#include "sbom/identity/version_number.h"

#include "core/support/text.h"

#include <algorithm>
#include <charconv>
#include <re2/re2.h>

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxText = 128;

using Numbers = std::vector<unsigned long>;

std::string join(const Numbers &numbers) {
  std::string text;
  for (const unsigned long number : numbers) text += (text.empty() ? "" : ".") + std::to_string(number);
  return text;
}

// "5.2.1-0-gea6b3e9": the tagged commit itself. With another count it is a commit after it, and stays as it is.
std::string withoutDecoration(std::string version) {
  static const RE2 kTagged("-0-g[0-9a-f]{4,64}(-dirty)?$");
  static const RE2 kFinal("(?i)[-.](stable|release|final)$");
  RE2::Replace(&version, kTagged, "");
  RE2::Replace(&version, kFinal, "");
  return version;
}

std::vector<std::string> wordsBefore(std::string_view text) {
  std::vector<std::string> words;
  bool inWord = false;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter && !inWord) words.emplace_back();
    if (letter) words.back().push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    inWord = letter;
  }
  return words;
}

// Digits of the literal, without prefix and suffix; empty when it is no single literal.
std::string digitsOf(std::string_view spelling, bool &hexadecimal) {
  static const RE2 kLiteral("\\(*(0[xX])?([0-9a-fA-F]+?)[uUlL]*\\)*");
  std::string prefix;
  std::string digits;
  if (!RE2::FullMatch(re2::StringPiece(spelling.data(), spelling.size()), kLiteral, &prefix, &digits)) return "";
  hexadecimal = !prefix.empty();
  return digits;
}

// 0xMNNFFPPS: PP counts letters, S is f for a release and 0 to e before it.
std::string opensslReading(unsigned long long number) {
  const auto patch = static_cast<unsigned>((number >> 4) & 0xff);
  std::string version = join({(number >> 28) & 0xf, (number >> 20) & 0xff, (number >> 12) & 0xff});
  if (patch > 26) return "";
  if (patch > 0) version.push_back(static_cast<char>('a' + patch - 1));
  return version;
}

void addHexReadings(unsigned long long number, std::size_t digits, std::vector<std::string> &readings) {
  if (digits == 5 || digits == 6)
    readings.push_back(join({(number >> 16) & 0xff, (number >> 8) & 0xff, number & 0xff}));
  if (digits != 8) return;
  readings.push_back(join({(number >> 24) & 0xff, (number >> 16) & 0xff, (number >> 8) & 0xff}));
  readings.push_back(join({(number >> 16) & 0xff, (number >> 8) & 0xff, number & 0xff}));
  readings.push_back(opensslReading(number));
}

} // namespace

std::optional<TextVersion> versionInText(std::string_view text) {
  static const RE2 kUnderscored("[0-9]{1,5}(_[0-9]{1,5}){1,3}");
  static const RE2 kVersion("(?:^|[^0-9A-Za-z._])[vV]?([0-9]{1,9}(?:\\.[0-9]{1,9})+[a-z]{0,2}[0-9]{0,3}"
                            "(?:[-+~._][0-9A-Za-z]+)*)(?:$|[\\s,;:()\"'\\[\\]-])");
  text = trim(text);
  if (text.empty() || text.size() > kMaxText || !isValidUtf8(text)) return std::nullopt;
  std::string whole(text);
  if (RE2::FullMatch(whole, kUnderscored)) {
    std::replace(whole.begin(), whole.end(), '_', '.');
    return TextVersion{whole, {}};
  }
  re2::StringPiece rest(whole);
  re2::StringPiece first;
  if (!RE2::FindAndConsume(&rest, kVersion, &first)) return std::nullopt;
  if (re2::StringPiece second; RE2::PartialMatch(rest, kVersion, &second)) return std::nullopt;
  const auto offset = static_cast<std::size_t>(first.data() - whole.data());
  std::vector<std::string> words = wordsBefore(std::string_view(whole).substr(0, offset));
  if (!words.empty() && words.back() == "v") words.pop_back();
  return TextVersion{withoutDecoration(std::string(first.data(), first.size())), std::move(words)};
}

std::vector<unsigned long> leadingNumbers(std::string_view version) {
  Numbers numbers;
  const char *at = version.data();
  const char *const end = at + version.size();
  while (at != end) {
    unsigned long number = 0;
    const auto [next, error] = std::from_chars(at, end, number);
    if (error != std::errc()) break;
    numbers.push_back(number);
    if (next == end || *next != '.') break;
    at = next + 1;
  }
  while (!numbers.empty() && numbers.back() == 0) numbers.pop_back();
  return numbers;
}

bool isCompatible(std::string_view a, std::string_view b) {
  const Numbers left = leadingNumbers(a);
  const Numbers right = leadingNumbers(b);
  // "1.0" is less precise than "1.0.7"; dots tell how many numbers were told.
  const auto told = [](std::string_view version, const Numbers &numbers) {
    const auto stop = version.find_first_not_of("0123456789.");
    const auto dots = std::count(version.begin(), stop == version.npos ? version.end() : version.begin() + stop, '.');
    return std::max(numbers.size(), static_cast<std::size_t>(dots) + 1);
  };
  const std::size_t common = std::min(told(a, left), told(b, right));
  const auto at = [](const Numbers &numbers, std::size_t i) { return i < numbers.size() ? numbers[i] : 0; };
  for (std::size_t i = 0; i < common; ++i)
    if (at(left, i) != at(right, i)) return false;
  return true;
}

std::vector<std::string> readingsOf(unsigned long long number, std::string_view spelling) {
  bool hexadecimal = false;
  const std::string digits = digitsOf(spelling, hexadecimal);
  std::vector<std::string> readings;
  if (hexadecimal) {
    addHexReadings(number, digits.size(), readings);
  } else {
    // A number that is computed ("1 * 10000 + 2 * 100 + 3", "1 << 16 | 2 << 8") may follow any of them.
    if (digits.empty()) addHexReadings(number, 6, readings);
    const std::size_t length = std::to_string(number).size();
    if (length == 5 || length == 6) readings.push_back(join({number / 10'000, number / 100 % 100, number % 100}));
    if (length == 6) readings.push_back(join({number / 100'000, number / 100 % 1'000, number % 100}));
    if (length >= 7 && length <= 10)
      readings.push_back(join({number / 1'000'000, number / 1'000 % 1'000, number % 1'000}));
  }
  std::erase(readings, "");
  return readings;
}

std::optional<std::string> onlyReadingOf(unsigned long long number, std::string_view spelling) {
  bool hexadecimal = false;
  const std::string digits = digitsOf(spelling, hexadecimal);
  if (digits.empty()) return std::nullopt;
  if (hexadecimal) {
    if (digits.size() == 6 && number >= 0x100) return readingsOf(number, spelling).front();
    const bool released = digits.size() == 8 && (number & 0xf) == 0xf && (number >> 28) != 0;
    const std::string reading = released ? opensslReading(number) : "";
    return reading.empty() ? std::nullopt : std::optional(reading);
  }
  if (digits.front() == '0' || (digits.size() != 5 && digits.size() != 7)) return std::nullopt;
  return readingsOf(number, spelling).front();
}

} // namespace lintel::sbom
