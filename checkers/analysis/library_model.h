// What well-known library functions do with a value: convert, copy, bound, read from outside, format.
#pragma once

#include "checkers/analysis/taint.h"

#include "clang/AST/Decl.h"

namespace lintel::checkers {

enum class LibraryEffect : std::uint8_t {
  None,
  Min,         // the smallest argument
  Max,         // the largest argument
  Clamp,       // argument 0 between 1 and 2
  Convert,     // the result is made of argument `from`
  Store,       // argument `to` becomes argument `from`; the result as well
  ReadInto,    // argument `to` is filled from outside
  Scan,        // arguments from `to` on are filled; from outside or from argument `from`
  Format,      // text made of the format at `from` and the arguments after it; stored into `to` when >= 0
  Concatenate, // text made of all arguments
  AppendText,  // argument `to` gets all later arguments appended
  Compare,     // std::cmp_less and its family: a comparison spelled as a call
};

struct LibraryFunction {
  LibraryEffect effect = LibraryEffect::None;
  int from = -1;
  int to = -1;
  Origin origin = Origin::File;
  explicit operator bool() const { return effect != LibraryEffect::None; }
};

// The model of a function outside the program: from a system header, the C library, std, or a
// library known by its namespace.
LibraryFunction libraryFunction(const clang::FunctionDecl *function);

} // namespace lintel::checkers
