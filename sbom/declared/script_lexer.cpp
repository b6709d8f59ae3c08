#include "sbom/declared/script_lexer.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxBrackets = 100;

bool isNameStart(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool isNamePart(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool isDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

class Lexer {
public:
  Lexer(const SourceText &source, ScriptLanguage language)
      : source_(source), text_(source.text()), language_(language) {}

  Result<std::vector<Token>> run() {
    if (text_.size() > kMaxBuildFileSize) return source_.problem(0, "the file is too large", "at most 4 MiB");
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3; // byte order mark
    while (at_ < text_.size()) {
      if (const Status status = next(); !status) return fail(status.error());
    }
    if (!brackets_.empty()) {
      return source_.problem(brackets_.back(), "an unterminated bracket", closerOf(text_[brackets_.back()]));
    }
    add(TokenKind::LineEnd, at_, at_);
    add(TokenKind::End, at_, at_);
    return std::move(tokens_);
  }

private:
  bool isLua() const { return language_ == ScriptLanguage::Lua; }
  bool startsWith(std::string_view what) const { return text_.substr(at_).starts_with(what); }

  static std::string closerOf(char open) { return open == '(' ? "')'" : open == '[' ? "']'" : "'}'"; }

  void add(TokenKind kind, std::size_t begin, std::size_t end) {
    if (kind == TokenKind::LineEnd && (isLua() || !brackets_.empty())) return;
    tokens_.push_back({kind, std::string(text_.substr(begin, end - begin)), {begin, end}, {begin, end}, false});
  }

  Status next() {
    const char c = text_[at_];
    if (c == '\n') {
      add(TokenKind::LineEnd, at_, at_ + 1);
      ++at_;
      return {};
    }
    if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      ++at_;
      return {};
    }
    if (c == '\\' && !isLua()) { // continued on the next line
      at_ += startsWith("\\\r\n") ? 3 : startsWith("\\\n") ? 2 : 1;
      return {};
    }
    if (startsWith(isLua() ? "--" : "#")) return comment();
    if (isLua() && longBracket() > 0) return longText();
    if (const std::size_t prefix = textPrefix(); prefix != std::string_view::npos) return quoted(prefix);
    if (isNameStart(c)) return run(TokenKind::Name, isNamePart);
    if (isDigit(c)) return run(TokenKind::Number, [](char part) { return isNamePart(part) || part == '.'; });
    return symbol();
  }

  template <class Belongs> Status run(TokenKind kind, Belongs belongs) {
    const std::size_t begin = at_;
    while (at_ < text_.size() && belongs(text_[at_])) ++at_;
    add(kind, begin, at_);
    return {};
  }

  Status comment() {
    const std::size_t begin = at_;
    if (isLua()) {
      at_ += 2;
      if (const std::size_t length = longBracket()) {
        const auto content = longContent(length);
        return content ? Status() : source_.problem(begin, "an unterminated comment", content.error().expected);
      }
    }
    at_ = std::min(text_.find('\n', at_), text_.size());
    return {};
  }

  // Length of Lua's "[[", "[=[", ... at the cursor; 0 when there is none.
  std::size_t longBracket() const {
    if (at_ >= text_.size() || text_[at_] != '[') return 0;
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] == '=') ++end;
    return end < text_.size() && text_[end] == '[' ? end + 1 - at_ : 0;
  }

  Result<Span> longContent(std::size_t length) {
    const std::string close = "]" + std::string(length - 2, '=') + "]";
    const std::size_t begin = at_ + length;
    const std::size_t end = text_.find(close, begin);
    if (end == std::string_view::npos) return source_.problem(at_, "an unterminated string", close);
    at_ = end + close.size();
    return Span{begin, end};
  }

  Status longText() {
    const std::size_t begin = at_;
    const auto inside = longContent(longBracket());
    if (!inside) return fail(inside.error());
    std::string_view value = source_.slice(*inside);
    if (value.starts_with('\n')) value.remove_prefix(1); // as Lua does
    tokens_.push_back({TokenKind::Text, std::string(value), {begin, at_}, *inside, false});
    return {};
  }

  bool isQuote(char c) const { return c == '\'' || (c == '"' && language_ != ScriptLanguage::Meson); }

  // Length of a prefix such as r or f with a quote behind it; npos when no string begins here.
  std::size_t textPrefix() const {
    std::size_t length = 0;
    const std::string_view letters = language_ == ScriptLanguage::Meson      ? "f"
                                     : language_ == ScriptLanguage::Starlark ? "rRbB"
                                                                             : "";
    while (length < 2 && at_ + length < text_.size() && letters.find(text_[at_ + length]) != std::string_view::npos) {
      ++length;
    }
    const bool quote = at_ + length < text_.size() && isQuote(text_[at_ + length]);
    return quote ? length : std::string_view::npos;
  }

  Status quoted(std::size_t prefix) {
    Token token{TokenKind::Text, {}, {at_, at_}, {}, false};
    const std::string_view letters = text_.substr(at_, prefix);
    token.formatted = letters == "f";
    at_ += prefix;
    const std::string triple(3, text_[at_]);
    const bool isTriple = !isLua() && startsWith(triple);
    const bool mesonTriple = isTriple && language_ == ScriptLanguage::Meson;
    const bool raw = letters.find_first_of("rR") != std::string_view::npos || mesonTriple;
    const std::string_view close = isTriple ? std::string_view(triple) : std::string_view(triple).substr(0, 1);
    at_ += close.size();
    token.inside.begin = at_;
    while (!startsWith(close)) {
      if (at_ >= text_.size() || (!isTriple && text_[at_] == '\n')) {
        return source_.problem(token.span.begin, "an unterminated string", std::string(close));
      }
      if (text_[at_] == '\\' && !mesonTriple && at_ + 1 < text_.size()) {
        escape(token.text, raw);
      } else {
        token.text += text_[at_++];
      }
    }
    token.inside.end = at_;
    at_ += close.size();
    token.span.end = at_;
    tokens_.push_back(std::move(token));
    return {};
  }

  // The escapes that names and addresses have; others stay as written, since nothing is made of them.
  void escape(std::string &out, bool raw) {
    const char c = text_[at_ + 1];
    if (!raw && (c == '\n' || c == '\'' || c == '"' || c == '\\')) {
      if (c != '\n' || isLua()) out += c; // Starlark and Meson join the lines
    } else if (!raw && (c == 'n' || c == 't')) {
      out += c == 'n' ? '\n' : '\t';
    } else {
      out += {'\\', c};
    }
    at_ += 2;
  }

  Status symbol() {
    constexpr std::array<std::string_view, 19> kLong = {"...", "..", "**=", "**", "//=", "//", "==", "!=", "<=", ">=",
                                                        "+=",  "-=", "*=",  "/=", "%=",  "|=", "->", "~=", "::"};
    const auto symbol = std::ranges::find_if(kLong, [&](std::string_view text) { return startsWith(text); });
    const std::size_t length = symbol == kLong.end() ? 1 : symbol->size();
    const char c = text_[at_];
    const std::size_t begin = at_;
    if (length == 1 && (c == '(' || c == '[' || c == '{')) {
      brackets_.push_back(at_);
      if (brackets_.size() > kMaxBrackets) return source_.problem(at_, "brackets nest more than 100 deep");
    } else if (length == 1 && (c == ')' || c == ']' || c == '}')) {
      const std::string closer = brackets_.empty() ? "" : closerOf(text_[brackets_.back()]);
      if (closer.empty() || closer[1] != c) {
        return source_.problem(at_, "'" + std::string(1, c) + "' closes nothing", closer);
      }
      brackets_.pop_back();
    }
    at_ += length;
    add(TokenKind::Symbol, begin, at_);
    return {};
  }

  const SourceText &source_;
  std::string_view text_;
  ScriptLanguage language_;
  std::size_t at_ = 0;
  std::vector<std::size_t> brackets_; // offsets of the open ones
  std::vector<Token> tokens_;
};

} // namespace

Result<std::vector<Token>> tokenize(const SourceText &source, ScriptLanguage language) {
  return Lexer(source, language).run();
}

} // namespace lintel::sbom
