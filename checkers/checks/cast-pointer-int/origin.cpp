#include "checkers/checks/cast-pointer-int/origin.h"

#include "checkers/analysis/function_graph.h"

#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace lintel::checkers::checks::cast_pointer_int {
namespace {

using namespace clang;
using Kind = Origin::Kind;

constexpr unsigned kMaxSteps = 200;

bool soundsLikeAddress(const ValueDecl *decl) {
  const std::string name = decl->getNameAsString();
  return llvm::StringRef(name).contains_insensitive("addr") || llvm::StringRef(name).contains_insensitive("ptr");
}

const VarDecl *variable(const Expr *expr) {
  const auto *ref = dyn_cast<DeclRefExpr>(expr->IgnoreParens());
  return ref ? dyn_cast<VarDecl>(ref->getDecl()) : nullptr;
}

// Every write to one local variable in its function. A reference that is neither a read nor a
// plain write may change it out of sight.
class Writes : public RecursiveASTVisitor<Writes> {
public:
  explicit Writes(const VarDecl *var) : var_(var) {}

  bool VisitDeclRefExpr(DeclRefExpr *ref) {
    if (ref->getDecl() == var_) ++references_;
    return true;
  }
  bool VisitCastExpr(CastExpr *cast) {
    if (cast->getCastKind() == CK_LValueToRValue && variable(cast->getSubExpr()) == var_) ++accounted_;
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *op) {
    if (op->isAssignmentOp() && variable(op->getLHS()) == var_) {
      ++accounted_;
      assignments.push_back(op);
    }
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *op) {
    if (op->isIncrementDecrementOp() && variable(op->getSubExpr()) == var_) {
      ++accounted_;
      stepped = true;
    }
    return true;
  }

  bool escapes() const { return references_ > accounted_; }

  llvm::SmallVector<const BinaryOperator *, 4> assignments;
  bool stepped = false;

private:
  const VarDecl *var_;
  unsigned references_ = 0;
  unsigned accounted_ = 0;
};

// Both values are possible: what holds for the result must hold for each.
Origin either(const Origin &a, const Origin &b) {
  Origin both = a.kind == Kind::Constant ? b : a;
  if (a.kind != Kind::Constant && b.kind != Kind::Constant && a.kind != b.kind) {
    const bool addresses = a.kind != Kind::Unknown && b.kind != Kind::Unknown;
    both.kind = addresses ? Kind::Interface : Kind::Unknown;
  }
  both.number = (a.number || a.kind == Kind::Constant) && (b.number || b.kind == Kind::Constant);
  both.arithmetic = a.arithmetic || b.arithmetic;
  both.masked = a.masked || b.masked;
  both.tagged = a.tagged || b.tagged;
  both.narrowest = std::min(a.narrowest, b.narrowest);
  both.cast = a.cast ? a.cast : b.cast;
  return both;
}

class Tracer {
public:
  explicit Tracer(ASTContext &context) : context_(context) {}

  Origin trace(const Expr *expr) {
    expr = expr->IgnoreParens();
    if (++steps_ > kMaxSteps) { // a hostile expression; unknown is the honest answer
      FunctionGraphs::of(context_).giveUpAt(expr->getExprLoc());
      return {};
    }
    Origin origin = dispatch(expr);
    if (origin.kind != Kind::Constant && !expr->isTypeDependent() && expr->getType()->isIntegralOrEnumerationType())
      origin.narrowest = std::min(origin.narrowest, unsigned(context_.getTypeSize(expr->getType())));
    return origin;
  }

private:
  Origin dispatch(const Expr *expr) {
    Expr::EvalResult constant; // an integer; the address of a global is evaluatable too, but is none
    if (!expr->isValueDependent() && expr->EvaluateAsInt(constant, context_)) return {.kind = Kind::Constant};
    if (const auto *cast = dyn_cast<CastExpr>(expr)) return castOrigin(cast);
    if (const auto *cleanups = dyn_cast<FullExpr>(expr)) return trace(cleanups->getSubExpr());
    if (const auto *temporary = dyn_cast<MaterializeTemporaryExpr>(expr)) return trace(temporary->getSubExpr());
    if (const auto *list = dyn_cast<InitListExpr>(expr))
      return list->getNumInits() == 1 ? trace(list->getInit(0)) : Origin{};
    if (const auto *op = dyn_cast<BinaryOperator>(expr)) return binary(op->getOpcode(), op->getLHS(), op->getRHS());
    if (const auto *choice = dyn_cast<ConditionalOperator>(expr))
      return either(trace(choice->getTrueExpr()), trace(choice->getFalseExpr()));
    if (isa<AtomicExpr>(expr)) return {.kind = Kind::Interface};
    if (const auto *call = dyn_cast<CallExpr>(expr)) return callOrigin(call);
    if (const auto *member = dyn_cast<MemberExpr>(expr)) return memberOrigin(member);
    if (const auto *element = dyn_cast<ArraySubscriptExpr>(expr)) return elementOrigin(element);
    if (const VarDecl *var = variable(expr)) return variableOrigin(var);
    return {};
  }

  Origin castOrigin(const CastExpr *cast) {
    if (cast->getCastKind() == CK_PointerToIntegral) return {.kind = Kind::Pointer, .cast = cast};
    return trace(cast->getSubExpr());
  }

  Origin binary(BinaryOperatorKind op, const Expr *left, const Expr *right) {
    if (op == BO_Comma || op == BO_Assign) return trace(right);
    Origin a = trace(left), b = trace(right);
    switch (BinaryOperator::isCompoundAssignmentOp(op) ? BinaryOperator::getOpForCompoundAssignment(op) : op) {
    case BO_And: {
      Origin result = a.kind == Kind::Constant ? b : a;
      result.masked = true;
      result.tagged = false;
      return result;
    }
    case BO_Or: {
      Origin result = a.kind == Kind::Constant ? b : a;
      const bool constant = a.kind == Kind::Constant || b.kind == Kind::Constant;
      if (a.kind == Kind::Pointer || b.kind == Kind::Pointer || constant)
        result.tagged = true;
      else
        result.kind = Kind::Unknown; // two halves put together
      if (b.kind == Kind::Pointer) result.kind = Kind::Pointer;
      return result;
    }
    case BO_Add: return moved(a.kind == Kind::Pointer ? a : b.kind == Kind::Pointer ? b : interfaceOf(a, b));
    case BO_Sub: {
      if (b.kind == Kind::Pointer) return {}; // a difference is no address
      Origin result = moved(a.kind == Kind::Pointer ? a : interfaceOf(a, b));
      result.masked |= isSmallConstant(right); // a known tag taken away
      return result;
    }
    default: return {};
    }
  }

  static Origin moved(Origin origin) {
    origin.arithmetic = true;
    return origin;
  }

  static Origin interfaceOf(const Origin &a, const Origin &b) {
    const bool either = a.kind == Kind::Interface || b.kind == Kind::Interface;
    const Origin &read = a.leaf ? a : b;
    return {.kind = either ? Kind::Interface : Kind::Unknown, .number = read.number, .leaf = read.leaf};
  }

  bool isSmallConstant(const Expr *expr) const {
    Expr::EvalResult value;
    return !expr->isValueDependent() && expr->EvaluateAsInt(value, context_) && value.Val.getInt().isNonNegative() &&
           value.Val.getInt() < 16;
  }

  Origin callOrigin(const CallExpr *call) {
    for (const Expr *argument : call->arguments())
      if (argument->getType()->isIntegralOrEnumerationType() || argument->isGLValue()) {
        const Origin origin = trace(argument);
        if (origin.kind == Kind::Pointer) return {.kind = Kind::Pointer, .arithmetic = true, .cast = origin.cast};
      }
    if (isAddressType(call->getCallReturnType(context_))) return {.kind = Kind::Interface};
    const FunctionDecl *callee = call->getDirectCallee();
    if (!callee) return {};
    if (const auto *method = dyn_cast<CXXMethodDecl>(callee))
      return {.kind = isAtomic(method->getParent()) ? Kind::Interface : Kind::Unknown};
    return {.kind = handsOutAddresses(callee) ? Kind::Interface : Kind::Unknown};
  }

  static bool isAtomic(const CXXRecordDecl *record) {
    return record->isInStdNamespace() && record->getName().contains("atomic");
  }

  // C interfaces give addresses as integers (syscall, getauxval, _Unwind_GetIP); text is no address.
  bool handsOutAddresses(const FunctionDecl *callee) const {
    if (!inSystemHeader(callee) || !callee->isExternC() || !callee->getIdentifier()) return false;
    const llvm::StringRef name = callee->getName();
    return !name.starts_with("strto") && !name.starts_with("ato") && !name.starts_with("wcsto");
  }

  Origin memberOrigin(const MemberExpr *member) {
    const auto *field = dyn_cast<FieldDecl>(member->getMemberDecl());
    if (!field) return {};
    const RecordDecl *record = field->getParent();
    if (inSystemHeader(record) && !record->isInStdNamespace() && !isa<ClassTemplateSpecializationDecl>(record))
      return {.kind = Kind::Interface, .leaf = field};
    return declared(field);
  }

  Origin elementOrigin(const ArraySubscriptExpr *element) {
    const Expr *array = element->getBase()->IgnoreParenImpCasts();
    const bool passed = isa<MemberExpr>(array) || isa_and_nonnull<ParmVarDecl>(variable(array));
    if (passed && isAddressType(element->getType())) return {.kind = Kind::Interface};
    return {.kind = trace(element->getBase()).kind == Kind::Interface ? Kind::Interface : Kind::Unknown};
  }

  // A parameter or a field of type uintptr_t says that an address is passed.
  static Origin declared(const ValueDecl *decl) {
    const bool isAddress = isAddressType(decl->getType());
    if (isAddress && isa<ParmVarDecl, FieldDecl>(decl)) return {.kind = Kind::Interface, .leaf = decl};
    return {.number = !isAddress && !soundsLikeAddress(decl), .leaf = decl};
  }

  Origin variableOrigin(const VarDecl *var) {
    if (const auto known = known_.find(var); known != known_.end()) return known->second;
    const auto *function = dyn_cast_or_null<FunctionDecl>(var->getParentFunctionOrMethod());
    if (!var->isLocalVarDecl() || var->isStaticLocal() || !function || !function->hasBody()) return declared(var);
    if (!visiting_.insert(var).second) return {.kind = Kind::Constant}; // its own former value adds nothing
    Writes writes(var);
    writes.TraverseStmt(function->getBody());
    Origin origin = var->getInit() ? trace(var->getInit()) : Origin{.kind = Kind::Constant};
    for (const BinaryOperator *op : writes.assignments) origin = afterAssignment(origin, op);
    visiting_.erase(var);
    if (writes.escapes()) return declared(var);
    origin.arithmetic |= writes.stepped;
    // A count stays one in a local uintptr_t; in a local of another type everything is one.
    origin.number = (origin.number || !isAddressType(var->getType())) && !soundsLikeAddress(var);
    origin.leaf = var;
    known_[var] = origin;
    return origin;
  }

  Origin afterAssignment(const Origin &before, const BinaryOperator *op) {
    if (op->getOpcode() == BO_Assign) return either(before, trace(op->getRHS()));
    Origin after = before;
    switch (op->getOpcode()) {
    case BO_AddAssign:
    case BO_SubAssign: after.arithmetic = true; break;
    case BO_AndAssign: after.masked = true; break;
    case BO_OrAssign: after.tagged = true; break;
    default: after.kind = Kind::Unknown;
    }
    return after;
  }

  bool inSystemHeader(const Decl *decl) const {
    return context_.getSourceManager().isInSystemHeader(decl->getLocation());
  }

  ASTContext &context_;
  llvm::SmallPtrSet<const VarDecl *, 8> visiting_;
  llvm::DenseMap<const VarDecl *, Origin> known_;
  unsigned steps_ = 0;
};

class BitTest : public RecursiveASTVisitor<BitTest> {
public:
  explicit BitTest(const ValueDecl *word) : word_(word) {}

  bool VisitBinaryOperator(BinaryOperator *op) {
    if (op->getOpcode() == BO_And && (names(op->getLHS()) || names(op->getRHS()))) found = true;
    return !found;
  }
  bool found = false;

private:
  bool names(const Expr *expr) const {
    expr = expr->IgnoreParenCasts();
    if (const auto *ref = dyn_cast<DeclRefExpr>(expr)) return ref->getDecl() == word_;
    if (const auto *member = dyn_cast<MemberExpr>(expr)) return member->getMemberDecl() == word_;
    return false;
  }
  const ValueDecl *word_;
};

} // namespace

bool isAddressType(QualType type) {
  const auto *alias = type.getNonReferenceType()->getAs<TypedefType>();
  return alias && (alias->getDecl()->getName() == "uintptr_t" || alias->getDecl()->getName() == "intptr_t");
}

Origin traceOrigin(const Expr *integer, ASTContext &context) { return Tracer(context).trace(integer); }

bool testsBits(const FunctionDecl *function, const ValueDecl *word) {
  if (!function || !word || !function->hasBody()) return false;
  BitTest test(word);
  test.TraverseStmt(function->getBody());
  return test.found;
}

} // namespace lintel::checkers::checks::cast_pointer_int
