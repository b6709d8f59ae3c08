// What a check hands to the taint analysis: where a value from outside must not arrive unbounded.
#pragma once

#include "checkers/analysis/taint.h"

#include "clang/AST/Expr.h"
#include "llvm/ADT/SmallVector.h"

#include <string>

namespace lintel::checkers {

class Evaluator;

struct Sink {
  const clang::Expr *value = nullptr; // what must be bounded
  const clang::Stmt *site = nullptr;  // the call or loop
  std::string noun;                   // "page size"
  std::string reaches;                // "'LIMIT'"
  bool onlyPageNamed = false;         // report only values whose source is named like a page size
};
using Sinks = llvm::SmallVectorImpl<Sink>;

class SinkModel {
public:
  virtual ~SinkModel() = default;
  // Cheap and syntactic; functions that hold nothing of the kind are not analysed.
  virtual bool mayBeSink(const clang::Stmt &stmt) const = 0;
  // Called for each call, construction and new-expression, with the state before it.
  virtual void inspect(const clang::Expr &expr, Evaluator &evaluator, Sinks &sinks) const = 0;
  // Called for each loop, with the state in which its condition is judged.
  virtual void inspectLoop(const clang::Stmt &loop, Evaluator &evaluator, Sinks &sinks) const = 0;
  // A value becomes the operand of a row clause of a query text.
  virtual void queryOperand(const clang::Expr &value, RowClause clause, Sinks &sinks) const = 0;
};

} // namespace lintel::checkers
