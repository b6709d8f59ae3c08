// How functions tell that something failed: the exits that say so, and the conditions that ask.
#pragma once

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include "clang/AST/Stmt.h"

#include <optional>

namespace lintel::checkers {

// What is known of the place where an exit stands. In a branch of its own more exits are failures: a
// goto, a plain return, a returned error object, a returned variable that the condition has tested.
struct ExitPlace {
  bool inBranch = false;
  const clang::Expr *condition = nullptr;
};

// A failing return, a throw, a call that does not return, or, in a branch, a goto.
bool leavesWithFailure(const clang::Stmt *statement, const ExitPlace &place, const clang::ASTContext &context);

// True: the condition holds when something failed ("!status.ok()", "rc < 0", "rc != SQLITE_OK"). False: when it
// went well. nullopt: it asks something else.
std::optional<bool> testsFailure(const clang::Expr *condition, const clang::ASTContext &context);

// "Status::OK()" and "{}" are how one says that all went well.
bool buildsSuccess(const clang::Expr *value);

// The first return of a constant that means failure, or nullptr. Lambdas are not entered.
const clang::ReturnStmt *firstFailingReturn(const clang::Stmt *body, const clang::ASTContext &context);
bool containsThrow(const clang::Stmt *body);

bool isNullPointerConstant(const clang::Expr *expression, const clang::ASTContext &context);

} // namespace lintel::checkers
