#include "checkers/checks/cast-pointer-int/judge.h"
#include "checkers/analysis/parents.h"
#include "checkers/checks/cast-pointer-int/surroundings.h"

#include "clang/AST/Attr.h"

namespace lintel::checkers::checks::cast_pointer_int {
namespace {

using namespace clang;
using Kind = Mistake::Kind;

// No object lives in the first and the last page; programs use those values as marks.
constexpr std::uint64_t kPage = 4096;
// In the first page a typed pointer may also stand for a register of a small machine.
constexpr std::uint64_t kLargestTypedMark = 16;

bool isDependent(const Expr *expr) { return expr->isTypeDependent() || expr->isValueDependent(); }

bool isAllocation(const Expr *expr) {
  const auto *call = dyn_cast<CallExpr>(expr);
  const FunctionDecl *callee = call ? call->getDirectCallee() : nullptr;
  return callee && callee->hasAttr<RestrictAttr>();
}

// The pointer before it was converted between pointer types.
const Expr *originalPointer(const Expr *pointer) {
  pointer = pointer->IgnoreParens();
  while (const auto *cast = dyn_cast<CastExpr>(pointer)) {
    const CastKind kind = cast->getCastKind();
    if (kind != CK_BitCast && kind != CK_NoOp && kind != CK_LValueToRValue) break;
    pointer = cast->getSubExpr()->IgnoreParens();
  }
  return pointer;
}

// A void pointer is also how C passes an integer through a callback. It may be one unless it
// visibly holds the address of something.
bool mayCarryInteger(const Expr *pointer) {
  pointer = originalPointer(pointer);
  if (!pointer->getType()->isVoidPointerType() || isAllocation(pointer)) return false;
  const auto *ref = dyn_cast<DeclRefExpr>(pointer);
  const auto *var = ref ? dyn_cast<VarDecl>(ref->getDecl()) : nullptr;
  if (!var || !var->isLocalVarDecl() || !var->getInit()) return true;
  const Expr *init = originalPointer(var->getInit());
  return init->getType()->isVoidPointerType() && !isAllocation(init);
}

// nullptr, and the offset of a member written as &((T *)0)->m.
bool isNullBased(const Expr *pointer, ASTContext &context) {
  Expr::EvalResult result;
  return !isDependent(pointer) && pointer->EvaluateAsRValue(result, context) &&
         (result.Val.isInt() || (result.Val.isLValue() && result.Val.getLValueBase().isNull()));
}

bool isPlainVoidPointer(QualType type) {
  return type->isVoidPointerType() && !type->getPointeeType().isVolatileQualified();
}

// Whether a pointer was restored as it was. A change of its type, or of the constness of what it
// points to, is what the way through an integer was chosen for.
bool isRestoredUnchanged(QualType from, QualType to, ASTContext &context) {
  if (!from->isPointerType()) return false;
  const QualType before = context.getBaseElementType(from->getPointeeType());
  const QualType after = to->getPointeeType();
  return context.hasSameUnqualifiedType(before, after) &&
         after.getQualifiers().compatiblyIncludes(before.getQualifiers(), context);
}

const CastExpr *asPointerToIntegral(const Expr *expr) {
  const auto *cast = dyn_cast<CastExpr>(expr->IgnoreParens());
  while (cast && cast->getCastKind() != CK_PointerToIntegral) {
    const CastKind kind = cast->getCastKind();
    if (kind != CK_IntegralCast && kind != CK_NoOp) return nullptr;
    cast = dyn_cast<CastExpr>(cast->getSubExpr()->IgnoreParens());
  }
  return cast;
}

// The conversion that made this integer from a pointer, directly or through one local variable.
// Only the second needs a look at the function, so that the many other integer casts stay cheap.
const CastExpr *madeFromPointer(const Expr *integer, ASTContext &context) {
  if (const CastExpr *cast = asPointerToIntegral(integer)) return cast;
  const auto *ref = dyn_cast<DeclRefExpr>(integer->IgnoreParenCasts());
  const auto *var = ref ? dyn_cast<VarDecl>(ref->getDecl()) : nullptr;
  if (!var || !var->isLocalVarDecl() || !var->getInit() || !asPointerToIntegral(var->getInit())) return nullptr;
  const Origin origin = traceOrigin(integer, context);
  const bool plain = origin.kind == Origin::Kind::Pointer && !origin.arithmetic && !origin.masked && !origin.tagged;
  return plain ? asPointerToIntegral(var->getInit()) : nullptr;
}

} // namespace

unsigned Judge::width(QualType type) const { return context_.getTypeSize(type); }

bool Judge::isNamed(QualType type, llvm::StringRef name) const {
  for (const auto *alias = type->getAs<TypedefType>(); alias; alias = alias->desugar()->getAs<TypedefType>())
    if (alias->getDecl()->getName() == name) return true;
  return false;
}

bool Judge::isHandle(QualType type) const {
  for (const auto *alias = type->getAs<TypedefType>(); alias; alias = alias->desugar()->getAs<TypedefType>())
    if (handleTypes_.contains(alias->getDecl()->getName())) return true;
  return false;
}

// (int)(long)pointer: the outer cast is the one that loses bits, and the one that is judged.
bool Judge::isNarrowedAround(const CastExpr *cast) const {
  const Expr *inner = cast;
  for (;;) {
    const auto around = parentOf(*inner, context_);
    const auto *outer = around ? around->get<Expr>() : nullptr;
    if (!outer || !isa<ParenExpr, CastExpr>(outer)) return false;
    if (outer->getType()->isIntegralOrEnumerationType() && width(outer->getType()) < width(cast->getType()))
      return true;
    inner = outer;
  }
}

// Whether an enclosing conversion speaks for this one, or what is done with the result does no harm.
bool Judge::isUseHarmless(const CastExpr *cast) const {
  if (isUnevaluated(cast, context_) || isLowBitsTest(cast, context_) || isHashed(cast, context_)) return true;
  const CastExpr *outer = pointerMadeFrom(cast, context_);
  return outer && toPointer(outer);
}

std::optional<Mistake> Judge::toInteger(const CastExpr *cast) const {
  const Expr *pointer = cast->getSubExpr();
  const QualType type = cast->getType();
  if (isDependent(cast) || isNullBased(pointer, context_)) return std::nullopt;
  const unsigned pointerBits = width(pointer->getType());
  if (width(type) < pointerBits) {
    if (type->isEnumeralType() && mayCarryInteger(pointer)) return std::nullopt; // no address is meant as an enumerator
    if (isUseHarmless(cast)) return std::nullopt;
    return Mistake{.kind = Kind::Narrow, .site = cast, .integer = type, .bits = width(type)};
  }
  if (!type->isSignedIntegerOrEnumerationType() || isNamed(type, "intptr_t") || isHandle(type)) return std::nullopt;
  if (mayCarryInteger(pointer) || isNarrowedAround(cast)) return std::nullopt;
  if (isCompared(cast, context_, true) || isPrinted(cast, context_) || isUseHarmless(cast)) return std::nullopt;
  return Mistake{.kind = Kind::Signed, .site = cast, .integer = type};
}

std::optional<Mistake> Judge::narrowing(const CastExpr *cast) const {
  const Expr *integer = cast->getSubExpr();
  const QualType type = cast->getType();
  if (isDependent(cast) || !integer->getType()->isIntegralOrEnumerationType()) return std::nullopt;
  const unsigned pointerBits = context_.getTypeSize(context_.VoidPtrTy);
  if (width(type) >= pointerBits || width(integer->getType()) < pointerBits) return std::nullopt;
  const CastExpr *first = madeFromPointer(integer, context_);
  if (!first || width(first->getType()) < pointerBits) return std::nullopt;
  if (mayCarryInteger(first->getSubExpr()) || isNullBased(first->getSubExpr(), context_)) return std::nullopt;
  const CastExpr *written = writtenCast(cast, context_);
  if (isUseHarmless(written)) return std::nullopt;
  const bool direct = asPointerToIntegral(integer) == first;
  return Mistake{.kind = Kind::Narrow,
                 .site = written,
                 .integer = type,
                 .bits = width(type),
                 .madeFrom = direct ? nullptr : first};
}

std::optional<Mistake> Judge::constantToPointer(const CastExpr *cast, std::uint64_t value) const {
  const unsigned pointerBits = width(cast->getType());
  const std::uint64_t last = pointerBits >= 64 ? ~0ull : (1ull << pointerBits) - 1;
  value &= last;
  if (value == 0) return std::nullopt;
  const Expr *used = isPlainVoidPointer(cast->getType()) ? typedPointerFrom(cast, context_) : cast;
  if (!used) return std::nullopt; // a void pointer that stays one is a mark at any value
  const QualType pointee = cast->getType()->getPointeeType();
  const bool typed = !pointee->isVoidType() && !pointee->isFunctionType();
  const bool mark = value > last - kPage || value < (typed ? kLargestTypedMark : kPage);
  if (mark && !isDereferenced(used, context_)) return std::nullopt;
  return Mistake{.kind = Kind::FixedAddress, .site = cast, .integer = cast->getSubExpr()->getType(), .address = value};
}

// What a program keeps in a void pointer beside addresses: numbers it counted or was given.
bool Judge::isCounterOrId(const Origin &origin) const {
  return origin.kind == Origin::Kind::Constant || (origin.kind == Origin::Kind::Unknown && origin.number);
}

std::optional<Mistake> Judge::toPointer(const CastExpr *cast) const {
  const Expr *integer = cast->getSubExpr();
  if (isDependent(cast) || isHandle(integer->IgnoreParenImpCasts()->getType())) return std::nullopt;
  if (isCompared(cast, context_, false) || isUnevaluated(cast, context_)) return std::nullopt;
  Expr::EvalResult constant;
  if (integer->EvaluateAsInt(constant, context_))
    return constantToPointer(cast, constant.Val.getInt().extOrTrunc(64).getZExtValue());

  const Origin origin = traceOrigin(integer, context_);
  const bool opaque = cast->getType()->isVoidPointerType();
  const bool fromPointer = origin.kind == Origin::Kind::Pointer;
  Mistake mistake{.kind = Kind::FromInteger, .site = cast, .integer = integer->IgnoreParenImpCasts()->getType()};
  if (fromPointer && origin.cast) mistake.madeFrom = origin.cast;
  if (origin.narrowest < width(cast->getType())) {
    if (opaque && !fromPointer) return std::nullopt; // a small integer on its way through a callback
    mistake.kind = Kind::NarrowSource;
    mistake.bits = origin.narrowest;
    return mistake;
  }
  if (origin.masked) return std::nullopt;
  if (origin.tagged) {
    if (opaque) return std::nullopt; // a tagged word kept in a void pointer cannot be used without a cast
    mistake.kind = Kind::Tagged;
    return mistake;
  }
  if (origin.kind == Origin::Kind::Interface || (fromPointer && origin.arithmetic)) return std::nullopt;
  if (isPrinted(cast, context_) || testsBits(enclosingFunction(cast, context_), origin.leaf)) return std::nullopt;
  if (opaque && isCounterOrId(origin)) return std::nullopt;
  if (!fromPointer) return mistake;
  const Expr *before = originalPointer(llvm::cast<CastExpr>(origin.cast)->getSubExpr());
  if (!isRestoredUnchanged(before->getType(), cast->getType(), context_)) return std::nullopt;
  mistake.kind = Kind::RoundTrip;
  return mistake;
}

} // namespace lintel::checkers::checks::cast_pointer_int
