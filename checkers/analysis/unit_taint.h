// Taint over one translation unit: decides which functions are worth a look, follows values into
// the functions that they are passed to, and carries what it learns back.
#pragma once

#include "checkers/analysis/library_model.h"
#include "checkers/analysis/place.h"
#include "checkers/analysis/request_sources.h"
#include "checkers/analysis/sinks.h"

#include "clang/AST/ASTContext.h"

#include <deque>
#include <map>
#include <set>
#include <vector>

namespace lintel::checkers {

inline constexpr unsigned kThisParameter = ~0u - 1;

// What a caller learns from a function, for the values that it passed.
struct Summary {
  static constexpr unsigned kReturned = ~0u;
  struct Part {
    unsigned parameter = 0; // kThisParameter, kReturned, else the number of a parameter
    PlacePath path;
  };
  struct Effect {
    Part part;
    Value value;
  };

  Value returned;
  std::vector<Effect> effects;
  bool keepsUnbounded = false; // something unbounded reaches the object or the result
  // What has a bound, of parameters that it does not modify: whenever it returns, and when it
  // returns true (non-zero) or false (zero).
  std::vector<Part> boundsOnReturn;
  std::vector<Part> boundsWhenTrue;
  std::vector<Part> boundsWhenFalse;
};

// A value that is known at the entry of a function: a parameter, a part of one, a captured variable.
struct Seed {
  const void *root = nullptr;
  PlacePath path;
  Value value;
  friend bool operator==(const Seed &, const Seed &) = default;
};

struct TaintFinding {
  const Trace *trace = nullptr;
  Sink sink;
};

struct TaintStatistics {
  unsigned analysed = 0;
  std::vector<const clang::FunctionDecl *> gaveUp; // too large, too deep, or did not settle
};

class UnitTaint {
public:
  UnitTaint(clang::ASTContext &context, RequestSources &sources, const SinkModel &sinks)
      : context(context), sources(sources), sinks(sinks) {}

  // Looks for unbounded values in functions that have bodies. One that others of them call is judged
  // by what they pass, so that a guard in the caller counts.
  void check(llvm::ArrayRef<const clang::FunctionDecl *> functions);
  // One per sink, in the order of the source text.
  std::vector<TaintFinding> takeFindings();
  const TaintStatistics &statistics() const { return statistics_; }

  // For the analysis of one function: what a call does. With summary(), what the callee finds counts
  // when the caller counts; peek() only asks.
  const Summary &summary(const clang::FunctionDecl *function, const std::vector<Seed> &seeds);
  const Summary &peek(const clang::FunctionDecl *function, const std::vector<Seed> &seeds);
  bool canSummarise(const clang::FunctionDecl *function) const;
  // May a call that passes nothing unbounded bring a value from outside, or a query text?
  bool mayMatter(const clang::FunctionDecl *function);
  void report(const Trace *trace, const Sink &sink);

  clang::ASTContext &context;
  RequestSources &sources;
  const SinkModel &sinks;
  QueryTexts texts;
  Traces traces;
  // Expressions under evaluation, over all functions: bounds the stack.
  static constexpr unsigned kMaxNesting = 800;
  unsigned nesting = 0;

private:
  struct Facts {
    bool source = false;  // reads from outside, or calls what hands that on
    bool sink = false;    // has a sink, or calls what has
    bool handsOn = false; // its result or what it writes to is unbounded
    std::vector<const clang::FunctionDecl *> callees;
  };
  // One function analysed for one input.
  struct Run {
    const clang::FunctionDecl *function = nullptr;
    std::vector<Seed> seeds;
    Summary summary;
    std::vector<TaintFinding> findings;
    std::vector<Run *> calls;
    bool finished = false;
    bool counted = false;
  };
  using Callers = std::map<const clang::FunctionDecl *, std::vector<const clang::FunctionDecl *>>;

  Facts &facts(const clang::FunctionDecl *function);
  void spreadSinks(llvm::ArrayRef<const clang::FunctionDecl *> functions, const Callers &callers);
  void spreadSources(llvm::ArrayRef<const clang::FunctionDecl *> functions, const Callers &callers);
  Run *run(const clang::FunctionDecl *function, const std::vector<Seed> &seeds);
  void count(Run *run);
  void giveUp(const clang::FunctionDecl *function);

  std::map<const clang::FunctionDecl *, Facts> facts_;
  std::deque<Run> runs_;
  std::map<const clang::FunctionDecl *, std::vector<Run *>> known_;
  std::vector<Run *> active_; // the analyses under way, innermost last
  std::map<clang::SourceLocation, TaintFinding> findings_;
  std::set<const clang::FunctionDecl *> gaveUp_;
  TaintStatistics statistics_;
  Summary nothing_;
};

} // namespace lintel::checkers
