#include "checkers/analysis/source_text.h"

#include "checkers/analysis/names.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringExtras.h"

#include <optional>

namespace lintel::checkers {

using namespace clang;

namespace {

constexpr int kFewestLetters = 3;

// Comments for tools, for tests, and notes of things to do.
constexpr StringRef kMarkers[] = {
    "NOLINT", "NOLINTNEXTLINE", "NOLINTBEGIN", "NOLINTEND", "NOSONAR",   "TODO",         "FIXME",
    "XXX",    "HACK",           "BUG",         "IWYU",      "cppcheck",  "clang-format", "coverity",
    "LCOV_",  "GCOV_",          "PVS-",        "expect:",   "expected-", "fix:",         "CHECK:"};

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

// Words with which people say that an error does not matter here.
constexpr StringRef kIgnoring[] = {
    "ignor",       "on purpose",        "intentional",         "deliberate",      "best effort",
    "best-effort", "don't care",        "do not care",         "doesn't matter",  "does not matter",
    "harmless",    "nothing we can do", "nothing to do about", "no way to report"};

// "BUG 7" is marked, "buggy servers do that" is not.
bool isMarked(StringRef text, StringRef marker) {
  if (!text.starts_with_insensitive(marker)) return false;
  const StringRef rest = text.drop_front(marker.size());
  return !llvm::isAlnum(marker.back()) || rest.empty() || !llvm::isAlnum(rest.front());
}

// What a comment tells a reader, without its delimiters and the stub; nothing for what is no reason by its form.
StringRef toldBy(StringRef comment) {
  StringRef text = comment.trim(" \t\r*/!<");
  if (llvm::any_of(kMarkers, [&](StringRef marker) { return isMarked(text, marker); })) return {};
  text.consume_front_insensitive(kReasonStub);
  return text;
}

bool isByteOfOtherScript(char c) { return (static_cast<unsigned char>(c) & 0x80) != 0; }

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

// The line that holds offset, without its newline.
StringRef lineAt(StringRef buffer, size_t offset) {
  const size_t before = buffer.rfind('\n', offset);
  return buffer.slice(before == StringRef::npos ? 0 : before + 1, buffer.find('\n', offset));
}

bool isCommentLine(StringRef line) {
  return line.starts_with("//") || (line.ends_with("*/") && (line.starts_with("/*") || line.starts_with("*")));
}

// A range of a file, and the lines that it stands on.
struct Lines {
  FileID file;
  StringRef buffer;
  size_t first; // offset of the range
  size_t begin; // offsets of its lines
  size_t end;
};

std::optional<Lines> linesOf(SourceRange range, const SourceManager &sources) {
  const auto [file, first] = sources.getDecomposedLoc(range.getBegin());
  const auto [endFile, last] = sources.getDecomposedLoc(range.getEnd());
  const StringRef buffer = sources.getBufferData(file);
  if (file != endFile || last < first || last >= buffer.size()) return std::nullopt;
  const auto offsetOf = [&](const char *at) { return static_cast<size_t>(at - buffer.begin()); };
  return Lines{file, buffer, first, offsetOf(lineAt(buffer, first).begin()), offsetOf(lineAt(buffer, last).end())};
}

// Comment lines that stand directly above, from the lowest one up. True when visit has returned true for one.
bool visitCommentsAbove(const Lines &lines, llvm::function_ref<bool(StringRef)> visit) {
  for (size_t above = lines.begin; above > 0;) {
    const StringRef line = lineAt(lines.buffer, above - 1);
    if (!isCommentLine(line.trim())) return false;
    if (visit(line.trim())) return true;
    above = line.begin() - lines.buffer.begin();
  }
  return false;
}

// Lexing, not searching: "//" in a string is no comment. True when visit has returned true for a token.
bool visitTokens(const Lines &lines, size_t from, const ASTContext &context,
                 llvm::function_ref<bool(const Token &, size_t)> visit) {
  const SourceManager &sources = context.getSourceManager();
  Lexer lexer(sources.getLocForStartOfFile(lines.file), context.getLangOpts(), lines.buffer.begin(),
              lines.buffer.begin() + from, lines.buffer.end());
  lexer.SetCommentRetentionState(true);
  for (Token token; !lexer.LexFromRawLexer(token) && token.isNot(tok::eof);) {
    const size_t offset = sources.getFileOffset(token.getLocation());
    if (offset >= lines.end) return false;
    if (visit(token, offset)) return true;
  }
  return false;
}

// The comments on the lines of the range, and the comment lines that stand directly above it.
bool anyComment(SourceRange range, const ASTContext &context, llvm::function_ref<bool(StringRef)> accepts) {
  const std::optional<Lines> lines = linesOf(range, context.getSourceManager());
  if (!lines) return false;
  if (visitCommentsAbove(*lines, accepts)) return true;
  // Many calls may stand on one long line: most have no comment, which a search tells sooner.
  const StringRef text = lines->buffer.slice(lines->begin, lines->end);
  if (!text.contains("//") && !text.contains("/*")) return false;
  return visitTokens(*lines, lines->begin, context, [&](const Token &token, size_t offset) {
    return token.is(tok::comment) && accepts(lines->buffer.substr(offset, token.getLength()));
  });
}

} // namespace

bool isReason(StringRef comment) {
  const auto isLetter = [](char c) { return llvm::isAlpha(c) || isByteOfOtherScript(c); };
  return llvm::count_if(toldBy(comment), isLetter) >= kFewestLetters;
}

bool isReason(StringRef comment, const llvm::StringSet<> &known) {
  const auto isPartOfWord = [](char c) { return llvm::isAlnum(c) || c == '_' || c == '\'' || isByteOfOtherScript(c); };
  StringRef text = withoutLabel(toldBy(comment));
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

bool speaksOfIgnoring(StringRef comment) {
  const std::string text = comment.lower();
  return llvm::any_of(kIgnoring, [&](StringRef words) { return StringRef(text).contains(words); });
}

bool hasReason(SourceRange range, const ASTContext &context) {
  return anyComment(range, context, [](StringRef comment) { return isReason(comment); });
}

bool saysIgnored(SourceRange range, const ASTContext &context) {
  return anyComment(range, context, [](StringRef comment) { return isReason(comment) && speaksOfIgnoring(comment); });
}

SourceText readText(SourceRange range, SourceRange inner, const ASTContext &context) {
  const SourceManager &sources = context.getSourceManager();
  SourceText text;
  const std::optional<Lines> lines = linesOf(range, sources);
  if (!lines) return text;
  const size_t innerBegin = sources.getFileOffset(inner.getBegin());
  const size_t innerEnd = sources.getFileOffset(inner.getEnd());
  visitCommentsAbove(*lines, [&](StringRef comment) { return text.above.push_back(comment), false; });
  // It starts at the range, for a line may begin in a comment.
  visitTokens(*lines, lines->first, context, [&](const Token &token, size_t offset) {
    const bool isInner = offset > innerBegin && offset < innerEnd;
    const StringRef written = lines->buffer.substr(offset, token.getLength());
    if (token.is(tok::comment)) {
      text.comments.push_back(written);
    } else if (token.is(tok::hash) && token.isAtStartOfLine()) {
      text.hasDirectives = text.hasDirectives || isInner;
    } else if (token.isAnyIdentifier() || token.is(tok::numeric_constant)) {
      text.hasTokens = text.hasTokens || isInner;
      addWords(written, text.words);
    }
    return false;
  });
  return text;
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

} // namespace lintel::checkers
