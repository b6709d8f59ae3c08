// Puts a text together from the pieces that the program appends, and tells the sinks which values
// become operands of a row clause.
#pragma once

#include "checkers/analysis/evaluator.h"

namespace lintel::checkers {

class TextBuilder {
public:
  // start: the text so far (null: empty). target: what it is stored in, for its name; may be null.
  TextBuilder(Evaluator &evaluator, const QueryText *start, const clang::Expr *target);

  void literal(llvm::StringRef text) { text_ = evaluator_.unit.texts.literal(text_, text); }
  // A piece; before the comma of "LIMIT offset, count" an operand is not a number of rows.
  void append(const clang::Expr *piece, llvm::StringRef following = "");
  void appendAll(llvm::ArrayRef<const clang::Expr *> pieces);
  // The pieces that a format string and its arguments make.
  void format(llvm::StringRef format, llvm::ArrayRef<const clang::Expr *> arguments, bool printfStyle);
  Value result() const;

private:
  void operand(const clang::Expr *piece, llvm::StringRef following);
  void printfFormat(llvm::StringRef format, llvm::ArrayRef<const clang::Expr *> arguments);
  void braceFormat(llvm::StringRef format, llvm::ArrayRef<const clang::Expr *> arguments);

  Evaluator &evaluator_;
  const QueryText *text_;
  Value taint_;
  bool namedQuery_;
};

// The literal that expr is, also as a std::string or a checked format made of it; null otherwise.
const clang::StringLiteral *literalOf(const clang::Expr *expr);

// a, b, c of ((a op b) op c), for the overloaded operator kind.
llvm::SmallVector<const clang::Expr *, 8> chainOf(const clang::CXXOperatorCallExpr *call);

} // namespace lintel::checkers
