#include "checkers/checks/cast-layout/lifetime.h"

#include "checkers/analysis/dominating_tests.h"
#include "checkers/analysis/names.h"
#include "checkers/analysis/pointees_views.h"

#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/StringSet.h"

namespace lintel::checkers::checks::cast_layout {

using namespace clang;

namespace {

bool copiesBytes(const FunctionDecl *callee) {
  static const llvm::StringSet<> names = {"memcpy", "memmove", "memset", "read", "pread", "recv", "recvfrom", "fread"};
  if (!names.contains(simpleName(callee))) return false;
  return callee->getBuiltinID() != 0 || isInSystemHeader(callee);
}

// buffer, &buffer, &buffer[i], buffer + n, through conversions.
const DeclRefExpr *arrayIn(const Expr *expr, const VarDecl *array) {
  for (;;) {
    expr = expr->IgnoreParenCasts();
    if (const auto *reference = dyn_cast<DeclRefExpr>(expr)) return reference->getDecl() == array ? reference : nullptr;
    if (const auto *unary = dyn_cast<UnaryOperator>(expr))
      expr = unary->getSubExpr();
    else if (const auto *element = dyn_cast<ArraySubscriptExpr>(expr))
      expr = element->getBase();
    else if (const auto *sum = dyn_cast<BinaryOperator>(expr); sum && sum->isAdditiveOp())
      expr = sum->getLHS();
    else
      return nullptr;
  }
}

class ByteUses : public RecursiveASTVisitor<ByteUses> {
public:
  explicit ByteUses(const VarDecl *array) : array_(array) {}
  bool onlyBytes() const { return isFilled_ && !hasOthers_; }

  bool TraverseUnaryExprOrTypeTraitExpr(UnaryExprOrTypeTraitExpr *) { return true; }
  bool VisitCallExpr(CallExpr *call) {
    const FunctionDecl *callee = call->getDirectCallee();
    if (callee && isInStd(callee) && simpleName(callee) == "construct_at") hasOthers_ = true;
    if (!callee || !copiesBytes(callee)) return true;
    for (const Expr *argument : call->arguments())
      if (const DeclRefExpr *reference = arrayIn(argument, array_)) {
        known_.insert(reference);
        isFilled_ = true;
      }
    return true;
  }
  bool VisitExplicitCastExpr(ExplicitCastExpr *cast) {
    const QualType pointee = cast->getType()->getPointeeType();
    const bool views = cast->isGLValue() || (!pointee.isNull() && pointee->isRecordType());
    if (const DeclRefExpr *reference = views ? arrayIn(cast->getSubExpr(), array_) : nullptr) known_.insert(reference);
    return true;
  }
  bool VisitCXXNewExpr(CXXNewExpr *made) {
    hasOthers_ |= made->getNumPlacementArgs() > 0;
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *reference) {
    hasOthers_ |= reference->getDecl() == array_ && !known_.contains(reference);
    return true;
  }

private:
  const VarDecl *array_;
  llvm::DenseSet<const DeclRefExpr *> known_;
  bool isFilled_ = false, hasOthers_ = false;
};

// Whether expr computes with the address that one of two variables holds or has.
bool mentionsAddress(const Stmt *stmt, const ValueDecl *a, const ValueDecl *b) {
  llvm::SmallVector<std::pair<const Stmt *, bool>, 16> pending = {{stmt, false}}; // the second: as an integer
  llvm::DenseSet<const VarDecl *> seen;
  while (!pending.empty()) {
    auto [next, asInteger] = pending.pop_back_val();
    if (!next) continue;
    if (const auto *cast = dyn_cast<CastExpr>(next)) asInteger |= cast->getCastKind() == CK_PointerToIntegral;
    if (const auto *reference = dyn_cast<DeclRefExpr>(next)) {
      const ValueDecl *decl = reference->getDecl();
      if (asInteger && (decl == a || decl == b)) return true;
      const auto *var = dyn_cast<VarDecl>(decl);
      if (var && var->isLocalVarDecl() && var->getType()->isIntegerType() && var->getInit() && seen.insert(var).second)
        pending.push_back({var->getInit(), asInteger});
    }
    for (const Stmt *child : next->children()) pending.push_back({child, asInteger});
  }
  return false;
}

} // namespace

bool isFilledWithBytesOnly(const VarDecl *array, const FunctionDecl *function) {
  if (!array->isLocalVarDecl() || !array->getType()->isArrayType()) return false;
  const QualType element(array->getType()->getBaseElementTypeUnsafe(), 0);
  if (!isByteType(element.getCanonicalType().getUnqualifiedType())) return false;
  ByteUses uses(array);
  uses.TraverseStmt(function->getBody());
  return uses.onlyBytes();
}

bool isAlignmentTested(const Expr *access, const Expr *pointer, const Pointee &pointee, const FunctionDecl *function,
                       ASTContext &context) {
  const FunctionGraph *graph = FunctionGraphs::of(context).graph(function);
  if (!graph) return false;
  const auto *reference = dyn_cast<DeclRefExpr>(pointer->IgnoreParenCasts());
  const ValueDecl *held = reference ? reference->getDecl() : nullptr;
  return isDecidedBy(*graph, access,
                     [&](const Expr *condition) { return mentionsAddress(condition, held, pointee.variable); })
      .value_or(false);
}

} // namespace lintel::checkers::checks::cast_layout
