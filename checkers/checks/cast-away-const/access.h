// What a function does with an object through one expression that reaches it: whether it writes to the
// object, or passes it to somebody who may.
#pragma once

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/ParentMap.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace lintel::checkers::checks::cast_away_const {

struct Access {
  enum class Kind { Written, Passed };
  Kind kind = Kind::Written;
  const clang::Expr *site = nullptr;            // the write, or the call
  const clang::FunctionDecl *callee = nullptr;  // Passed; nullptr: through a pointer
  const clang::Expr *writtenInCallee = nullptr; // Passed: where the callee writes, if its body is known
};

// The statements around each statement of a function, and the uses of each variable.
class FunctionUses {
public:
  explicit FunctionUses(const clang::FunctionDecl *function);
  const clang::Stmt *parent(const clang::Stmt *statement) const { return parents_.getParent(statement); }
  llvm::ArrayRef<const clang::DeclRefExpr *> uses(const clang::VarDecl *variable) const;
  llvm::ArrayRef<const clang::CXXThisExpr *> thisUses() const { return thisUses_; }
  // The values that the function assigns to a field.
  llvm::ArrayRef<const clang::Expr *> values(const clang::FieldDecl *field) const;
  const clang::FunctionDecl *function() const { return function_; }

private:
  void collect(const clang::Stmt *statement);

  const clang::FunctionDecl *function_;
  clang::ParentMap parents_;
  llvm::DenseMap<const clang::VarDecl *, llvm::SmallVector<const clang::DeclRefExpr *, 4>> uses_; // looked up only
  llvm::DenseMap<const clang::FieldDecl *, llvm::SmallVector<const clang::Expr *, 2>> assigned_;  // looked up only
  llvm::SmallVector<const clang::CXXThisExpr *, 4> thisUses_;
};

class Accesses {
public:
  // Whether a call may write through an argument. body: the callee's body, if the unit has it, will be
  // looked at; callee: nullptr when the call goes through a pointer.
  struct Callee {
    const clang::Expr *call = nullptr;
    const clang::FunctionDecl *function = nullptr;
    bool hasBody = false;
  };
  using MayWrite = std::function<bool(const Callee &callee, const clang::Expr *argument)>;
  Accesses(clang::ASTContext &context, MayWrite mayWrite) : context_(context), mayWrite_(std::move(mayWrite)) {}

  // The first access through expr (a pointer to the object or the object itself) that writes or may
  // write. nullopt: none in sight.
  std::optional<Access> through(const clang::Expr *expr, const clang::FunctionDecl *function);

  // The values that a local pointer is given in its function, null pointers and steps of itself left out.
  llvm::SmallVector<const clang::Expr *, 4> valuesOf(const clang::VarDecl *variable,
                                                     const clang::FunctionDecl *function);
  // The same for a field that the function assigns, of whatever object.
  llvm::ArrayRef<const clang::Expr *> valuesOf(const clang::FieldDecl *field, const clang::FunctionDecl *function) {
    return usesOf(function).values(field);
  }

private:
  static constexpr unsigned kMaxDepth = 6; // variables that are followed, one from the other
  static constexpr unsigned kMaxCalls = 6; // calls that are followed, one in the other
  std::optional<Access> climb(const clang::Expr *expr, const FunctionUses &uses, unsigned depth);
  std::optional<Access> used(const clang::Expr *user, const clang::Expr *expr, const FunctionUses &uses,
                             unsigned depth);
  static const clang::Expr *valueOf(const clang::DeclRefExpr *use, const FunctionUses &uses);
  std::optional<Access> variable(const clang::VarDecl *variable, const FunctionUses &uses, unsigned depth);
  std::optional<Access> initialised(const clang::DeclStmt *declaration, const clang::Expr *value,
                                    const FunctionUses &uses, unsigned depth);
  std::optional<Access> passed(const clang::Expr *call, const clang::Expr *argument);
  std::optional<Access> callMethod(const clang::CXXMemberCallExpr *call, const clang::Expr *object);
  std::optional<Access> inCallee(const clang::Expr *call, const clang::FunctionDecl *callee,
                                 const clang::ParmVarDecl *parameter, const clang::Expr *argument);
  std::optional<Access> summary(const clang::FunctionDecl &definition, const clang::ParmVarDecl *parameter);
  const FunctionUses &usesOf(const clang::FunctionDecl *definition);

  clang::ASTContext &context_;
  MayWrite mayWrite_;
  unsigned calls_ = 0;
  llvm::DenseMap<const clang::Decl *, std::optional<Access>> summaries_;                 // looked up only
  llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<FunctionUses>> functions_; // looked up only
};

} // namespace lintel::checkers::checks::cast_away_const
