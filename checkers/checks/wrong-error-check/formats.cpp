#include "checkers/checks/wrong-error-check/formats.h"

#include "checkers/analysis/printed_text.h"

#include "llvm/ADT/StringExtras.h"

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

} // namespace lintel::checkers::checks::wrong_error_check
