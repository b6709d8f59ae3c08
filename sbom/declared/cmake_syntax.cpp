#include "sbom/declared/cmake_syntax.h"

#include "core/support/text.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace lintel::sbom {
namespace {

bool isIdentifier(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

class Parser {
public:
  explicit Parser(const SourceText &source) : source_(source), text_(source.text()) {}

  Result<std::vector<CMakeCommand>> parse() {
    if (text_.size() > kMaxBuildFileSize) return source_.problem(0, "the file is too large", "at most 4 MiB");
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3; // byte order mark
    while (true) {
      if (const Status status = skipSpace(); !status) return fail(status.error());
      if (at_ == text_.size()) return std::move(commands_);
      if (const Status status = parseCommand(); !status) return fail(status.error());
    }
  }

private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  // Length of "[[", "[=[", ... at an offset; 0 when there is none.
  std::size_t bracketAt(std::size_t offset) const {
    if (offset >= text_.size() || text_[offset] != '[') return 0;
    std::size_t end = offset + 1;
    while (end < text_.size() && text_[end] == '=') ++end;
    return end < text_.size() && text_[end] == '[' ? end + 1 - offset : 0;
  }

  // The span between a bracket of this length at the cursor and the one that closes it; the cursor moves behind that.
  Result<Span> bracketContent(std::size_t length, const char *what) {
    const std::size_t open = at_;
    const std::string close = "]" + std::string(length - 2, '=') + "]";
    const std::size_t end = text_.find(close, open + length);
    if (end == std::string_view::npos) {
      return source_.problem(open, "an unterminated bracket " + std::string(what), close);
    }
    at_ = end + close.size();
    return Span{open + length, end};
  }

  // Length of the "@NAME@" at the cursor, which configure_file() replaces in a template; 0 when there is none. A
  // command cannot begin like this, so that it is passed over between commands; in arguments it is text.
  std::size_t placeholder() const {
    if (inArguments_ || text_[at_] != '@') return 0;
    std::size_t end = at_ + 1;
    while (end < text_.size() && isIdentifier(text_[end])) ++end;
    return end < text_.size() && text_[end] == '@' && end > at_ + 1 ? end + 1 - at_ : 0;
  }

  Status skipSpace() {
    while (at_ < text_.size()) {
      if (isBlank(text_[at_])) {
        ++at_;
      } else if (const std::size_t length = placeholder()) {
        at_ += length;
      } else if (text_[at_] == '#') {
        if (const Status status = skipComment(); !status) return status;
      } else {
        break;
      }
    }
    return {};
  }

  Status skipComment() {
    ++at_;
    if (const std::size_t length = bracketAt(at_)) {
      const auto content = bracketContent(length, "comment");
      return content ? Status() : fail(content.error());
    }
    at_ = std::min(text_.find('\n', at_), text_.size());
    return {};
  }

  Status parseCommand() {
    CMakeCommand command;
    command.span.begin = at_;
    while (isIdentifier(peek())) ++at_;
    command.span.end = at_;
    if (command.span.begin == at_) return source_.problem(at_, "this is no command", "a name and '('");
    command.name = lowerCase(source_.slice(command.span));
    while (peek() == ' ' || peek() == '\t') ++at_;
    if (peek() != '(') return source_.problem(at_, "'" + command.name + "' has no arguments", "'('");
    const std::size_t open = at_++;
    command.inside.begin = at_;
    inArguments_ = true;
    if (const Status status = parseArguments(command, open); !status) return status;
    inArguments_ = false;
    commands_.push_back(std::move(command));
    return {};
  }

  Status parseArguments(CMakeCommand &command, std::size_t open) {
    for (std::size_t depth = 1; depth > 0;) {
      if (const Status status = skipSpace(); !status) return status;
      if (at_ == text_.size()) return source_.problem(open, "an unterminated command", "')'");
      const char c = text_[at_];
      if (c == '(' || c == ')') {
        depth = c == '(' ? depth + 1 : depth - 1;
        if (depth == 0) command.inside.end = at_;
        if (depth > 0)
          command.arguments.push_back({CMakeArgument::Kind::Unquoted, text_.substr(at_, 1), {at_, at_ + 1}});
        ++at_;
        continue;
      }
      auto argument = parseArgument();
      if (!argument) return fail(argument.error());
      command.arguments.push_back(*argument);
    }
    return {};
  }

  Result<CMakeArgument> parseArgument() {
    if (const std::size_t length = bracketAt(at_)) return bracketArgument(length);
    if (text_[at_] == '"') return quotedArgument();
    return unquotedArgument();
  }

  Result<CMakeArgument> bracketArgument(std::size_t length) {
    auto span = bracketContent(length, "argument");
    if (!span) return fail(span.error());
    const std::string_view content = source_.slice(*span);
    if (content.starts_with("\r\n")) span->begin += 2; // a newline right behind the bracket does not count
    if (content.starts_with('\n')) ++span->begin;
    return CMakeArgument{CMakeArgument::Kind::Bracket, source_.slice(*span), *span};
  }

  Result<CMakeArgument> quotedArgument() {
    const auto span = quotedContent();
    if (!span) return fail(span.error());
    return CMakeArgument{CMakeArgument::Kind::Quoted, source_.slice(*span), *span};
  }

  Result<Span> quotedContent() {
    const std::size_t open = at_++;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    if (at_ >= text_.size()) return source_.problem(open, "an unterminated string", "'\"'");
    return Span{open + 1, at_++};
  }

  // Also the legacy forms: -Da="b c" and $(MAKE_VARIABLE).
  Result<CMakeArgument> unquotedArgument() {
    const std::size_t begin = at_;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (isBlank(c) || c == ')' || c == '#') break;
      if (c == '(') {
        if (text_[at_ - 1] != '$' || at_ == begin || !skipMakeReference()) break;
      } else if (c == '"') {
        if (const auto quoted = quotedContent(); !quoted) return fail(quoted.error());
      } else {
        at_ = std::min(at_ + (c == '\\' ? 2 : 1), text_.size());
      }
    }
    return CMakeArgument{CMakeArgument::Kind::Unquoted, text_.substr(begin, at_ - begin), {begin, at_}};
  }

  bool skipMakeReference() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && isIdentifier(text_[end])) ++end;
    if (end >= text_.size() || text_[end] != ')') return false;
    at_ = end + 1;
    return true;
  }

  const SourceText &source_;
  std::string_view text_;
  std::size_t at_ = 0;
  bool inArguments_ = false;
  std::vector<CMakeCommand> commands_;
};

} // namespace

Result<std::vector<CMakeCommand>> parseCMake(const SourceText &source) { return Parser(source).parse(); }

} // namespace lintel::sbom
