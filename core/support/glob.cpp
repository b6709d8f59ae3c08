#include "core/support/glob.h"

#include "core/support/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <re2/re2.h>

namespace lintel {
namespace {

constexpr std::size_t kLongestPattern = 1000;

// Rewrites a glob as a regular expression, one construct at a time.
class Translator {
public:
  explicit Translator(std::string_view pattern) : pattern_(pattern) {}

  Result<std::string> translate() {
    while (at_ < pattern_.size()) {
      if (const Status status = next(); !status) return tl::unexpected(status.error());
    }
    if (!braces_.empty()) return fail("unclosed '{' in the pattern '" + std::string(pattern_) + "'");
    return regex_;
  }

private:
  struct Range {
    char32_t first;
    char32_t last;
  };

  Status next() {
    const char c = pattern_[at_];
    switch (c) {
    case '*': star(); return {};
    case '?': emit("[^/]", 1); return {};
    case '[': return bracket();
    case '\\': return escape();
    case '{':
      braces_.push_back(atComponentStart());
      emit("(?:", 1);
      return {};
    case '}':
      if (braces_.empty()) break;
      braces_.pop_back();
      emit(")", 1);
      return {};
    case ',':
      if (braces_.empty()) break;
      emit("|", 1);
      return {};
    default: break;
    }
    const std::size_t size = decodeUtf8(pattern_, at_).size;
    emit(re2::RE2::QuoteMeta(pattern_.substr(at_, size)), size);
    return {};
  }

  // '**/' stands for any number of directories, also none; a last '**' for everything below.
  void star() {
    if (!pattern_.substr(at_).starts_with("**")) return emit("[^/]*", 1);
    const bool start = atComponentStart();
    std::size_t stars = pattern_.find_first_not_of('*', at_);
    stars = (stars == std::string_view::npos ? pattern_.size() : stars) - at_;
    const std::string_view rest = pattern_.substr(at_ + stars);
    if (start && rest.starts_with('/')) return emit("(?:.*/)?", stars + 1);
    if (start && at_ > 0 && rest.empty()) return emit(".+", stars);
    emit(".*", stars);
  }

  Status escape() {
    if (at_ + 1 == pattern_.size()) return fail("the pattern '" + std::string(pattern_) + "' ends with '\\'");
    const std::size_t size = decodeUtf8(pattern_, at_ + 1).size;
    emit(re2::RE2::QuoteMeta(pattern_.substr(at_ + 1, size)), size + 1);
    return {};
  }

  Status bracket() {
    std::size_t at = at_ + 1;
    const bool negated = at < pattern_.size() && (pattern_[at] == '!' || pattern_[at] == '^');
    if (negated) ++at;
    std::vector<Range> ranges;
    const std::size_t firstMember = at;
    while (at < pattern_.size() && (pattern_[at] != ']' || at == firstMember)) {
      if (pattern_.substr(at).starts_with("[:")) return fail("character classes such as '[:alpha:]' are not supported");
      const auto first = member(at);
      if (!first) break;
      Range range{*first, *first};
      if (at + 1 < pattern_.size() && pattern_[at] == '-' && pattern_[at + 1] != ']') {
        ++at;
        const auto last = member(at);
        if (!last) break;
        range.last = *last;
      }
      if (range.last < range.first) return fail("a range in the pattern '" + std::string(pattern_) + "' is reversed");
      ranges.push_back(range);
    }
    if (at >= pattern_.size()) return fail("unclosed '[' in the pattern '" + std::string(pattern_) + "'");
    emit(classOf(ranges, negated), at + 1 - at_);
    return {};
  }

  std::optional<char32_t> member(std::size_t &at) const {
    if (pattern_[at] == '\\') ++at;
    if (at >= pattern_.size()) return std::nullopt;
    const CodePoint point = decodeUtf8(pattern_, at);
    at += point.size;
    return point.value;
  }

  static std::string hex(char32_t codePoint) {
    std::array<char, 8> digits{};
    const auto end = std::to_chars(digits.begin(), digits.end(), static_cast<std::uint32_t>(codePoint), 16).ptr;
    return "\\x{" + std::string(digits.begin(), end) + "}";
  }

  // A class never matches '/': it stays within one component as '?' does.
  static std::string classOf(const std::vector<Range> &ranges, bool negated) {
    std::string members;
    const auto add = [&members](char32_t first, char32_t last) {
      if (first > last) return;
      members += hex(first) + "-" + hex(last);
    };
    for (const Range &range : ranges) {
      if (negated || range.last < U'/' || range.first > U'/') {
        add(range.first, range.last);
      } else {
        add(range.first, U'/' - 1);
        add(U'/' + 1, range.last);
      }
    }
    if (negated) return "[^/" + members + "]";
    return members.empty() ? "[^\\x{0}-\\x{10ffff}]" : "[" + members + "]";
  }

  bool atComponentStart() const {
    if (at_ == 0 || pattern_[at_ - 1] == '/') return true;
    return !braces_.empty() && braces_.back() && (pattern_[at_ - 1] == '{' || pattern_[at_ - 1] == ',');
  }

  void emit(std::string_view regex, std::size_t consumed) {
    regex_ += regex;
    at_ += consumed;
  }

  std::string_view pattern_;
  std::size_t at_ = 0;
  std::vector<bool> braces_; // the open '{', each with whether it began a component
  std::string regex_;
};

} // namespace

Glob::Glob(std::string pattern, std::shared_ptr<const re2::RE2> regex)
    : pattern_(std::move(pattern)), regex_(std::move(regex)) {}

Result<Glob> Glob::compile(std::string_view pattern) {
  if (pattern.empty()) return fail("the pattern is empty; expected one such as 'src/**/*.cpp'");
  if (pattern.size() > kLongestPattern)
    return fail("the pattern is longer than " + std::to_string(kLongestPattern) + " bytes");
  if (!isValidUtf8(pattern)) return fail("the pattern is not valid UTF-8");
  auto regex = Translator(pattern).translate();
  if (!regex) return tl::unexpected(regex.error());

  re2::RE2::Options options(re2::RE2::Quiet);
  options.set_dot_nl(true);
  auto compiled = std::make_shared<const re2::RE2>(*regex, options);
  if (!compiled->ok()) return fail("the pattern '" + std::string(pattern) + "' is too complex");
  return Glob(std::string(pattern), std::move(compiled));
}

bool Glob::matches(std::string_view text) const {
  // A file name may be any bytes; RE2 matches '.' only with well-formed UTF-8.
  if (isValidUtf8(text)) return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), *regex_);
  return re2::RE2::FullMatch(toValidUtf8(text), *regex_);
}

bool GlobSet::matches(std::string_view path) const {
  const auto matchesPath = [path](const Glob &glob) { return glob.matches(path); };
  if (std::any_of(exclude.begin(), exclude.end(), matchesPath)) return false;
  return include.empty() || std::any_of(include.begin(), include.end(), matchesPath);
}

} // namespace lintel
