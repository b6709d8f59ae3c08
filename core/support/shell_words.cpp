#include "core/support/shell_words.h"

#include <algorithm>
#include <array>

namespace lintel {
namespace {

// Why not LLVM's GNU tokenizer: its rules are those of response files, in which a backslash also
// escapes between single quotes and empty words vanish. The build's command went through a shell.
class ShellSplitter {
public:
  explicit ShellSplitter(std::string_view text) : text_(text) {}

  Result<std::vector<std::string>> split() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (isBlank(c)) {
        endWord();
        ++at_;
      } else if (c == '\'' || c == '"') {
        if (!quoted(c)) return fail(std::string("the command has a ") + c + " that is not closed");
      } else {
        if (c == '\\' && at_ + 1 < text_.size()) ++at_;
        take();
      }
    }
    endWord();
    return std::move(words_);
  }

private:
  static bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

  void take() {
    word_ += text_[at_++];
    inWord_ = true;
  }

  void endWord() {
    if (inWord_) words_.push_back(std::move(word_));
    word_.clear();
    inWord_ = false;
  }

  // In double quotes a backslash escapes only what would be special there.
  bool quoted(char quote) {
    inWord_ = true; // also when nothing is between the quotes
    ++at_;
    while (at_ < text_.size() && text_[at_] != quote) {
      const bool escapes = quote == '"' && text_[at_] == '\\' && at_ + 1 < text_.size() &&
                           std::string_view("\"\\$`").find(text_[at_ + 1]) != std::string_view::npos;
      if (escapes) ++at_;
      take();
    }
    return at_++ < text_.size();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<std::string> words_;
  std::string word_;
  bool inWord_ = false;
};

bool isLauncher(std::string_view program) {
  static constexpr std::array<std::string_view, 4> kLaunchers = {"ccache", "distcc", "icecc", "sccache"};
  const std::string_view name = program.substr(program.rfind('/') + 1);
  return std::find(kLaunchers.begin(), kLaunchers.end(), name) != kLaunchers.end();
}

} // namespace

Result<std::vector<std::string>> splitShellWords(std::string_view command) { return ShellSplitter(command).split(); }

void removeLaunchers(std::vector<std::string> &arguments) {
  std::size_t launchers = 0;
  while (launchers + 1 < arguments.size() && isLauncher(arguments[launchers]) &&
         !arguments[launchers + 1].starts_with('-'))
    ++launchers;
  arguments.erase(arguments.begin(), arguments.begin() + static_cast<std::ptrdiff_t>(launchers));
}

} // namespace lintel
