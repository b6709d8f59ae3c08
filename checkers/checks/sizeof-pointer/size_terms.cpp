#include "checkers/checks/sizeof-pointer/size_terms.h"

#include "clang/AST/ExprCXX.h"

namespace lintel::checkers::checks::sizeof_pointer {

using namespace clang;

namespace {

bool isEight(const Expr *expr, const ASTContext &context) {
  if (expr->isValueDependent() || !expr->getType()->isIntegerType()) return false;
  Expr::EvalResult value;
  return expr->EvaluateAsInt(value, context) && value.Val.getInt() == 8;
}

class Collector {
public:
  Collector(const ASTContext &context, SizeTerms &terms) : context_(context), terms_(terms) {}

  void collect(const Expr *expr, const BinaryOperator *product, bool inBits) {
    expr = expr->IgnoreParenCasts();
    if (const auto *size = dyn_cast<UnaryExprOrTypeTraitExpr>(expr)) {
      addSizeof(*size, product, inBits);
    } else if (isa<OffsetOfExpr>(expr)) {
      terms_.push_back({expr, nullptr, QualType(), product, inBits});
    } else if (const auto *choice = dyn_cast<ConditionalOperator>(expr)) {
      collect(choice->getTrueExpr(), product, inBits);
      collect(choice->getFalseExpr(), product, inBits);
    } else if (const auto *binary = dyn_cast<BinaryOperator>(expr)) {
      collectOperands(*binary, product, inBits);
    }
  }

private:
  void addSizeof(const UnaryExprOrTypeTraitExpr &size, const BinaryOperator *product, bool inBits) {
    if (size.getKind() != UETT_SizeOf) return;
    const QualType measured = size.getTypeOfArgument();
    if (measured->isDependentType()) return;
    const Expr *operand = size.isArgumentType() ? nullptr : size.getArgumentExpr()->IgnoreParens();
    terms_.push_back({&size, operand, measured, product, inBits});
  }

  void collectOperands(const BinaryOperator &binary, const BinaryOperator *product, bool inBits) {
    switch (binary.getOpcode()) {
    case BO_Mul:
      collect(binary.getLHS(), &binary, inBits || isEight(binary.getRHS(), context_));
      collect(binary.getRHS(), &binary, inBits || isEight(binary.getLHS(), context_));
      break;
    case BO_Add:
    case BO_Sub:
      collect(binary.getLHS(), product, inBits);
      collect(binary.getRHS(), product, inBits);
      break;
    case BO_Comma: collect(binary.getRHS(), product, inBits); break;
    default: break;
    }
  }

  const ASTContext &context_;
  SizeTerms &terms_;
};

const Expr *bare(const Expr *expr) { return expr->IgnoreParenImpCasts(); }

bool sameIndex(const Expr *left, const Expr *right) {
  const auto *leftNumber = dyn_cast<IntegerLiteral>(bare(left));
  const auto *rightNumber = dyn_cast<IntegerLiteral>(bare(right));
  if (leftNumber && rightNumber) return llvm::APInt::isSameValue(leftNumber->getValue(), rightNumber->getValue());
  return sameObject(left, right);
}

} // namespace

SizeTerms sizeTermsOf(const Expr *amount, const ASTContext &context) {
  SizeTerms terms;
  Collector(context, terms).collect(amount, nullptr, false);
  return terms;
}

bool sameObject(const Expr *left, const Expr *right) {
  left = bare(left);
  right = bare(right);
  if (left->getStmtClass() != right->getStmtClass()) return false;
  if (const auto *reference = dyn_cast<DeclRefExpr>(left))
    return reference->getDecl()->getCanonicalDecl() == cast<DeclRefExpr>(right)->getDecl()->getCanonicalDecl();
  if (const auto *member = dyn_cast<MemberExpr>(left)) {
    const auto *other = cast<MemberExpr>(right);
    return member->getMemberDecl()->getCanonicalDecl() == other->getMemberDecl()->getCanonicalDecl() &&
           sameObject(member->getBase(), other->getBase());
  }
  if (const auto *element = dyn_cast<ArraySubscriptExpr>(left)) {
    const auto *other = cast<ArraySubscriptExpr>(right);
    return sameObject(element->getBase(), other->getBase()) && sameIndex(element->getIdx(), other->getIdx());
  }
  if (const auto *operation = dyn_cast<UnaryOperator>(left)) {
    const auto *other = cast<UnaryOperator>(right);
    return operation->getOpcode() == UO_Deref && other->getOpcode() == UO_Deref &&
           sameObject(operation->getSubExpr(), other->getSubExpr());
  }
  return isa<CXXThisExpr>(left);
}

bool isByteType(QualType type) { return type->isVoidType() || type->isCharType() || type->isStdByteType(); }

std::int64_t sizeInBytes(QualType type, const ASTContext &context) {
  if (type.isNull() || type->isDependentType() || type->isIncompleteType() || type->isFunctionType() ||
      type->isSizelessType() || type->isUndeducedType() || type->isVariableArrayType())
    return 0;
  if (const auto *record = type->getAsRecordDecl(); record && record->isInvalidDecl()) return 0;
  return context.getTypeSizeInChars(type).getQuantity();
}

} // namespace lintel::checkers::checks::sizeof_pointer
