#include "checkers/checks/cast-pointer-int/surroundings.h"

#include "checkers/analysis/parents.h"

#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"

namespace lintel::checkers::checks::cast_pointer_int {
namespace {

using namespace clang;

template <class T> const T *parent(const Stmt *stmt, ASTContext &context) {
  static_assert(std::is_base_of_v<Stmt, T> || std::is_base_of_v<Decl, T>, "other nodes live in what parentOf returns");
  const auto outer = parentOf(*stmt, context);
  return outer ? outer->get<T>() : nullptr;
}

const Expr *otherOperand(const BinaryOperator *op, const Expr *child) {
  return op->getLHS() == child ? op->getRHS() : op->getLHS();
}

bool isConstant(const Expr *expr, ASTContext &context) {
  return !expr->isValueDependent() && expr->isEvaluatable(context);
}

bool soundsLikeHashing(llvm::StringRef name) {
  for (const char *word : {"hash", "crc", "seed", "srand", "checksum", "digest", "fingerprint"})
    if (name.contains_insensitive(word)) return true;
  return false;
}

std::string nameOf(const FunctionDecl *function) {
  std::string name = function->getNameAsString();
  if (const auto *method = dyn_cast<CXXMethodDecl>(function)) name += ":" + method->getParent()->getNameAsString();
  return name;
}

} // namespace

const Expr *userOf(const Expr *expr, ASTContext &context, const Expr **child) {
  const Expr *inner = expr;
  while (const auto *outer = parent<Expr>(inner, context)) {
    if (!isa<ParenExpr, ImplicitCastExpr, FullExpr, MaterializeTemporaryExpr>(outer)) {
      if (child) *child = inner;
      return outer;
    }
    inner = outer;
  }
  return nullptr;
}

const FunctionDecl *enclosingFunction(const Expr *expr, ASTContext &context) {
  for (auto node = parentOf(*expr, context); node; node = parentOf(*node, context))
    if (const auto *function = node->get<FunctionDecl>()) return function;
  return nullptr;
}

bool isUnevaluated(const Expr *expr, ASTContext &context) {
  while (const auto *outer = parent<Expr>(expr, context)) {
    if (isa<UnaryExprOrTypeTraitExpr, CXXNoexceptExpr>(outer)) return true;
    expr = outer;
  }
  const auto outer = parentOf(*expr, context); // holds a TypeLoc by value: it must outlive the pointer
  const auto *type = outer ? outer->get<TypeLoc>() : nullptr;
  return type && (type->getAs<DecltypeTypeLoc>() || type->getAs<TypeOfExprTypeLoc>());
}

bool isCompared(const Expr *expr, ASTContext &context, bool withConstant) {
  const Expr *child = nullptr;
  const auto *op = dyn_cast_or_null<BinaryOperator>(userOf(expr, context, &child));
  return op && op->isComparisonOp() && (!withConstant || isConstant(otherOperand(op, child), context));
}

bool isPrinted(const Expr *expr, ASTContext &context) {
  const Expr *child = nullptr;
  const Expr *user = userOf(expr, context, &child);
  if (const auto *stream = dyn_cast_or_null<CXXOperatorCallExpr>(user)) return stream->getOperator() == OO_LessLess;
  const auto *call = dyn_cast_or_null<CallExpr>(user);
  const FunctionDecl *callee = call ? call->getDirectCallee() : nullptr;
  if (!callee || !callee->isVariadic()) return false;
  for (unsigned i = callee->getNumParams(); i < call->getNumArgs(); ++i)
    if (call->getArg(i) == child) return true;
  return false;
}

bool isDereferenced(const Expr *expr, ASTContext &context) {
  const Expr *child = nullptr;
  const Expr *user = userOf(expr, context, &child);
  if (const auto *call = dyn_cast_or_null<CallExpr>(user)) return call->getCallee() == child;
  const auto *unary = dyn_cast_or_null<UnaryOperator>(user);
  const auto *member = dyn_cast_or_null<MemberExpr>(user);
  const bool accesses = (unary && unary->getOpcode() == UO_Deref) || (member && member->isArrow()) ||
                        isa_and_nonnull<ArraySubscriptExpr>(user);
  if (!accesses) return false;
  while (const Expr *outer = userOf(user, context)) {
    if (const auto *address = dyn_cast<UnaryOperator>(outer)) return address->getOpcode() != UO_AddrOf;
    if (!isa<MemberExpr>(outer)) break;
    user = outer;
  }
  return true;
}

const Expr *typedPointerFrom(const Expr *pointer, ASTContext &context) {
  for (const Expr *outer = parent<Expr>(pointer, context); outer; outer = parent<Expr>(outer, context)) {
    const QualType type = outer->getType();
    if (!type->isPointerType() || !isa<ParenExpr, CastExpr, FullExpr, ConditionalOperator, BinaryOperator>(outer))
      return nullptr;
    if (!type->isVoidPointerType() || type->getPointeeType().isVolatileQualified()) return outer;
  }
  return nullptr;
}

bool isHashed(const Expr *expr, ASTContext &context) {
  const Expr *user = userOf(expr, context);
  while (isa_and_nonnull<ExplicitCastExpr>(user)) user = userOf(user, context);
  if (const auto *op = dyn_cast_or_null<BinaryOperator>(user)) switch (op->getOpcode()) {
    case BO_Xor:
    case BO_XorAssign:
    case BO_Mul:
    case BO_MulAssign:
    case BO_Shr: return true;
    default: break;
    }
  if (const auto *call = dyn_cast_or_null<CallExpr>(user))
    if (const FunctionDecl *callee = call->getDirectCallee(); callee && soundsLikeHashing(nameOf(callee))) return true;
  const FunctionDecl *function = enclosingFunction(expr, context);
  return function && soundsLikeHashing(nameOf(function));
}

bool isLowBitsTest(const Expr *expr, ASTContext &context) {
  const Expr *child = nullptr;
  const auto *op = dyn_cast_or_null<BinaryOperator>(userOf(expr, context, &child));
  if (!op) return false;
  if (op->getOpcode() == BO_Rem) return op->getLHS() == child && expr->getType()->isUnsignedIntegerType();
  Expr::EvalResult mask;
  return op->getOpcode() == BO_And && isConstant(otherOperand(op, child), context) &&
         otherOperand(op, child)->EvaluateAsInt(mask, context) && mask.Val.getInt().isNonNegative();
}

const CastExpr *pointerMadeFrom(const Expr *expr, ASTContext &context) {
  for (const Expr *outer = parent<Expr>(expr, context); outer; outer = parent<Expr>(outer, context)) {
    if (const auto *cast = dyn_cast<CastExpr>(outer); cast && cast->getCastKind() == CK_IntegralToPointer) return cast;
    if (!isa<ParenExpr, CastExpr, FullExpr, MaterializeTemporaryExpr, BinaryOperator, ConditionalOperator>(outer))
      return nullptr;
  }
  return nullptr;
}

const CastExpr *writtenCast(const CastExpr *cast, ASTContext &context) {
  const auto *implicit = dyn_cast<ImplicitCastExpr>(cast);
  if (!implicit || !implicit->isPartOfExplicitCast()) return cast;
  const auto *outer = parent<CastExpr>(cast, context);
  return outer ? writtenCast(outer, context) : cast;
}

} // namespace lintel::checkers::checks::cast_pointer_int
