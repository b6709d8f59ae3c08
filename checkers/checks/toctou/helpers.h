// Functions of the unit that look at a file whose name they get, or use it.
#pragma once

#include "checkers/checks/toctou/calls.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"

namespace lintel::checkers::checks::toctou {

class Helpers {
public:
  explicit Helpers(clang::ASTContext &context) : context_(context) {}

  // Whether anything that body calls may have to do with names of files; else no call in it has accesses.
  bool concerns(clang::Stmt *body);

  // What a call does to the files that its arguments name: by itself, or as a helper of the unit.
  llvm::SmallVector<Access, 2> accesses(const clang::Expr *call);

  // Opens in body that only ask whether the file is there count as checks from now on. Whether there are any.
  bool noteProbes(const clang::Stmt *body);

private:
  struct Summary {
    unsigned parameter;
    Role role;
    const clang::Expr *member = nullptr; // set: not a parameter, but a member of the object
  };
  using Summaries = llvm::SmallVector<Summary, 2>;
  const Summaries &summarise(const clang::FunctionDecl *function, unsigned depth);
  llvm::SmallVector<Access, 2> accesses(const clang::Expr *call, unsigned depth);

  clang::ASTContext &context_;
  llvm::DenseMap<const clang::FunctionDecl *, Summaries> known_;
  llvm::DenseMap<const clang::FunctionDecl *, bool> concerned_; // by callee
  llvm::DenseSet<const clang::Expr *> probes_;
  const Summaries none_;
};

} // namespace lintel::checkers::checks::toctou
