#include "checkers/checks/catch-swallowed/comments.h"

#include "checkers/analysis/names.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringExtras.h"

namespace lintel::checkers::checks::catch_swallowed {

using namespace clang;

namespace {

// Comments for tools, for tests, and notes of things to do.
constexpr StringRef kMarkers[] = {"NOLINT", "NOSONAR",      "TODO",     "FIXME",     "XXX",   "HACK",
                                  "BUG",    "clang-format", "cppcheck", "coverity",  "LCOV_", "GCOV_",
                                  "IWYU",   "PVS-",         "expect:",  "expected-", "fix:",  "CHECK:"};

// What a comment says when it only repeats the code: that something failed and that nothing follows.
const llvm::StringSet<> &emptyWords() {
  static const llvm::StringSet<> words = {
      "a",         "about",     "action",     "all",      "an",        "and",     "any",      "anything",  "are",
      "at",        "be",        "been",       "block",    "body",      "branch",  "but",      "by",        "call",
      "case",      "catch",     "catches",    "caught",   "check",     "checked", "code",     "condition", "do",
      "does",      "done",      "don't",      "dont",     "else",      "empty",   "err",      "error",     "errors",
      "except",    "exception", "exceptions", "fail",     "failed",    "fails",   "failure",  "failures",  "for",
      "from",      "handle",    "handled",    "handler",  "handling",  "has",     "have",     "here",      "if",
      "ignore",    "ignored",   "ignores",    "ignoring", "in",        "is",      "it",       "its",       "just",
      "no",        "noop",      "nop",        "not",      "nothing",   "null",    "occurred", "occurs",    "of",
      "on",        "op",        "or",         "other",    "out",       "pass",    "see",      "silent",    "silently",
      "simply",    "skip",      "so",         "some",     "something", "std",     "such",     "suppress",  "swallow",
      "swallowed", "swallows",  "test",       "that",     "the",       "them",    "they",     "these",     "then",
      "there",     "this",      "throw",      "throws",   "thrown",    "to",      "try",      "unhandled", "was",
      "we",        "were",      "when",       "whether",  "will",      "with",    "yet"};
  return words;
}

// Words with which people say that the error does not matter here.
constexpr StringRef kIgnoring[] = {"ignor",           "on purpose",      "intentional",    "deliberate",
                                   "best effort",     "best-effort",     "don't care",     "do not care",
                                   "harmless",        "does not matter", "doesn't matter", "nothing we can do",
                                   "no way to report"};

StringRef lineAt(StringRef buffer, size_t offset) {
  const size_t before = buffer.rfind('\n', offset);
  return buffer.slice(before == StringRef::npos ? 0 : before + 1, buffer.find('\n', offset));
}

bool isCommentLine(StringRef line) {
  return line.starts_with("//") || (line.ends_with("*/") && (line.starts_with("/*") || line.starts_with("*")));
}

// "NOTE: the file may be gone" -> "the file may be gone"; a label is one word in capitals.
StringRef withoutLabel(StringRef text) {
  const size_t colon = text.find(':');
  if (colon == StringRef::npos || colon == 0) return text;
  const StringRef label = text.take_front(colon);
  return llvm::all_of(label, [](char c) { return llvm::isUpper(c) || c == '_'; }) ? text.drop_front(colon + 1).trim()
                                                                                  : text;
}

// As comments would say it: "OutOfRange" gives out, of, range, outofrange.
void addWords(StringRef name, llvm::StringSet<> &words) {
  words.insert(name.lower());
  const std::string snake = snakeCase(name);
  SmallVector<StringRef, 8> pieces;
  StringRef(snake).split(pieces, '_', -1, false);
  for (const StringRef piece : pieces) words.insert(piece);
}

} // namespace

SourceText readText(SourceRange range, SourceRange inner, const ASTContext &context) {
  const SourceManager &sources = context.getSourceManager();
  const auto [file, first] = sources.getDecomposedLoc(range.getBegin());
  const auto [endFile, last] = sources.getDecomposedLoc(range.getEnd());
  SourceText text;
  const StringRef buffer = sources.getBufferData(file);
  if (file != endFile || last < first || last >= buffer.size()) return text;
  const size_t innerBegin = sources.getFileOffset(inner.getBegin());
  const size_t innerEnd = sources.getFileOffset(inner.getEnd());
  const size_t lineBegin = lineAt(buffer, first).begin() - buffer.begin();
  const size_t end = lineAt(buffer, last).end() - buffer.begin();

  for (size_t above = lineBegin; above > 0; above = lineAt(buffer, above - 1).begin() - buffer.begin()) {
    const StringRef line = lineAt(buffer, above - 1).trim();
    if (!isCommentLine(line)) break;
    text.above.push_back(line);
  }
  // Lexing, not searching: "//" in a string is no comment. It starts at the range, for a line may begin in a comment.
  Lexer lexer(sources.getLocForStartOfFile(file), context.getLangOpts(), buffer.begin(), buffer.begin() + first,
              buffer.end());
  lexer.SetCommentRetentionState(true);
  for (Token token; !lexer.LexFromRawLexer(token) && token.isNot(tok::eof);) {
    const size_t offset = sources.getFileOffset(token.getLocation());
    if (offset >= end) break;
    const bool isInner = offset > innerBegin && offset < innerEnd;
    if (token.is(tok::comment)) {
      text.comments.push_back(buffer.substr(offset, token.getLength()));
    } else if (token.is(tok::hash) && token.isAtStartOfLine()) {
      text.hasDirectives = text.hasDirectives || isInner;
    } else if (token.isAnyIdentifier() || token.is(tok::numeric_constant)) {
      text.hasTokens = text.hasTokens || isInner;
      addWords(buffer.substr(offset, token.getLength()), text.words);
    }
  }
  return text;
}

bool isReason(StringRef comment, const llvm::StringSet<> &known) {
  StringRef text = comment.trim(" \t\r*/!<");
  for (const StringRef marker : kMarkers)
    if (text.starts_with_insensitive(marker)) return false;
  text.consume_front_insensitive(kReasonStub);
  text = withoutLabel(text);
  const auto isPartOfWord = [](char c) {
    return llvm::isAlnum(c) || c == '_' || c == '\'' || (static_cast<unsigned char>(c) & 0x80) != 0;
  };
  while (!text.empty()) {
    text = text.drop_until(isPartOfWord);
    const StringRef word = text.take_while(isPartOfWord);
    text = text.drop_front(word.size());
    const std::string lower = word.lower();
    const bool speaks = word.size() >= 2 && !llvm::all_of(word, llvm::isDigit);
    if (speaks && !emptyWords().contains(lower) && !known.contains(lower)) return true;
  }
  return false;
}

bool saysIgnored(StringRef comment, const llvm::StringSet<> &known) {
  const std::string text = comment.lower();
  return isReason(comment, known) &&
         llvm::any_of(kIgnoring, [&](StringRef words) { return StringRef(text).contains(words); });
}

} // namespace lintel::checkers::checks::catch_swallowed
