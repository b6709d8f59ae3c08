// What a function does that concerns errno: calls, writes, reads, and in what role each stands.
#pragma once

#include "checkers/analysis/error_subjects.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <optional>
#include <vector>

namespace lintel::checkers::checks::errno_misuse {

// How a call reports its failure.
enum class Report {
  ByResult,      // the result says that errno has a meaning
  ByBoth,        // one result means a failure or none at all, and errno says which: getpwnam, sysconf
  OnlyByErrno,   // every result may be right: strtol, readdir
  WithinResults, // one value among good ones: wcstombs
  ByDomain,      // a mathematical function, called with a constant outside its domain
  ByArithmetic,  // a mathematical function; who asks errno about it must have set that to 0
  ByNumber,      // returns an error number and leaves errno alone: pthread_create
  Unknown        // a function of the program, or through a pointer: it may do anything to errno
};

// What becomes of a call's result.
enum class Fate { Dropped, Stored, Tested, Other };

struct CallFacts {
  const clang::CallExpr *call = nullptr;
  Report report = Report::Unknown;
  Fate fate = Fate::Other;
  const clang::VarDecl *variable = nullptr; // Fate::Stored
  const clang::Stmt *statement = nullptr;   // the whole statement, directly in a block
  bool mustCheck = false;
  bool zeroes = false; // Report::Unknown: a function of the unit that writes errno, as to set it to 0
};

// How errno is read.
enum class ReadKind { Test, GuardedTest, TestOfCopy, Value };

struct Events {
  std::vector<CallFacts> calls;
  llvm::DenseMap<const clang::CallExpr *, unsigned> callIndex;
  llvm::DenseMap<const clang::Expr *, ReadKind> reads; // of errno, by the call that yields its place; and perror
  llvm::DenseMap<const clang::Expr *, const clang::VarDecl *> saved; // reads that only save errno, and where
  llvm::DenseMap<const clang::BinaryOperator *, bool> writes;        // true: sets it to 0
  llvm::DenseSet<const clang::VarDecl *> compared; // variables that some comparison or condition looks at
  llvm::DenseSet<const clang::VarDecl *> handedOn; // used for more than to call a system function
};

// Whether callee reads errno, or only errno tells that it failed. Nothing can be said of a function that calls none
// such.
bool concernsErrno(const clang::FunctionDecl *callee);

// callContract: looks up what is known about a call, nullptr for nothing.
Events collectEvents(const clang::Stmt *body, const clang::ASTContext &context,
                     llvm::function_ref<const FunctionContract *(const clang::CallExpr *)> callContract);

} // namespace lintel::checkers::checks::errno_misuse
