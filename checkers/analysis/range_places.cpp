// Which place an expression names, what is known there, and what is forgotten.
#include "checkers/analysis/evaluator.h"
#include "checkers/analysis/range_evaluator.h"
#include "checkers/analysis/range_sources.h"

namespace lintel::checkers {

using namespace clang;

PlaceId RangeEvaluator::thisPlace() { return places_.root(thisKey()); }

PlaceId RangeEvaluator::variable(const ValueDecl *decl) {
  const auto *var = dyn_cast<VarDecl>(decl);
  return places_.root(var ? static_cast<const void *>(var->getCanonicalDecl()) : decl);
}

std::optional<RangeEvaluator::Target> RangeEvaluator::place(const Expr *expr, unsigned depth) {
  if (!expr || expr->isValueDependent()) return std::nullopt;
  constexpr unsigned kMaxDepth = 24;
  if (depth > kMaxDepth) {
    unit_.graphs.giveUp(function_);
    return std::nullopt;
  }
  expr = expr->IgnoreParens();
  if (const auto *full = dyn_cast<FullExpr>(expr)) return place(full->getSubExpr(), depth + 1);
  if (const auto *temporary = dyn_cast<MaterializeTemporaryExpr>(expr))
    return place(temporary->getSubExpr(), depth + 1);
  if (const auto *cast = dyn_cast<CastExpr>(expr)) {
    switch (cast->getCastKind()) {
    case CK_LValueToRValue:
    case CK_NoOp:
    case CK_DerivedToBase:
    case CK_UncheckedDerivedToBase:
    case CK_LValueBitCast: return place(cast->getSubExpr(), depth + 1);
    default: return std::nullopt;
    }
  }
  if (const auto *reference = dyn_cast<DeclRefExpr>(expr)) {
    const ValueDecl *decl = reference->getDecl();
    if (const auto *binding = dyn_cast<BindingDecl>(decl)) return place(binding->getBinding(), depth + 1);
    if (!isa<VarDecl>(decl)) return std::nullopt;
    return Target{variable(decl)};
  }
  if (const auto *member = dyn_cast<MemberExpr>(expr)) {
    const auto *field = dyn_cast<FieldDecl>(member->getMemberDecl());
    if (!field) return std::nullopt;
    std::optional<Target> whole;
    if (!member->isArrow()) {
      whole = place(member->getBase(), depth + 1);
    } else if (const RangedValue pointer = valueOf(member->getBase()); pointer.pointee) {
      whole = Target{*pointer.pointee};
    }
    // The members of a union share one place.
    if (!whole || field->getParent()->isUnion() || !field->getIdentifier()) return whole;
    return Target{places_.member(whole->id, field->getIdentifier()), whole->weak};
  }
  if (const auto *unary = dyn_cast<UnaryOperator>(expr)) {
    const UnaryOperatorKind kind = unary->getOpcode();
    if (kind == UO_PreInc || kind == UO_PreDec || kind == UO_Extension) return place(unary->getSubExpr(), depth + 1);
    if (kind != UO_Deref) return std::nullopt;
    const RangedValue pointer = valueOf(unary->getSubExpr());
    if (!pointer.pointee) return std::nullopt;
    const bool isElement =
        places_[*pointer.pointee].name == star_ && !isa<DeclRefExpr>(unary->getSubExpr()->IgnoreParenImpCasts());
    return Target{*pointer.pointee, isElement};
  }
  if (const auto *subscript = dyn_cast<ArraySubscriptExpr>(expr)) {
    const RangedValue pointer = valueOf(subscript->getBase());
    return pointer.pointee ? std::optional(Target{*pointer.pointee, true}) : std::nullopt;
  }
  if (const auto *call = dyn_cast<CallExpr>(expr)) return lengthPlace(call, depth);
  if (const auto *copy = dyn_cast<CXXConstructExpr>(expr))
    return copy->getNumArgs() == 1 && copy->getConstructor()->isCopyOrMoveConstructor()
               ? place(copy->getArg(0), depth + 1)
               : std::nullopt;
  if (const auto *operation = dyn_cast<BinaryOperator>(expr)) {
    if (operation->isAssignmentOp()) return place(operation->getLHS(), depth + 1);
    if (operation->getOpcode() == BO_Comma) return place(operation->getRHS(), depth + 1);
  }
  return std::nullopt;
}

namespace {

// A variable or a member of one: asked twice, it is the same unless it was written between. Elements are not.
bool isNamedDirectly(const Expr *expr) {
  expr = expr->IgnoreParenImpCasts();
  while (const auto *member = dyn_cast<MemberExpr>(expr)) expr = member->getBase()->IgnoreParenImpCasts();
  return isa<DeclRefExpr, CXXThisExpr>(expr);
}

} // namespace

// A length, or what an accessor of a request returns, is taken for a part of what it is the length of: a test of one
// call bounds the next.
std::optional<RangeEvaluator::Target> RangeEvaluator::lengthPlace(const CallExpr *call, unsigned depth) {
  const FunctionDecl *callee = call->getDirectCallee();
  const bool isRequested = requestAccessor(call) != nullptr;
  if (!callee || (!isRequested && !yieldsLength(callee))) return std::nullopt;
  const auto *member = dyn_cast<CXXMemberCallExpr>(call);
  const Expr *owner = member ? member->getImplicitObjectArgument() : call->getNumArgs() > 0 ? call->getArg(0) : nullptr;
  if (!owner || !isNamedDirectly(owner)) return std::nullopt;
  std::optional<PlaceId> whole;
  if (owner->getType()->isPointerType()) {
    whole = valueOf(owner).pointee;
  } else if (const auto named = place(owner, depth + 1); named && !named->weak) {
    whole = named->id;
  }
  if (!whole) return std::nullopt;
  const PlaceId length = places_.member(*whole, isRequested ? callee->getIdentifier()
                                                            : &unit_.context.Idents.get(member ? "size" : "strlen"));
  return length == *whole ? std::nullopt : std::optional(Target{length}); // too deep to be told apart
}

RangedValue RangeEvaluator::read(const Target &target, QualType type) {
  RangedValue value = state_->read(target.id, places_);
  // What an unknown pointer points to is a place of its own.
  if (type->isPointerType() && !value.pointee && !value.function && !type->getPointeeType()->isFunctionType())
    value.pointee = pointedBy(target.id);
  return value;
}

void RangeEvaluator::forget(PlaceId whole) {
  if (asking_) return;
  state_->forgetInside(whole, places_, true);
  modified_.insert(whole);
  // A part of something wild is as wild as that, unless it says otherwise.
  if (state_->read(whole, places_).isKnown()) state_->write(whole, {});
}

void RangeEvaluator::forgetOutside() {
  if (asking_) return;
  for (const PlaceId id : state_->known()) {
    const PlaceId root = places_.rootOf(id);
    const void *key = places_[root].root;
    if (key == &places_ || key == thisKey()) {
      if (key == thisKey()) forget(id);
      continue;
    }
    const auto *var = static_cast<const VarDecl *>(key);
    const bool pointsOut = id != root && var->getType()->isPointerType();
    if (pointsOut || var->hasGlobalStorage() || facts_.addressTaken.contains(var)) forget(id);
  }
}

} // namespace lintel::checkers
