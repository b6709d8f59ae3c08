// The conversions of a function that can change a number, and what the function does with the results.
// Found from the text alone; which values really arrive is for unit_ranges.h to say.
#pragma once

#include "checkers/analysis/interval.h"

#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

#include <set>
#include <string>
#include <vector>

namespace lintel::checkers {

// What the result is used for.
enum class ConversionUse : std::uint8_t { Value, Size, Index, LoopBound };

struct Conversion {
  const clang::Expr *site = nullptr;    // the cast, or the compound assignment
  const clang::Expr *operand = nullptr; // what is converted; of a compound assignment: its right side
  clang::QualType to;
  Interval fitting; // what the target type holds
  ConversionUse use = ConversionUse::Value;
  std::string user; // "malloc", for a size
  bool isExplicit = false;
  bool isCharacter = false;               // a plain character as an index
  bool storesByte = false;                // the result goes into an element of an array
  const clang::ValueDecl *into = nullptr; // variable or field that takes the result
};

// Constants of a program, as one range. -1 is kept apart: nearly every function has it, as a mark.
struct ConstantRange {
  Interval others;
  bool hasMinusOne = false;
  void add(const Interval &constant) {
    if (constant == Interval::only(-1))
      hasMinusOne = true;
    else
      others = hull(others, constant);
  }
  void add(const ConstantRange &more) {
    others = hull(others, more.others);
    hasMinusOne |= more.hasMinusOne;
  }
};

// What all types hold that a function converts numbers to, as far as a number could be missed there.
struct NarrowestTypes {
  Interval all = Interval::everything();
  Interval sizes = Interval::everything(); // where the result is a size: there, -1 is no mark
  void meetWith(const Interval &fitting, ConversionUse use) {
    all = meet(all, fitting);
    if (use == ConversionUse::Size) sizes = meet(sizes, fitting);
  }
  bool isAnything() const { return all == Interval::everything(); }
  bool hold(const ConstantRange &constants) const {
    return all.contains(constants.others) && (!constants.hasMinusOne || sizes.contains(Interval::only(-1)));
  }
  friend bool operator==(const NarrowestTypes &, const NarrowestTypes &) = default;
};

// What else of the function's text helps to judge its conversions and values.
class RequestSources;

struct FunctionFacts {
  std::vector<Conversion> conversions; // in order of the text
  llvm::DenseMap<const clang::Expr *, unsigned> bySite;
  ConstantRange constants;                          // that are stored, passed or returned
  NarrowestTypes narrowest;                         // later: callees' too
  bool hasSource = false;                           // calls something that yields a number from outside
  std::vector<const clang::FunctionDecl *> callees; // with bodies, also by address
  llvm::DenseSet<const clang::ValueDecl *> comparedToMinusOne;
  llvm::DenseSet<const clang::ValueDecl *> testedAbove; // `n > x`, outside loop conditions
  llvm::DenseSet<std::pair<const clang::ValueDecl *, const clang::ValueDecl *>> equated; // `a == b`, `a != b`
  llvm::DenseSet<const clang::ValueDecl *> tagged;       // converted to types of several widths in one switch
  llvm::DenseSet<const clang::ValueDecl *> shifted;      // `n >> x`: taken to pieces
  llvm::DenseSet<const clang::ValueDecl *> sizing;       // passed as a size or used as an index
  llvm::DenseSet<const clang::ValueDecl *> addressTaken; // other than directly for a call
};

// requests: what a client chose counts as a source too.
FunctionFacts findFacts(const clang::FunctionDecl *function, clang::ASTContext &context, RequestSources &requests);

// x >> 8, x & mask, a | b, ~x: the low bits are what is wanted.
bool isBitOperation(const clang::Expr *expr);

// The variable or field that expr names, through parentheses, conversions and dereferences.
const clang::ValueDecl *namedBy(const clang::Expr *expr);

} // namespace lintel::checkers
