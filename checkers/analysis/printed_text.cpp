#include "checkers/analysis/printed_text.h"

#include "llvm/ADT/StringExtras.h"

#include <algorithm>

namespace lintel::checkers {

using namespace clang;

std::string asciiOf(const StringLiteral *literal) {
  std::string text;
  for (unsigned i = 0; i < literal->getLength(); ++i) {
    const unsigned unit = literal->getCodeUnit(i);
    if (unit == 0) break;
    text += unit < 128 ? static_cast<char>(unit) : '?';
  }
  return text;
}

bool fitsAlways(const CallExpr *call, const FunctionContract &contract, const ASTContext &context) {
  if (!contract.truncates || !contract.bound || *contract.bound >= call->getNumArgs()) return false;
  const Expr *bound = call->getArg(*contract.bound);
  const auto longest = longestTextOf(call);
  Expr::EvalResult size;
  return longest && !bound->isValueDependent() && bound->EvaluateAsInt(size, context) && size.Val.getInt() > *longest;
}

std::optional<unsigned> longestTextOf(const CallExpr *call) {
  constexpr unsigned kLongestInt = 12;     // of 32 bits: a sign or the 0 of an octal number, and 11 digits
  constexpr unsigned kLongestNumber = 24;  // of 64 bits, or an address
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
    bool isPrecise = false, isLong = false;
    for (++i; i < text.size() && (llvm::isDigit(text[i]) || StringRef("-+ #.hlLqjzt").contains(text[i])); ++i) {
      isPrecise |= text[i] == '.';
      isLong |= StringRef("lLqjzt").contains(text[i]);
      if (llvm::isDigit(text[i])) width = std::min(width * 10 + static_cast<unsigned>(text[i] - '0'), 100000u);
    }
    if (i >= text.size()) return std::nullopt;
    if (text[i] == '%' || text[i] == 'c')
      longest += std::max(1u, width);
    else if (StringRef("diuxXop").contains(text[i]))
      longest += std::max(isLong || text[i] == 'p' ? kLongestNumber : kLongestInt, width);
    else if (text[i] == 's' && isPrecise)
      longest += width;
    else if (StringRef("eEfFgGaA").contains(text[i]))
      longest += kLongestFloat + width;
    else
      return std::nullopt;
  }
  return longest;
}

} // namespace lintel::checkers
