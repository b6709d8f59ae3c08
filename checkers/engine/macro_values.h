// What headers say of their own version: object-like macros, expanded by the preprocessor as a unit would see
// them. Which of them speaks for a component is decided in sbom/identity.
#pragma once

#include "checkers/engine/engine.h"

#include <string>
#include <string_view>
#include <vector>

namespace lintel::checkers {

// A macro whose replacement is text (string literals, joined), an integer (evaluated), or any other tokens.
enum class MacroKind { Text, Number, Other };

struct MacroDefinition {
  std::string name;
  MacroKind kind = MacroKind::Other;
  std::string value;    // Text: without quotes; Number: decimal; Other: as spelling
  std::string spelling; // the expanded tokens as written: "0x1010107fL", "(1 << 16 | 2)"
  std::string file;     // absolute, as asked for
  int line = 0;         // 1-based, of the name in its #define
  friend auto operator<=>(const MacroDefinition &, const MacroDefinition &) = default;
};

struct MacroRequest {
  Unit unit;                        // whose arguments hold
  std::vector<std::string> headers; // absolute; a source file may stand among them
};

struct UnitMacros {
  std::string unit;
  std::vector<MacroDefinition> macros; // sorted by file, line, name; at most 1,000
  Outcome outcome;                     // engine Sbom; parse-failed: a header that is not there, a bad command
};

// Whether a macro may name a version: VERSION, VER, MAJOR, PATCH, ... is a word of its name.
bool isVersionName(std::string_view macro);

// For each request, in its order: the macros isVersionName() that are defined in the asked headers once all of them
// that define such a macro are preprocessed one after the other, with the arguments of the unit but without its text.
// Nothing is parsed. An include inside a header that leads nowhere is passed over, as is #error.
std::vector<UnitMacros> evaluateMacros(const std::vector<MacroRequest> &requests, const EngineOptions &options);

} // namespace lintel::checkers
