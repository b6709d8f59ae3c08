// Names of files that are the same in every run, or differ only by what anybody can find out.
#pragma once

#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseMap.h"

#include <optional>
#include <string>

namespace lintel::checkers::checks::toctou {

class FixedNames {
public:
  // Tells of a call in the order of the text: it may write a name into a buffer.
  void see(const clang::CallExpr *call);

  // The text, or format, of a variable's name.
  std::optional<std::string> of(const clang::VarDecl *variable) const;

private:
  llvm::DenseMap<const clang::VarDecl *, std::string> written_; // "" for what is not known; looked up only
};

} // namespace lintel::checkers::checks::toctou
