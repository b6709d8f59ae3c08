#include "sbom/declared/python_scan.h"

#include "sbom/declared/manifest_place.h"
#include "sbom/model/place_index.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

bool isNameStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool isDigit(char c) { return c >= '0' && c <= '9'; }

// Whether text holds a replacement field; "{{" is a brace.
bool hasField(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '{') continue;
    if (at + 1 >= text.size() || text[at + 1] != '{') return true;
    ++at;
  }
  return false;
}

class Scanner {
public:
  Scanner(std::string_view text, const std::string &file) : text_(text), file_(file) {}

  Result<std::vector<PythonLine>> scan() {
    if (text_.size() > kMaxPythonSize) {
      return problemAt(0, "a file of more than " + std::to_string(kMaxPythonSize) + " bytes", "a recipe");
    }
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    startLine();
    while (at_ < text_.size()) {
      if (const Status status = scanOne(); !status) return fail(status.error());
    }
    if (!brackets_.empty()) return problemAt(brackets_.back(), "a bracket that is not closed", "its closing bracket");
    endLine();
    return std::move(lines_);
  }

private:
  Status scanOne() {
    const char c = text_[at_];
    if (c == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (c == '\n') {
      ++at_;
      if (brackets_.empty()) {
        endLine();
        startLine();
      }
    } else if (c == '\\') {
      joinLines();
    } else if (c == ' ' || c == '\t' || c == '\r' || c == '\f') {
      ++at_;
    } else if (c == '"' || c == '\'') {
      return scanString("");
    } else if (isNameStart(c)) {
      return scanName();
    } else if (isDigit(c)) {
      addToken(PythonToken::Kind::Number, endOfWord());
    } else {
      scanOperator(c);
    }
    return {};
  }

  // A backslash before the end of a line joins it with the next.
  void joinLines() {
    ++at_;
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;
    if (at_ < text_.size() && text_[at_] == '\n') ++at_;
  }

  std::size_t endOfWord() const {
    std::size_t end = at_;
    while (end < text_.size() &&
           (isNameStart(text_[end]) || isDigit(text_[end]) || (text_[end] == '.' && isDigit(text_[at_])))) {
      ++end;
    }
    return end;
  }

  Status scanName() {
    const std::size_t end = endOfWord();
    const bool beforeQuote = end < text_.size() && (text_[end] == '"' || text_[end] == '\'');
    const std::string_view word = text_.substr(at_, end - at_);
    if (beforeQuote && word.size() <= 2 && word.find_first_not_of("rRbBuUfF") == std::string_view::npos) {
      return scanString(word);
    }
    addToken(PythonToken::Kind::Name, end);
    return {};
  }

  Status scanString(std::string_view prefix) {
    const std::size_t quoteAt = at_ + prefix.size();
    const std::string triple(3, text_[quoteAt]);
    const bool isTriple = text_.substr(quoteAt).starts_with(triple);
    const std::string_view closing = isTriple ? std::string_view(triple) : text_.substr(quoteAt, 1);
    const bool isRaw = prefix.find_first_of("rR") != std::string_view::npos;
    PythonToken token;
    token.kind = PythonToken::Kind::String;
    token.begin = at_;
    token.inner = quoteAt + closing.size();
    std::size_t at = token.inner;
    while (at < text_.size() && !text_.substr(at).starts_with(closing)) {
      if (text_[at] == '\n' && !isTriple) break;
      if (text_[at] == '\\' && at + 1 < text_.size()) {
        const char escaped = text_[at + 1];
        if (isRaw || (escaped != '\\' && escaped != '"' && escaped != '\'' && escaped != '\n')) token.value += '\\';
        if (escaped != '\n' || isRaw) token.value += escaped;
        at += 2;
      } else {
        token.value += text_[at++];
      }
    }
    if (!text_.substr(std::min(at, text_.size())).starts_with(closing)) {
      return problemAt(token.begin, "a string that is not closed", "its closing quote");
    }
    token.end = at_ = at + closing.size();
    token.isFormatted = prefix.find_first_of("fF") != std::string_view::npos && hasField(token.value);
    lines_.back().tokens.push_back(std::move(token));
    return {};
  }

  void scanOperator(char c) {
    if (c == '(' || c == '[' || c == '{') brackets_.push_back(at_);
    if ((c == ')' || c == ']' || c == '}') && !brackets_.empty()) brackets_.pop_back();
    addToken(PythonToken::Kind::Operator, at_ + 1);
  }

  void addToken(PythonToken::Kind kind, std::size_t end) {
    PythonToken token;
    token.kind = kind;
    token.begin = at_;
    token.end = token.inner = end;
    lines_.back().tokens.push_back(std::move(token));
    at_ = end;
  }

  void startLine() {
    PythonLine &line = lines_.emplace_back();
    for (; at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t'); ++at_) {
      line.indent = text_[at_] == ' ' ? line.indent + 1 : (line.indent / 8 + 1) * 8;
    }
  }

  void endLine() {
    if (lines_.back().tokens.empty()) lines_.pop_back();
  }

  tl::unexpected<Problem> problemAt(std::size_t offset, std::string what, std::string expected) const {
    const Position place = PlaceIndex(text_).at(offset);
    return fail({std::move(what), file_, place.line, place.column, std::move(expected)});
  }

  std::string_view text_;
  const std::string &file_;
  std::size_t at_ = 0;
  std::vector<std::size_t> brackets_; // offsets of those that are open
  std::vector<PythonLine> lines_;
};

} // namespace

Result<std::vector<PythonLine>> scanPython(std::string_view text, const std::string &file) {
  return Scanner(text, file).scan();
}

} // namespace lintel::sbom
