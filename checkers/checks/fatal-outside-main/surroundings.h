// Where a place lies: in which function, after which calls.
#pragma once

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include "clang/Basic/SourceManager.h"

#include <vector>

namespace lintel::checkers::checks::fatal_outside_main {

// The definitions of a unit by their ranges, so that the place of a macro finds its function too.
class Definitions {
public:
  void add(const clang::FunctionDecl *function, const clang::SourceManager &sources);
  void sort();
  // The innermost definition around a place in a file; nullptr: outside of functions.
  const clang::FunctionDecl *around(clang::SourceLocation place, const clang::SourceManager &sources) const;
  void clear() { ranges_.clear(); }

private:
  struct Range {
    clang::FileID file;
    unsigned begin = 0;
    unsigned end = 0;
    const clang::FunctionDecl *function = nullptr;
  };
  std::vector<Range> ranges_;
};

// The call follows an exec function that returned: the process is a child that failed to start a program.
bool followsExec(const clang::CallExpr *call, const clang::FunctionDecl *function);

// main, or a function with its parameters and "main" at the end of its name: a program in a program.
bool isProgram(const clang::FunctionDecl *function);

// exit(0): nothing has failed.
bool endsWithSuccess(const clang::CallExpr *call, const clang::ASTContext &context);

// In the default branch of a switch, or directly behind a switch: only a value that should not exist gets there.
bool isPastAllCases(clang::SourceLocation place, const clang::FunctionDecl *function,
                    const clang::SourceManager &sources);

} // namespace lintel::checkers::checks::fatal_outside_main
