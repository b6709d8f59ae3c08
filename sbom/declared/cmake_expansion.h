// Replaces variable references and escapes in arguments (cmake-language(7), "Command Arguments").
#pragma once

#include "sbom/declared/bindings.h"
#include "sbom/declared/cmake_syntax.h"

#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

using CMakeVariables = Bindings<std::string>;

// One argument as a command would see it.
struct CMakeWord {
  std::string text;         // a reference that is not resolved stays as written
  std::string_view written; // the argument as it stands in the file
  bool resolved = true;     // no such reference and no generator expression in it
  bool quoted = false;      // a string or bracket argument, which is no keyword of options such as list items
  Span span;                // of the argument that it comes from
};

// Bounded over the whole file: once 16 MiB were produced, references stay unresolved.
class CMakeExpander {
public:
  // Replaces the references in one piece of text; escapes too, except for ';' in a list, which the split needs.
  CMakeWord expand(const CMakeArgument &argument, const CMakeVariables &variables);

  // All arguments: unquoted ones are split at ';', and empty pieces of them vanish.
  std::vector<CMakeWord> expandAll(const std::vector<CMakeArgument> &arguments, const CMakeVariables &variables);

private:
  std::size_t produced_ = 0;
};

// The items of a list: split at each ';' that no backslash precedes.
std::vector<std::string> cmakeList(std::string_view text);

} // namespace lintel::sbom
