#include "sbom/collect/system_condition.h"

#include "core/support/text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <re2/re2.h>
#include <string>
#include <vector>

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxDepth = 64;

Holds opposite(Holds holds) {
  if (holds == Holds::Perhaps) return holds;
  return holds == Holds::Always ? Holds::Never : Holds::Always;
}

re2::StringPiece pieceOf(std::string_view text) { return {text.data(), text.size()}; }

bool namesOtherSystem(std::string_view text) {
  static const RE2 kOther(
      R"((?i)(?:win(?:dows|32|64|sock|nt)|mingw|msys|msvc|cygwin|darwin|apple|macos|\bosx|haiku|)"
      R"(sunos|solaris|(?:dragonfly|free|net|open)bsd|\bbsd(?:[^\w/]|$)|\baix|hpux|hp-ux|irix|\bqnx|)"
      R"(android))",
      RE2::Latin1);
  return RE2::PartialMatch(pieceOf(text), kOther);
}

// Not "HAVE_LINUX_AIO" or "x86_64-linux": that such a test fails does not speak of another system.
bool namesLinux(std::string_view text) {
  static const RE2 kLinux(R"re((?i:(?:^|\*-|[*"'\s,])linux)(?:[*"'\s):]|$)|\bUNIX\b)re", RE2::Latin1);
  return RE2::PartialMatch(pieceOf(text), kLinux);
}

// "win32 | cygwin" of a shell's pattern or a regular expression, "['windows', 'cygwin']" of Meson.
std::vector<std::string_view> alternatives(std::string_view test) {
  const bool isList = test.find("['") != std::string_view::npos;
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= test.size();) {
    const std::size_t end = std::min(test.find_first_of(isList ? "|," : "|", begin), test.size());
    parts.push_back(test.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

// Whether the test asks that what it names be not so: "!=", "= no", "-z".
bool isNegative(std::string_view test) {
  static const RE2 kUnequal(R"(!=|^ifn|-z\s|(?:\btest|\[)\s+!\s)", RE2::Latin1);
  static const RE2 kNo(R"re((?i)(?:=|-eq|EQUAL|,)\s*["']?x?_?(?:no|n|0|false|off)?["']?[\s\]);]*(?:then)?$)re",
                       RE2::Latin1);
  return RE2::PartialMatch(pieceOf(test), kUnequal) != RE2::PartialMatch(pieceOf(test), kNo);
}

Holds decided(std::string_view test) {
  if (test.find("...") != std::string_view::npos) return Holds::Perhaps;
  bool others = true;
  bool linux = true;
  for (const std::string_view part : alternatives(test)) {
    others = others && namesOtherSystem(part) && !namesLinux(part);
    linux = linux && namesLinux(part) && !namesOtherSystem(part);
  }
  if (others == linux) return Holds::Perhaps;
  const Holds plain = others ? Holds::Never : Holds::Always;
  return isNegative(test) ? opposite(plain) : plain;
}

// A parser of the operators that the languages of build files share. What stands between them is a test.
class Condition {
public:
  explicit Condition(std::string_view text) : text_(text) {}

  Holds evaluate() {
    const Holds holds = disjunction(0);
    return at_ < text_.size() || isCut_ ? Holds::Perhaps : holds;
  }

private:
  Holds disjunction(std::size_t depth) {
    Holds holds = conjunction(depth);
    while (accept({"or", "OR", "||", "-o"})) holds = std::max(holds, conjunction(depth));
    return holds;
  }

  Holds conjunction(std::size_t depth) {
    Holds holds = negation(depth);
    while (accept({"and", "AND", "&&", "-a"})) holds = std::min(holds, negation(depth));
    return holds;
  }

  Holds negation(std::size_t depth) {
    if (depth > kMaxDepth) return giveUp();
    if (accept({"not", "NOT", "!"})) return opposite(negation(depth + 1));
    skipBlanks();
    if (at_ >= text_.size() || text_[at_] != '(') return decided(test());
    ++at_;
    const Holds holds = disjunction(depth + 1);
    skipBlanks();
    if (at_ >= text_.size() || text_[at_] != ')') return giveUp();
    ++at_;
    return holds;
  }

  Holds giveUp() {
    at_ = text_.size();
    isCut_ = true;
    return Holds::Perhaps;
  }

  // Up to the next operator or the bracket that closes one outside of the test; "$(OS)" and "system()" are part of it.
  std::string_view test() {
    const std::size_t begin = at_;
    std::size_t depth = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == ')' && depth == 0) break;
      if (depth == 0 && isOperator()) break;
      depth += c == '(' ? 1 : 0;
      depth -= c == ')' ? 1 : 0;
      at_ = c == '"' || c == '\'' ? behindQuoted() : at_ + 1;
    }
    return trim(text_.substr(begin, at_ - begin));
  }

  std::size_t behindQuoted() const {
    const std::size_t end = text_.find(text_[at_], at_ + 1);
    return end == std::string_view::npos ? at_ + 1 : end + 1;
  }

  bool isOperator() const {
    constexpr std::array<std::string_view, 8> kOperators = {"and", "AND", "&&", "-a", "or", "OR", "||", "-o"};
    return std::ranges::any_of(kOperators, [&](std::string_view word) { return isWordAt(word); });
  }

  bool isWordAt(std::string_view word) const {
    if (!text_.substr(at_).starts_with(word)) return false;
    const bool isLetters = std::isalpha(static_cast<unsigned char>(word.front())) != 0 || word.front() == '-';
    if (word == "!") return !text_.substr(at_).starts_with("!=");
    if (!isLetters) return true;
    const std::size_t end = at_ + word.size();
    const bool begins = at_ == 0 || std::string_view(" ()").find(text_[at_ - 1]) != std::string_view::npos;
    return begins && (end == text_.size() || text_[end] == ' ' || text_[end] == '(');
  }

  bool accept(std::initializer_list<std::string_view> words) {
    skipBlanks();
    for (const std::string_view word : words) {
      if (!isWordAt(word)) continue;
      at_ += word.size();
      return true;
    }
    return false;
  }

  void skipBlanks() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool isCut_ = false;
};

} // namespace

Holds holdsOnLinux(std::string_view condition) { return Condition(condition).evaluate(); }

} // namespace lintel::sbom
