// What the handlers of C++ exceptions are for, and what they do with the exception.
#pragma once

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

#include <re2/re2.h>

#include <string>

namespace lintel::checkers {

// Calls visit for stmt and all that runs with it, outermost first; the bodies of lambdas are no part of it.
// Where visit returns false, the parts are left out.
void forEachPart(const clang::Stmt *stmt, llvm::function_ref<bool(const clang::Stmt *)> visit);
bool anyPart(const clang::Stmt *stmt, llvm::function_ref<bool(const clang::Stmt *)> wanted);

// The class that the handler catches, by value, reference or pointer; nullptr: catch (...), or no class.
const clang::CXXRecordDecl *caughtClass(const clang::CXXCatchStmt *handler);

// "catch (...)" or "catch (std::range_error &)", for messages.
std::string spelling(const clang::CXXCatchStmt *handler);

// The roots that most errors derive from: to know that one was thrown is to know nothing of what went wrong.
bool isGeneralException(const clang::CXXRecordDecl *type);

// The same class, or one derived from it.
bool isKindOf(const clang::CXXRecordDecl *type, const clang::CXXRecordDecl *base);

// What stands around a statement, up to the function it belongs to.
struct Surroundings {
  llvm::SmallVector<const clang::Stmt *, 8> statements; // innermost first
  const clang::FunctionDecl *function = nullptr;        // of a lambda its call operator; nullptr: none
};
Surroundings surroundingsOf(const clang::Stmt *stmt, clang::ASTContext &context);

// Whether stmt mentions the variable; the bodies of lambdas count.
bool mentions(const clang::Stmt *stmt, const clang::ValueDecl *variable);

// throw, std::rethrow_exception and its like, calls that do not return, and calls of functions of the unit that
// rethrow the exception at hand.
bool throwsOrEnds(const clang::Stmt *stmt);

// The exception at hand is asked for by other means than the handler's variable (std::current_exception).
bool asksForCurrentException(const clang::Stmt *stmt);

// Macros of test libraries that run a statement for what it throws; a default for options (RE2, whole name).
inline constexpr const char *kThrowTestMacros =
    R"((EXPECT|ASSERT|REQUIRE|CHECK|WARN|BOOST|CPPUNIT|assert)_?\w*(THROW|EXCEPTION|throw|exception|SYSTEM_ERROR)\w*)";
// Whether at comes out of the expansion of a macro whose name matches.
bool isInMacro(clang::SourceLocation at, const re2::RE2 &name, const clang::ASTContext &context);

} // namespace lintel::checkers
