// Names of files in expressions: whether two of them name the same file.
#pragma once

#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"

#include <map>
#include <optional>
#include <string>

namespace lintel::checkers::checks::toctou {

// The place that a name of a file is read from: a variable, a member chain, an element with a constant
// index, a literal, what a getter without arguments returns.
struct Path {
  std::string key;                      // equal for the same place
  const clang::VarDecl *root = nullptr; // the variable at its beginning, nullptr for literals and members of this
  std::string text;                     // for messages
};

// The same text in another shape: path.c_str(), fs::path(name), std::string(name).
const clang::Expr *samePath(const clang::Expr *expr);

class Paths {
public:
  // nullopt: made anew by each evaluation, or too complicated.
  std::optional<Path> of(const clang::Expr *expr);
  bool gaveUp() const { return gaveUp_; } // some expression was nested too deeply

private:
  bool append(const clang::Expr *expr, Path &path, unsigned depth);
  std::string number(const clang::Decl *decl);

  std::map<const clang::Decl *, unsigned> numbers_; // looked up only
  bool gaveUp_ = false;
};

} // namespace lintel::checkers::checks::toctou
