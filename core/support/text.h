// Small questions about text that more than one folder asks.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lintel {

// One code point of UTF-8 text. size is the bytes it takes; 1 and valid == false for a byte that
// begins no well-formed sequence (overlong forms, surrogates and values above U+10FFFF are ill-formed).
struct CodePoint {
  char32_t value = 0xFFFD;
  std::size_t size = 1;
  bool valid = false;
};
CodePoint decodeUtf8(std::string_view text, std::size_t at); // at < text.size()

bool isValidUtf8(std::string_view text);
// Every invalid byte becomes U+FFFD, so that JSON and terminals can carry the text.
std::string toValidUtf8(std::string_view text);
// Lines without their terminators ("\n" or "\r\n"); a trailing newline starts no further line.
std::vector<std::string_view> splitLines(std::string_view text);
std::string_view trim(std::string_view text);
// Of ASCII's letters; all others stay as they are, whatever the locale.
char lowerCase(char c);
std::string lowerCase(std::string_view text);
// The candidate nearest to name by edit distance, if near enough to be a typing mistake.
std::optional<std::string> didYouMean(std::string_view name, const std::vector<std::string> &candidates);

} // namespace lintel
