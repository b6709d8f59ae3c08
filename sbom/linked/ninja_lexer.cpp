#include "sbom/linked/ninja_lexer.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

bool isPlainNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

bool isNameCharacter(char c) { return isPlainNameCharacter(c) || c == '.'; }

std::size_t sizeOfNewline(std::string_view text, std::size_t at) {
  if (at < text.size() && text[at] == '\n') return 1;
  return text.substr(at, 2) == "\r\n" ? 2 : 0;
}

} // namespace

bool NinjaLexer::isNewline(std::size_t ahead) const {
  return at_ + ahead >= text_.size() || sizeOfNewline(text_, at_ + ahead) > 0;
}

void NinjaLexer::skipNewline() {
  if (at_ >= text_.size()) return;
  at_ += sizeOfNewline(text_, at_);
  lineStart_ = at_;
  ++line_;
}

void NinjaLexer::skipBlanks() {
  while (at_ < text_.size()) {
    if (text_[at_] == ' ') {
      ++at_;
    } else if (text_[at_] == '$' && sizeOfNewline(text_, at_ + 1) > 0) {
      ++at_;
      skipNewline();
    } else {
      return;
    }
  }
}

bool NinjaLexer::atEnd() {
  while (at_ < text_.size()) {
    const std::size_t begin = std::min(text_.find_first_not_of(' ', at_), text_.size());
    const bool isComment = begin < text_.size() && text_[begin] == '#';
    if (!isComment && begin < text_.size() && sizeOfNewline(text_, begin) == 0) return false;
    at_ = isComment ? std::min(text_.find('\n', begin), text_.size()) : begin;
    skipNewline();
  }
  return true;
}

bool NinjaLexer::skipIndent() {
  if (atEnd() || text_[at_] != ' ') return false;
  skipBlanks();
  return true;
}

std::string_view NinjaLexer::name() {
  const std::size_t begin = at_;
  while (at_ < text_.size() && isNameCharacter(text_[at_])) ++at_;
  const std::string_view found = text_.substr(begin, at_ - begin);
  skipBlanks();
  return found;
}

bool NinjaLexer::accept(std::string_view token) {
  if (text_.substr(at_, token.size()) != token) return false;
  if (token == "|" && (peek(1) == '|' || peek(1) == '@')) return false;
  at_ += token.size();
  skipBlanks();
  return true;
}

// A "$" and what follows it belong together, so that "$:" or a continued line end stops nothing.
std::string_view NinjaLexer::escaped(std::string_view stops) {
  const std::size_t begin = at_;
  while (!isNewline() && stops.find(text_[at_]) == std::string_view::npos) {
    if (text_[at_] != '$') {
      ++at_;
    } else if (const std::size_t newline = sizeOfNewline(text_, ++at_); newline > 0) {
      skipNewline();
    } else {
      at_ = std::min(at_ + 1, text_.size());
    }
  }
  return text_.substr(begin, at_ - begin);
}

std::string_view NinjaLexer::path() {
  const std::string_view found = escaped(" :|");
  skipBlanks();
  return found;
}

std::string_view NinjaLexer::value() { return escaped(""); }

Status NinjaLexer::endLine() {
  if (!isNewline()) return fail(std::string("unexpected '") + text_[at_] + "'", "the end of the line");
  skipNewline();
  return {};
}

void NinjaLexer::skipLine() {
  value();
  skipNewline();
}

tl::unexpected<Problem> NinjaLexer::fail(std::string what, std::string expected) const {
  Problem problem;
  problem.what = std::move(what);
  problem.file = path_;
  problem.line = line_;
  problem.column = static_cast<int>(at_ - lineStart_) + 1;
  problem.expected = std::move(expected);
  return lintel::fail(std::move(problem));
}

bool NinjaBudget::take(std::size_t bytes) {
  exhausted_ = exhausted_ || bytes > bytes_;
  if (!exhausted_) bytes_ -= bytes;
  return !exhausted_;
}

void NinjaBudget::append(std::string_view text, std::string &into) {
  if (take(text.size())) into += text;
}

void NinjaBudget::step() {
  constexpr std::size_t kCost = 16; // bytes that could be copied in the time
  take(kCost);
}

void expandNinja(std::string_view raw, std::string &into, NinjaBudget &budget,
                 const std::function<void(std::string_view, std::string &)> &lookup) {
  while (!raw.empty() && !budget.isExhausted()) {
    const std::size_t dollar = std::min(raw.find('$'), raw.size());
    budget.append(raw.substr(0, dollar), into);
    if (dollar + 1 >= raw.size()) return;
    raw.remove_prefix(dollar + 1);
    budget.step();
    std::size_t used = 1;
    if (const std::size_t newline = sizeOfNewline(raw, 0); newline > 0) {
      used = std::min(raw.find_first_not_of(' ', newline), raw.size());
    } else if (raw.front() == '{') {
      const std::size_t close = raw.find('}');
      if (close == std::string_view::npos) return;
      lookup(raw.substr(1, close - 1), into);
      used = close + 1;
    } else if (isPlainNameCharacter(raw.front())) {
      used = static_cast<std::size_t>(std::find_if_not(raw.begin(), raw.end(), isPlainNameCharacter) - raw.begin());
      lookup(raw.substr(0, used), into);
    } else {
      budget.append(raw.front() == '^' ? std::string_view("\n") : raw.substr(0, 1), into);
    }
    raw.remove_prefix(used);
  }
}

} // namespace lintel::sbom
