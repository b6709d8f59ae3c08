#include "checkers/checks/wrong-error-check/formats.h"

#include "llvm/ADT/StringExtras.h"

#include <algorithm>
#include <string>

namespace lintel::checkers::checks::wrong_error_check {

using namespace clang;

namespace {

const StringLiteral *formatLiteral(const CallExpr *call) {
  for (unsigned i = 0; i < call->getNumArgs() && i < 2; ++i)
    if (const auto *text = dyn_cast<StringLiteral>(call->getArg(i)->IgnoreParenImpCasts()))
      if (i == 1 || call->getNumArgs() == 1 || !isa<StringLiteral>(call->getArg(1)->IgnoreParenImpCasts())) return text;
  return nullptr;
}

// The characters up to the terminator, one byte for each; others than ASCII as '?'.
std::string asciiOf(const StringLiteral *literal) {
  std::string text;
  for (unsigned i = 0; i < literal->getLength(); ++i) {
    const unsigned unit = literal->getCodeUnit(i);
    if (unit == 0) break;
    text += unit < 128 ? static_cast<char>(unit) : '?';
  }
  return text;
}

} // namespace

ScanFormat scanFormatOf(const CallExpr *call) {
  const StringLiteral *literal = formatLiteral(call);
  if (!literal) return {};
  const std::string text = asciiOf(literal);
  ScanFormat format;
  unsigned items = 0;
  bool beforeFirst = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      if (beforeFirst && !llvm::isSpace(text[i])) format.firstMayMismatch = true; // text to match
      continue;
    }
    ++i;
    if (i < text.size() && text[i] == '%') continue;
    bool stored = true;
    while (i < text.size() && (llvm::isDigit(text[i]) || StringRef("*'mhlLqjztI").contains(text[i]))) {
      if (text[i] == '*') stored = false;
      ++i;
    }
    if (i >= text.size()) break;
    const char kind = text[i];
    if (kind == 'n') continue;
    if (kind == '[') {
      ++i;
      if (i < text.size() && text[i] == '^') ++i;
      if (i < text.size() && text[i] == ']') ++i;
      while (i < text.size() && text[i] != ']') ++i;
    }
    if (beforeFirst && !StringRef("scSC").contains(kind)) format.firstMayMismatch = true;
    if (stored) ++items, beforeFirst = false;
  }
  if (items > 0) format.items = items;
  return format;
}

std::optional<unsigned> longestTextOf(const CallExpr *call) {
  constexpr unsigned kLongestNumber = 22;  // of 64 bits, in octal
  constexpr unsigned kLongestFloat = 4000; // %f of the greatest double is shorter
  const StringLiteral *literal = nullptr;
  for (unsigned i = 0; i < call->getNumArgs() && i < 3 && !literal; ++i)
    literal = dyn_cast<StringLiteral>(call->getArg(i)->IgnoreParenImpCasts());
  if (!literal) return std::nullopt;
  const std::string text = asciiOf(literal);
  unsigned longest = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      ++longest;
      continue;
    }
    unsigned width = 0;
    bool isPrecise = false;
    for (++i; i < text.size() && (llvm::isDigit(text[i]) || StringRef("-+ #.hlLqjzt").contains(text[i])); ++i) {
      isPrecise |= text[i] == '.';
      if (llvm::isDigit(text[i])) width = std::min(width * 10 + static_cast<unsigned>(text[i] - '0'), 100000u);
    }
    if (i >= text.size()) return std::nullopt;
    if (text[i] == '%' || text[i] == 'c')
      longest += std::max(1u, width);
    else if (StringRef("diuxXop").contains(text[i]))
      longest += std::max(kLongestNumber, width) + 2;
    else if (text[i] == 's' && isPrecise)
      longest += width;
    else if (StringRef("eEfFgGaA").contains(text[i]))
      longest += kLongestFloat + width;
    else
      return std::nullopt;
  }
  return longest;
}

} // namespace lintel::checkers::checks::wrong_error_check
