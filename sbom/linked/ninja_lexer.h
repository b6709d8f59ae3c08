// The tokens of a Ninja file (Ninja manual, "Ninja file reference", lexical syntax).
#pragma once

#include "core/support/result.h"

#include <functional>
#include <string>
#include <string_view>

namespace lintel::sbom {

class NinjaLexer {
public:
  NinjaLexer(std::string_view text, std::string path) : text_(text), path_(std::move(path)) {}

  bool atEnd();            // skips blank lines and comments before it answers
  bool skipIndent();       // whether the next line that says something is indented; then its indent is skipped
  std::string_view name(); // of a variable, rule or pool: letters, digits, "_.-"; empty when there is none
  bool accept(std::string_view token); // ":", "=", "|", "||", "|@": whether it was there, and is now skipped
  std::string_view path();             // up to an unescaped blank, ':', '|' or the end of the line; escapes are kept
  std::string_view value();            // the rest of the line and its continuations; escapes are kept
  Status endLine();                    // error: something else stands there
  void skipLine();

  tl::unexpected<Problem> fail(std::string what, std::string expected) const; // at the current place
  int line() const { return line_; }

private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\n'; }
  bool isNewline(std::size_t ahead = 0) const;
  void skipBlanks(); // and continued line ends
  void skipNewline();
  std::string_view escaped(std::string_view stops);

  std::string_view text_;
  std::string path_;
  std::size_t at_ = 0;
  std::size_t lineStart_ = 0;
  int line_ = 1;
};

// How much text the expansion of variables may still make, for one reading of all files: a few bytes of a hostile
// file can ask for gigabytes.
class NinjaBudget {
public:
  void append(std::string_view text, std::string &into); // nothing any more once it is exhausted
  void step();                                           // one look at a variable, whatever comes of it
  bool isExhausted() const { return exhausted_; }

private:
  bool take(std::size_t bytes);
  std::size_t bytes_ = std::size_t{256} << 20;
  bool exhausted_ = false;
};

// Appends raw with its escapes undone and its variables replaced. lookup appends the value of a variable.
void expandNinja(std::string_view raw, std::string &into, NinjaBudget &budget,
                 const std::function<void(std::string_view name, std::string &into)> &lookup);

} // namespace lintel::sbom
