// Values that came from outside, as the data flow sees them.
//
// A value is untainted, or tainted with or without an upper bound. A tainted value knows the way it
// came; across calls it is followed with the values that callers really pass.
#pragma once

#include "checkers/analysis/query_text.h"

#include "clang/Basic/SourceLocation.h"

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <tuple>

namespace lintel::checkers {

// Who chooses the value. A value that the operator chooses (later ones) may bound one that a
// client chooses, not the other way round.
// The last ones belong to the analysis of ranges: results of library functions, random numbers, constants.
enum class Origin : std::uint8_t {
  Request,
  Network,
  File,
  StandardInput,
  CommandLine,
  Environment,
  Library,
  Random,
  Program
};

inline bool isOperators(Origin origin) { return origin >= Origin::CommandLine; }
// "from the request", "from the command line", ...
llvm::StringRef toString(Origin origin);

// One step of a value's way, with the steps before it. Equal steps are one object.
struct Trace {
  const Trace *before = nullptr; // null: the source
  Origin origin = Origin::Request;
  bool pageNamed = false; // the source's name says that it counts rows
  clang::SourceRange range;
  std::string message;
  unsigned id = 0; // in order of creation; makes every choice between traces deterministic
  unsigned length = 1;
};

const Trace *sourceOf(const Trace *trace);

class Traces {
public:
  const Trace *source(Origin origin, bool pageNamed, clang::SourceRange range, std::string message);
  // The same trace when it already passes range, or is too long for anyone to read.
  const Trace *step(const Trace *before, clang::SourceRange range, std::string message);

private:
  const Trace *intern(Trace trace);
  std::deque<Trace> traces_;
  std::map<std::tuple<const Trace *, clang::SourceLocation::UIntTy, std::string>, const Trace *> known_;
};

struct Value {
  const Trace *trace = nullptr; // tainted
  bool bounded = false;         // tainted, but not larger than something that the program chose
  const QueryText *text = nullptr;

  bool isTainted() const { return trace != nullptr; }
  bool isUnbounded() const { return trace && !bounded; }
  // Says anything that an unknown value does not.
  bool isKnown() const { return trace || bounded || (text && text->isInteresting()); }
  Value withBound() const { return {trace, trace != nullptr, text}; }
  Value withoutText() const { return {trace, bounded, nullptr}; }
  friend bool operator==(const Value &, const Value &) = default;
};

// Either value. Keeps a's trace where both serve, so that iteration ends.
Value join(const Value &a, const Value &b, QueryTexts &texts);

} // namespace lintel::checkers
