#include "sbom/declared/m4_shell.h"

#include "sbom/declared/shell_statements.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <vector>

namespace lintel::sbom {
namespace {

// Each argument is cut once for every call around it; deeper calls stay as they stand.
constexpr std::size_t kMaxCalls = 16;

class Converter {
public:
  explicit Converter(std::string_view text) : text_(text), shell_(text) {}

  std::string convert() {
    for (std::size_t at = 0; at < text_.size(); ++at) step(at);
    return std::move(shell_);
  }

private:
  enum class Kind { Quote, Call, Bracket };
  struct Open {
    Kind kind;
    std::size_t argument = 0; // of a call, where the one under way begins
  };

  void step(std::size_t at) {
    switch (text_[at]) {
    case '[': openQuote(at); break;
    case ']': closeQuote(at); break;
    case '(': openBracket(at); break;
    case ')': closeBracket(at); break;
    case ',':
      if (isIn(Kind::Call)) endArgument(at);
      break;
    default: break;
    }
  }

  bool isIn(Kind kind) const { return !open_.empty() && open_.back().kind == kind; }

  void openQuote(std::size_t at) {
    open_.push_back({Kind::Quote});
    shell_[at] = ' ';
  }

  // A bracket inside that does not close is text: M4 counts none within quotes.
  void closeQuote(std::size_t at) {
    shell_[at] = ' ';
    while (!open_.empty() && !isIn(Kind::Quote)) pop();
    if (!open_.empty()) pop();
  }

  void pop() {
    calls_ -= isIn(Kind::Call) ? 1 : 0;
    open_.pop_back();
  }

  void openBracket(std::size_t at) {
    const unsigned char before = at == 0 ? ' ' : static_cast<unsigned char>(text_[at - 1]);
    const bool isCall = (std::isalnum(before) != 0 || before == '_') && calls_ < kMaxCalls;
    open_.push_back({isCall ? Kind::Call : Kind::Bracket, at + 1});
    if (!isCall) return;
    ++calls_;
    shell_[at] = '\n';
  }

  void closeBracket(std::size_t at) {
    if (isIn(Kind::Call)) endArgument(at);
    if (isIn(Kind::Call) || isIn(Kind::Bracket)) pop();
  }

  void endArgument(std::size_t at) {
    const std::size_t begin = open_.back().argument;
    const std::string_view argument = std::string_view(shell_).substr(begin, at - begin);
    if (!cutShellStatements(argument, [](std::string_view, const Conditions &) {}))
      shell_.replace(begin, at - begin, at - begin, 'x');
    shell_[at] = '\n';
    open_.back().argument = at + 1;
  }

  std::string_view text_;
  std::string shell_;
  std::vector<Open> open_;
  std::size_t calls_ = 0;
};

} // namespace

std::string shellOfM4(std::string_view text) { return Converter(text).convert(); }

} // namespace lintel::sbom
