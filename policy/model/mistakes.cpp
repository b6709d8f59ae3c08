#include "policy/model/mistakes.h"

#include "core/support/text.h"

#include <algorithm>
#include <tuple>

namespace lintel::policy {
namespace {

// A key may carry escape sequences that a terminal would obey, or line breaks: both are made visible.
std::string printable(std::string text) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f) {
      out += c;
    } else {
      out += {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return out;
}

} // namespace

void Mistakes::add(Position at, std::string what, std::string expected, std::string hint) {
  Problem problem;
  problem.what = printable(std::move(what));
  problem.file = printable(file_);
  problem.line = at.line;
  problem.column = at.column;
  problem.expected = printable(std::move(expected));
  problem.hint = printable(std::move(hint));
  problems_.push_back(std::move(problem));
}

void Mistakes::report(Diagnostics &diagnostics) const {
  std::vector<Problem> sorted = problems_;
  std::sort(sorted.begin(), sorted.end(), [](const Problem &a, const Problem &b) {
    return std::tie(a.line, a.column, a.what) < std::tie(b.line, b.column, b.what);
  });
  const std::size_t shown = std::min(sorted.size(), kMaxReportedMistakes);
  for (std::size_t i = 0; i < shown; ++i) diagnostics.error(std::move(sorted[i]));
  if (shown == sorted.size()) return;
  Problem rest;
  rest.file = printable(file_);
  rest.what = std::to_string(sorted.size() - shown) + " more mistakes are not listed";
  diagnostics.error(std::move(rest));
}

std::string quoted(std::string_view text) {
  constexpr std::size_t kLongest = 80;
  if (text.size() <= kLongest) return "'" + std::string(text) + "'";
  std::size_t end = kLongest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end; // not inside a character
  return "'" + std::string(text.substr(0, end)) + "...'";
}

std::string anyOf(const std::vector<std::string> &names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text;
}

std::string suggestion(std::string_view name, const std::vector<std::string> &candidates) {
  const auto near = didYouMean(name, candidates);
  return near ? "did you mean '" + *near + "'?" : "";
}

} // namespace lintel::policy
