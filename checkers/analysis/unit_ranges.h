// Ranges of numbers over one translation unit: which conversions receive a number from outside, or a
// constant, that their type cannot hold. Values are followed into the functions that they are passed to
// and back, through results, references, pointers and variables of the unit.
#pragma once

#include "checkers/analysis/conversions.h"
#include "checkers/analysis/function_graph.h"
#include "checkers/analysis/ranged_value.h"
#include "checkers/analysis/request_sources.h"

#include <deque>
#include <map>
#include <memory>

namespace lintel::checkers {

// Something known at the entry of a function: a parameter, what one points to, a variable of the unit.
struct RangeSeed {
  const void *root = nullptr;
  PlacePath path;
  RangedValue value;
  friend bool operator==(const RangeSeed &, const RangeSeed &) = default;
};

// What a caller learns.
struct RangeSummary {
  struct Effect {
    const void *root = nullptr; // of the callee: a parameter, `this`, or a variable of the unit
    PlacePath path;
    RangedValue value;
  };
  RangedValue returned;
  std::vector<Effect> effects;
  bool handsOn = false; // hands a number from outside on
};

struct RangeFinding {
  const clang::FunctionDecl *function = nullptr;
  const Conversion *conversion = nullptr;
  const FunctionFacts *facts = nullptr;
  RangedValue value;
  Interval range;       // what arrives and does not fit
  bool certain = false; // a constant that never fits
};

class UnitRanges {
public:
  // requests: what a client chose counts as a number from outside.
  UnitRanges(clang::ASTContext &context, RequestSources &requests)
      : context(context), graphs(FunctionGraphs::of(context)), requests(requests), star(&context.Idents.get("*")) {}

  void check(llvm::ArrayRef<const clang::FunctionDecl *> functions);
  // One per place in the text, in its order.
  std::vector<RangeFinding> takeFindings();

  // For the analysis of one function.
  const FunctionFacts &facts(const clang::FunctionDecl *function);
  bool canFollow(const clang::FunctionDecl *function) const;
  // Is it worth analysing function with these values? Else nothing is known of what it does.
  bool isWorthFollowing(const clang::FunctionDecl *function, llvm::ArrayRef<RangeSeed> seeds,
                        const FunctionFacts &caller);
  const RangeSummary *summary(const clang::FunctionDecl *function, const std::vector<RangeSeed> &seeds,
                              bool findingsCount);
  void report(RangeFinding finding);

  clang::ASTContext &context;
  FunctionGraphs &graphs;
  RequestSources &requests;
  const clang::IdentifierInfo *star; // names what a pointer points to
  Traces traces;
  static constexpr unsigned kMaxNesting = 600; // expressions under evaluation, over all functions
  unsigned nesting = 0;

private:
  struct Run {
    const clang::FunctionDecl *function = nullptr;
    std::vector<RangeSeed> seeds;
    RangeSummary summary;
    std::vector<RangeFinding> findings;
    std::vector<Run *> calls;
    bool finished = false, settled = false, counted = false;
  };
  using Callers = std::map<const clang::FunctionDecl *, std::vector<const clang::FunctionDecl *>>;

  Run *run(const clang::FunctionDecl *function, const std::vector<RangeSeed> &seeds);
  void analyse(Run &run);
  void spreadNarrowest(llvm::ArrayRef<const clang::FunctionDecl *> functions, const Callers &callers);
  void spreadSources(llvm::ArrayRef<const clang::FunctionDecl *> functions, const Callers &callers);
  void forgetCallers(const clang::FunctionDecl *function, const Callers &callers);
  void count(Run *run);

  std::map<const clang::FunctionDecl *, std::unique_ptr<FunctionFacts>> facts_;
  std::set<const clang::FunctionDecl *> handsOn_;
  std::deque<Run> runs_;
  std::map<const clang::FunctionDecl *, std::vector<Run *>> known_;
  std::vector<Run *> active_;
  std::map<unsigned, RangeFinding> findings_; // by place
};

} // namespace lintel::checkers
