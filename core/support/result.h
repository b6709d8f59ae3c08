// Errors are values. A function that can fail returns Result<T>; what went wrong
// is a Problem: enough for a person to find the place and mend it. Nothing in
// Lintel throws across a library boundary, prints or exits below app/.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace lintel {

// One thing that is wrong with an input, in the order a reader needs it.
struct Problem {
  std::string what;          // "unknown key 'wiavers'"
  std::string file = {};     // path as the user gave it; empty when no file is at fault
  int line = 0;              // 1-based; 0 when the place is the whole file
  int column = 0;            // 1-based, in bytes; 0 when the place is the whole line
  std::string expected = {}; // what would have been accepted; may be empty
  std::string hint = {};     // how to mend it ("did you mean 'waivers'?"); may be empty
};

// "file:line:column: what (expected ...); hint". One line, no trailing newline.
std::string toString(const Problem &problem);

template <class T> using Result = tl::expected<T, Problem>;
using Status = Result<void>;

inline tl::unexpected<Problem> fail(Problem problem) { return tl::unexpected<Problem>(std::move(problem)); }
inline tl::unexpected<Problem> fail(std::string what) {
  Problem problem;
  problem.what = std::move(what);
  return fail(std::move(problem));
}

} // namespace lintel
