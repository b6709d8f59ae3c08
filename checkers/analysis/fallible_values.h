// Follows values that may not be there (a null pointer from a call that can fail, an object that
// holds an error instead of a value) from where they come from to where they are used, over the
// functions of one translation unit. A use counts when no test on the way has found the value valid.
//
// Each function is analysed once, in terms of what it is given: what it uses untested, what it
// returns, what it leaves in its arguments and in variables of the unit. Its callers apply that.
#pragma once

#include "checkers/analysis/fallible_values_source.h"
#include "checkers/analysis/fallible_values_state.h"
#include "checkers/analysis/function_graph.h"

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace lintel::checkers::fallible {

struct Step {
  clang::SourceLocation at;
  std::string text;
};

// Where a value comes from: a call that may fail, or whatever a place held when the function began.
struct Origin {
  bool isGiven = false; // the latter
  PlaceId place = 0;    // of a given value
  const clang::Expr *expr = nullptr;
  const Source *source = nullptr;
  bool indirect = false;   // it came through another function of the unit
  std::vector<Step> steps; // from the source to the function at hand
};

enum class UseKind { Dereference, Index, Argument, Construction, Call, Access };

struct Use {
  const clang::Expr *at = nullptr;
  UseKind kind = UseKind::Dereference;
  std::string name;                              // of the function called, or of the member accessed
  const clang::FunctionDecl *function = nullptr; // that holds the use
  Entry entry;
  std::vector<Step> steps;             // calls that lead from the function at hand to the use
  llvm::SmallVector<Witness, 2> given; // what holds at the use, of places that the caller knows
};

struct Summary {
  // A returned value, and what the function's parameters must be for it.
  struct Condition {
    unsigned parameter = 0;
    Fact fact;
    bool needed = false; // unless the argument is known to fit, the value is not returned
    friend bool operator==(const Condition &, const Condition &) = default;
  };
  struct Returned {
    Entry entry;
    std::vector<Condition> conditions;
    llvm::SmallVector<PlaceId, 2> toldBy; // what the function also stores when it fails
  };
  bool isKnown = false;
  bool comesBack = false;
  std::vector<Use> uses; // of given values
  std::vector<Returned> returned;
  std::vector<std::pair<PlaceId, Slot>> left; // in places that the caller can see
  // Bit i: parameter i is valid when the function has returned; when it has returned true; or false.
  std::uint32_t validOnReturn = 0, validWhenTrue = 0, validWhenFalse = 0;
};

struct Finding {
  const Origin *origin = nullptr;
  Use use;
};

class FallibleValues {
public:
  FallibleValues(clang::ASTContext &context, const Contracts &contracts)
      : context(context), graphs(FunctionGraphs::of(context)), sources(contracts) {}

  // functions: definitions, no templates.
  void check(llvm::ArrayRef<const clang::FunctionDecl *> functions);
  // One for each source and use, in the order of the source text.
  std::vector<Finding> takeFindings();

  // For the analysis of one function.
  // withGiven: also in terms of what it is given; needed by calls that pass something unchecked.
  const Summary &summary(const clang::FunctionDecl *function, bool withGiven);
  // The function holds a source, or calls one that does.
  bool reachesSource(const clang::FunctionDecl *function) const;
  OriginId given(PlaceId place);
  OriginId called(const clang::Expr *expr, const Source *source);
  // What a function of the unit hands on to its caller.
  OriginId handedOn(OriginId inner, const clang::Expr *call, Step step);
  // Both come from the same source, maybe by different calls.
  bool haveSameSource(OriginId first, OriginId second) const;
  void report(const Use &use);

  clang::ASTContext &context;
  FunctionGraphs &graphs;
  Sources sources;
  Places places;
  std::deque<Origin> origins;

private:
  static constexpr unsigned kMaxDepth = 24;

  bool handsOn(const Summary &summary) const;

  std::map<std::pair<const clang::FunctionDecl *, bool>, Summary> summaries_; // looked up, never iterated
  llvm::DenseSet<const clang::FunctionDecl *> reachSources_;
  std::map<PlaceId, OriginId> given_;
  std::map<const clang::Expr *, OriginId> called_;
  std::map<std::pair<OriginId, const clang::Expr *>, OriginId> handedOn_;
  std::vector<Finding> findings_;
  std::set<std::pair<OriginId, const clang::Expr *>> reported_;
  unsigned depth_ = 0;
  Summary nothing_;
};

} // namespace lintel::checkers::fallible
