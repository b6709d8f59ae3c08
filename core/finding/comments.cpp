#include "core/finding/comments.h"

#include <string>
#include <utility>

namespace lintel {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isWordChar(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || isDigit(c) || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

class Scanner {
public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::vector<CommentLine> scan() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (startsWith("//"))
        lineComment();
      else if (startsWith("/*"))
        blockComment();
      else if (c == '"' || c == '\'')
        quoted(c);
      else if (isDigit(c))
        number();
      else if (isWordChar(c))
        word();
      else
        advance();
    }
    return std::move(found_);
  }

private:
  bool startsWith(std::string_view prefix) const { return text_.substr(at_).starts_with(prefix); }

  void advance(std::size_t count = 1) {
    for (; count > 0 && at_ < text_.size(); --count, ++at_)
      if (text_[at_] == '\n') ++line_;
  }

  // A backslash at the end of a line joins the next one to it ([lex.phases]).
  bool atContinuation() const { return startsWith("\\\n") || startsWith("\\\r\n"); }

  void lineComment() {
    advance(2);
    std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != '\n') {
      if (atContinuation()) {
        found_.push_back({text_.substr(begin, at_ - begin), line_});
        advance(text_[at_ + 1] == '\r' ? 3 : 2);
        begin = at_;
      } else {
        ++at_;
      }
    }
    found_.push_back({text_.substr(begin, at_ - begin), line_});
  }

  void blockComment() {
    advance(2);
    std::size_t begin = at_;
    while (at_ < text_.size() && !startsWith("*/")) {
      if (text_[at_] == '\n') {
        found_.push_back({text_.substr(begin, at_ - begin), line_});
        begin = at_ + 1;
      }
      advance();
    }
    found_.push_back({text_.substr(begin, at_ - begin), line_});
    advance(2);
  }

  // A literal that is not closed ends with its line, as the compiler sees it.
  void quoted(char quote) {
    advance();
    while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') {
      if (text_[at_] == '\\') advance(startsWith("\\\r\n") ? 2 : 1);
      advance();
    }
    if (at_ < text_.size() && text_[at_] == quote) advance();
  }

  // pp-number: the apostrophe in 1'000 opens no character literal ([lex.ppnumber]).
  void number() {
    while (at_ < text_.size()) {
      const bool separator = text_[at_] == '\'' && at_ + 1 < text_.size() && isWordChar(text_[at_ + 1]);
      if (!separator && !isWordChar(text_[at_]) && text_[at_] != '.') return;
      ++at_;
    }
  }

  void word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && isWordChar(text_[at_])) ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    const bool raw = word == "R" || word == "u8R" || word == "uR" || word == "UR" || word == "LR";
    if (raw && startsWith("\"")) rawString();
  }

  // R"delimiter( ... )delimiter"; a delimiter has at most 16 characters ([lex.string]).
  void rawString() {
    const std::size_t open = text_.find('(', at_);
    if (open == std::string_view::npos || open - at_ > 17) return quoted('"');
    const std::string close = ")" + std::string(text_.substr(at_ + 1, open - at_ - 1)) + "\"";
    const std::size_t end = text_.find(close, open);
    advance(end == std::string_view::npos ? text_.size() : end + close.size() - at_);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
  std::vector<CommentLine> found_;
};

} // namespace

std::vector<CommentLine> commentLines(std::string_view text) { return Scanner(text).scan(); }

} // namespace lintel
