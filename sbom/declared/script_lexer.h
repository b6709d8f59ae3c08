// Tokens of the small languages that builds are written in: Meson, Starlark (Bazel) and Lua (xmake). They differ in
// comments, strings and in what a line end means; the rest of a reader is the same for all.
#pragma once

#include "sbom/declared/source_text.h"

#include <string>
#include <vector>

namespace lintel::sbom {

enum class ScriptLanguage { Meson, Starlark, Lua };

enum class TokenKind {
  Text, // a string
  Name, // an identifier or keyword
  Number,
  Symbol,  // operators and brackets; the longest that the language has
  LineEnd, // never inside brackets, never in Lua
  End
};

struct Token {
  TokenKind kind = TokenKind::End;
  std::string text;       // Text: the value, escapes decoded; else as written
  Span span;              // Text: with quotes
  Span inside;            // Text: without
  bool formatted = false; // Meson's f'...'

  bool is(std::string_view symbol) const { return kind == TokenKind::Symbol && text == symbol; }
  bool isWord(std::string_view word) const { return kind == TokenKind::Name && text == word; }
};

// Always ends in one End token. Brackets match. Errors: an unterminated string, comment or bracket, a bracket that
// closes nothing, brackets more than 100 deep, a file of more than kMaxBuildFileSize bytes.
Result<std::vector<Token>> tokenize(const SourceText &source, ScriptLanguage language);

} // namespace lintel::sbom
