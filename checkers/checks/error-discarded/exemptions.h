// When a dropped error is no mistake: the conditions of a contract, destructors, and clean-up on a
// path that already leaves with an error.
#pragma once

#include "checkers/analysis/unit_constants.h"
#include "checkers/checks/error-discarded/discards.h"
#include "checkers/checks/error-discarded/streams.h"
#include "checkers/contracts/contract.h"

#include "clang/AST/ASTContext.h"
#include "llvm/ADT/DenseMap.h"

#include <map>
#include <string>
#include <vector>

namespace lintel::checkers::checks::error_discarded {

// What one function body does, as far as exemptions ask: the calls whose results it uses, the values its
// local variables are given, and what becomes of its streams. Built when the first question comes.
class BodyFacts {
public:
  explicit BodyFacts(const clang::Stmt *body) : body(body) {}

  // True when a call of one of names on the same object has its result used.
  bool usesResultOf(const std::vector<std::string> &names, const clang::Expr *object);
  // True when the statement after the last one of path calls one of names on object, and the body compares the result
  // with -1, 0 or 1.
  bool isNextTested(llvm::ArrayRef<const clang::Stmt *> path, const std::vector<std::string> &names,
                    const clang::Expr *object, const clang::ASTContext &context);
  // See StreamFacts.
  bool holdsWrites(const clang::CallExpr *close, const clang::Expr *stream, const clang::ASTContext &context);
  bool isLeftToClose(const clang::CallExpr *write, const clang::Expr *stream);
  // The values that the body gives to a local variable; empty when expression is anything else.
  llvm::ArrayRef<const clang::Expr *> valuesOf(const clang::Expr *expression);

private:
  void gather();
  bool isTested(const clang::ValueDecl *variable, const clang::ASTContext &context);
  void gatherValues(const clang::Stmt *statement);

  const clang::Stmt *body;
  bool gathered = false;
  std::map<std::string, std::vector<const clang::CallExpr *>> used;
  llvm::DenseMap<const clang::ValueDecl *, llvm::SmallVector<const clang::Expr *, 2>> values;
  llvm::SmallVector<const clang::BinaryOperator *, 8> comparisons;
  StreamFacts streams;
};

// What a dropped result weighs: nothing when one of the contract's conditions holds for the call, a note when such a
// condition or the function itself is worth one; a warning for a flush of a stream that stays open: its owner may ask
// it.
enum class Weighs { Nothing, Note, Warning, Error };
Weighs weigh(const FunctionContract &contract, const clang::CallExpr *call, llvm::ArrayRef<const clang::Stmt *> path,
             BodyFacts &facts, const clang::ASTContext &context);

// True when the last statement of path stands in a handler, in the branch of a test that found a failure, or in a
// branch or behind a label that leaves with a failure.
bool isOnErrorPath(llvm::ArrayRef<const clang::Stmt *> path, const clang::ASTContext &context);

// True when the last statement of path stands in a branch that the constants of the unit exclude.
bool isDead(llvm::ArrayRef<const clang::Stmt *> path, UnitConstants &constants);

} // namespace lintel::checkers::checks::error_discarded
