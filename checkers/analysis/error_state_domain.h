// The errors that are pending at each point of a function, as a domain of ForwardFlow.
#pragma once

#include "checkers/analysis/error_state.h"
#include "checkers/analysis/error_state_conditions.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

#include <vector>

namespace lintel::checkers {

// An error that nobody has looked at on the way from its store to here.
struct PendingError {
  unsigned store = 0;
  Failed afterFailure = Failed::No;     // something else has failed since; the function may report that instead
  bool isLogged = false;                // it went into a log line, and nowhere else
  const clang::Expr *dropped = nullptr; // a cast to void
  Facts facts;                          // what is known to hold wherever it is pending
};

struct VariableErrors {
  bool escaped = false;
  llvm::SmallVector<PendingError, 1> pending; // by store
};

struct ErrorFlowState {
  std::vector<VariableErrors> variables; // by index; grows as variables are met
  Facts facts;
  bool failing = false; // a failure was found on every way to here
};

class ErrorDomain {
public:
  using State = ErrorFlowState;

  ErrorDomain(const clang::FunctionDecl *function, ErrorSources &sources, const clang::ASTContext &context)
      : function_(function), sources_(sources), context_(context) {}

  void execute(const clang::Stmt *stmt, State &state);
  void assume(const clang::Expr *condition, bool outcome, State &state);
  void assumeCase(const clang::SwitchStmt *choice, const clang::SwitchCase *label, State &state);
  bool join(State &into, const State &from);

  // From now on losses are noted; the flow has settled.
  void startRecording() { recording_ = true; }
  void leave(const clang::CFGBlock &block, State &state);
  std::vector<LostError> losses() const;

private:
  enum class Use { Dropped, Voided, Logged, Used };

  void visit(const clang::Stmt *stmt, Use use, State &state);
  void visitChildren(const clang::Stmt *stmt, Use use, State &state);
  void visitDeclarations(const clang::DeclStmt *stmt, State &state);
  void visitVariable(const clang::VarDecl *variable, const clang::Stmt *stmt, State &state);
  void visitBinary(const clang::BinaryOperator *operation, Use use, State &state);
  void visitUnary(const clang::UnaryOperator *operation, Use use, State &state);
  void visitCall(const clang::CallExpr *call, Use use, State &state);
  void visitArgument(const clang::Expr *argument, Use use, State &state);
  void visitLambda(const clang::LambdaExpr *lambda, State &state);
  void readAll(const clang::Stmt *stmt, State &state);

  // What happens to one variable.
  void read(unsigned variable, Use use, const clang::Expr *place, State &state);
  void escape(unsigned variable, State &state);
  static void changed(const clang::ValueDecl *variable, State &state); // what was known of its value is over
  void store(unsigned variable, const clang::Expr *value, const clang::Stmt *stmt, State &state);
  void fill(unsigned variable, const ErrorSource &source, const clang::Stmt *stmt, State &state);
  void addPending(unsigned variable, const ErrorSource &source, const clang::Stmt *stmt, State &state);
  void lose(const PendingError &error, Loss how, const clang::Stmt *where);
  Loss howReplaced(const clang::Expr *value, const clang::Stmt *stmt) const;

  std::optional<unsigned> indexOf(const clang::Expr *expr);
  std::optional<unsigned> indexOf(const clang::VarDecl *variable);
  static VariableErrors &at(unsigned variable, State &state);
  unsigned storeNumber(unsigned variable, const ErrorSource &source, const clang::Stmt *stmt);
  bool holdsCode(const clang::ValueDecl *variable) const { return codes_.contains(variable); }

  const clang::FunctionDecl *function_;
  ErrorSources &sources_;
  const clang::ASTContext &context_;
  bool recording_ = false;
  std::vector<const clang::VarDecl *> variables_;
  llvm::DenseMap<const clang::VarDecl *, unsigned> indexes_;
  llvm::DenseSet<const clang::ValueDecl *> codes_;
  std::vector<ErrorStore> stores_;
  llvm::DenseMap<std::pair<unsigned, const clang::Stmt *>, unsigned> storeNumbers_;
  struct Lost {
    unsigned store;
    LostError error;
  };
  std::vector<Lost> lost_; // the first of each store
};

} // namespace lintel::checkers
