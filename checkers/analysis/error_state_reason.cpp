#include "checkers/analysis/error_state_reason.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringExtras.h"

namespace lintel::checkers {

using namespace clang;

namespace {

constexpr unsigned kFewestLetters = 3;

// Comments for tools, for tests, and notes of things to do.
constexpr StringRef kMarkers[] = {"NOLINT",       "NOSONAR",  "TODO",      "FIXME", "XXX",   "HACK",
                                  "clang-format", "cppcheck", "coverity",  "LCOV_", "GCOV_", "IWYU",
                                  "PVS-",         "expect:",  "expected-", "fix:",  "CHECK:"};

// The line that holds offset, without its newline.
StringRef lineAt(StringRef buffer, size_t offset) {
  const size_t before = buffer.rfind('\n', offset);
  return buffer.slice(before == StringRef::npos ? 0 : before + 1, buffer.find('\n', offset));
}

bool isCommentLine(StringRef line) {
  return line.starts_with("//") || (line.ends_with("*/") && (line.starts_with("/*") || line.starts_with("*")));
}

// Words with which people say that an error does not matter here.
constexpr StringRef kIgnoring[] = {
    "ignor",       "on purpose",        "intentional",         "deliberate",      "best effort",
    "best-effort", "don't care",        "do not care",         "doesn't matter",  "does not matter",
    "harmless",    "nothing we can do", "nothing to do about", "no way to report"};

bool speaksOfIgnoring(StringRef comment) {
  const std::string text = comment.lower();
  return isReason(comment) && llvm::any_of(kIgnoring, [&](StringRef words) { return StringRef(text).contains(words); });
}

// The comments on the lines of the range, and the comment lines that stand directly above it.
bool anyComment(SourceRange range, const ASTContext &context, llvm::function_ref<bool(StringRef)> accepts) {
  const SourceManager &sources = context.getSourceManager();
  const auto [file, first] = sources.getDecomposedLoc(range.getBegin());
  const auto [endFile, last] = sources.getDecomposedLoc(range.getEnd());
  const StringRef buffer = sources.getBufferData(file);
  if (file != endFile || last < first || last >= buffer.size()) return false;

  const size_t lineBegin = lineAt(buffer, first).begin() - buffer.begin();
  const StringRef lastLine = lineAt(buffer, last);
  for (size_t above = lineBegin; above > 0; above = lineAt(buffer, above - 1).begin() - buffer.begin()) {
    const StringRef line = lineAt(buffer, above - 1);
    if (!isCommentLine(line.trim())) break;
    if (accepts(line)) return true;
  }

  // Many calls may stand on one long line: most have no comment, which a search tells sooner.
  const StringRef lines = buffer.slice(lineBegin, lastLine.end() - buffer.begin());
  if (!lines.contains("//") && !lines.contains("/*")) return false;
  // Lexing, not searching: "//" in a string is no comment.
  Lexer lexer(sources.getLocForStartOfFile(file), context.getLangOpts(), buffer.begin(), buffer.begin() + lineBegin,
              buffer.end());
  lexer.SetCommentRetentionState(true);
  for (Token token; !lexer.LexFromRawLexer(token) && token.isNot(tok::eof);) {
    const size_t offset = sources.getFileOffset(token.getLocation());
    if (offset >= static_cast<size_t>(lastLine.end() - buffer.begin())) return false;
    if (token.is(tok::comment) && accepts(buffer.substr(offset, token.getLength()))) return true;
  }
  return false;
}

} // namespace

bool isReason(StringRef comment) {
  StringRef text = comment.trim(" \t\r*/!<");
  for (const StringRef marker : kMarkers)
    if (text.starts_with_insensitive(marker)) return false;
  text.consume_front_insensitive(kReasonStub);
  return llvm::count_if(text, llvm::isAlpha) + llvm::count_if(text, [](char c) { return (c & 0x80) != 0; }) >=
         kFewestLetters;
}

bool isAsserted(StringRef identifier, SourceRange range, const ASTContext &context) {
  const SourceManager &sources = context.getSourceManager();
  const auto [file, begin] = sources.getDecomposedLoc(sources.getFileLoc(range.getBegin()));
  const auto [endFile, end] = sources.getDecomposedLoc(sources.getFileLoc(range.getEnd()));
  if (file != endFile) return false;
  const StringRef buffer = sources.getBufferData(file);
  Lexer lexer(sources.getLocForStartOfFile(file), context.getLangOpts(), buffer.begin(), buffer.begin() + begin,
              buffer.end());
  int depth = 0; // of parentheses inside an assertion
  bool isNamed = false;
  for (Token token; !lexer.LexFromRawLexer(token) && sources.getFileOffset(token.getLocation()) <= end;) {
    if (token.is(tok::l_paren) && (isNamed || depth > 0)) ++depth;
    if (token.is(tok::r_paren) && depth > 0) --depth;
    const bool isWord = token.is(tok::raw_identifier);
    if (isWord && depth > 0 && token.getRawIdentifier() == identifier) return true;
    isNamed = isWord && token.getRawIdentifier().contains_insensitive("assert");
  }
  return false;
}

bool hasReason(SourceRange range, const ASTContext &context) { return anyComment(range, context, isReason); }

bool saysIgnored(SourceRange range, const ASTContext &context) { return anyComment(range, context, speaksOfIgnoring); }

} // namespace lintel::checkers
