#include "checkers/checks/sizeof-pointer/judge.h"

#include "checkers/analysis/function_graph.h"
#include "checkers/analysis/names.h"
#include "checkers/analysis/parents.h"

#include "clang/AST/Attr.h"
#include "clang/AST/ParentMapContext.h"
#include "llvm/ADT/StringSet.h"

namespace lintel::checkers::checks::sizeof_pointer {

using namespace clang;

namespace {

bool isPointerSize(const SizeTerm &term) {
  return !term.measured.isNull() && term.measured->isPointerType() && !term.measured->isFunctionPointerType();
}

const VarDecl *variableOf(const Expr *expr) {
  const auto *reference = dyn_cast<DeclRefExpr>(expr->IgnoreParenImpCasts());
  return reference ? dyn_cast<VarDecl>(reference->getDecl()) : nullptr;
}

bool isStoredIn(const Expr *operand, const Expr *destination, const VarDecl *variable) {
  if (variable) return variableOf(operand) == variable;
  return destination && sameObject(operand, destination);
}

// &p among the arguments: the call handles the pointer itself.
bool takesAddressOf(const CallExpr *call, const Expr *operand) {
  return llvm::any_of(call->arguments(), [&](const Expr *argument) {
    const auto *address = dyn_cast<UnaryOperator>(argument->IgnoreParenCasts());
    return address && address->getOpcode() == UO_AddrOf && sameObject(address->getSubExpr(), operand);
  });
}

bool takesPointerToPointer(const CallExpr *call) {
  return llvm::any_of(call->arguments(), [](const Expr *argument) {
    const QualType type = argument->IgnoreParenCasts()->getType();
    return type->isPointerType() && type->getPointeeType()->isPointerType();
  });
}

// What is written for an amount, also where a variable that nothing changes stands for it.
const Expr *spelledOut(const Expr *amount, ASTContext &context) {
  const VarDecl *variable = variableOf(amount->IgnoreParenCasts());
  if (!variable || !variable->isLocalVarDecl() || !variable->getInit() || variable->getInit()->isValueDependent())
    return amount;
  const Expr *value = variable->getInit();
  const bool measures = llvm::any_of(sizeTermsOf(value, context), isPointerSize);
  return measures && FunctionGraphs::of(context).constants().isNeverWritten(variable) ? value : amount;
}

bool isAllocator(const FunctionDecl *function) {
  if (function->hasAttr<AllocSizeAttr>() || function->hasAttr<RestrictAttr>()) return true;
  return simpleName(function).contains_insensitive("alloc");
}

bool isMemoryFunction(const FunctionDecl *function) {
  static const llvm::StringSet<> names{"memset", "memcpy", "memmove", "memcmp", "bzero", "bcopy", "explicit_bzero"};
  return names.contains(simpleName(function));
}

// The parameter for an argument, when it takes an integer as such: neither the variable arguments of
// printf and its like nor a template that takes anything.
bool takesInteger(const FunctionDecl *function, unsigned index) {
  const FunctionDecl *pattern = function->getTemplateInstantiationPattern();
  if (!pattern) pattern = function;
  if (index >= pattern->getNumParams()) return false;
  const QualType type = pattern->getParamDecl(index)->getType();
  return !type->isDependentType() && type->isIntegerType();
}

// p, p + n and &p[n] hand the same buffer over.
bool handsOver(const Expr *argument, const Expr *pointer) {
  argument = argument->IgnoreParenCasts();
  if (sameObject(argument, pointer)) return true;
  if (const auto *sum = dyn_cast<BinaryOperator>(argument); sum && sum->getOpcode() == BO_Add)
    return sameObject(sum->getLHS()->IgnoreParenCasts(), pointer);
  if (const auto *address = dyn_cast<UnaryOperator>(argument); address && address->getOpcode() == UO_AddrOf)
    if (const auto *element = dyn_cast<ArraySubscriptExpr>(address->getSubExpr()->IgnoreParens()))
      return sameObject(element->getBase()->IgnoreParenCasts(), pointer);
  return false;
}

// Stored, passed or returned as it is.
bool isHandedOn(const Expr *value, ASTContext &context) {
  const auto parent = parentOf(*value, context);
  if (!parent) return false;
  if (parent->get<VarDecl>()) return true;
  const auto *stmt = parent->get<Stmt>();
  const auto *operation = dyn_cast_or_null<BinaryOperator>(stmt);
  return isa_and_nonnull<ReturnStmt, CallExpr>(stmt) || (operation && operation->getOpcode() == BO_Assign);
}

QualType pointeeOf(const Expr *pointer) {
  const QualType type = pointer->getType();
  return type->isPointerType() ? type->getPointeeType() : QualType();
}

} // namespace

// Without a match of types: the block holds no element, or its elements are plain numbers of another size.
bool Judge::fitsNoElement(const Expr *amount, const SizeTerm &term, QualType element) const {
  const std::int64_t size = sizeInBytes(element, context_);
  if (isByteType(element) || size == 0 || size == sizeInBytes(term.measured, context_)) return false;
  Expr::EvalResult total;
  if (!amount->isValueDependent() && amount->EvaluateAsInt(total, context_)) return total.Val.getInt() < size;
  return element->isArithmeticType() && term.product;
}

std::optional<Mistake> Judge::allocation(const CallExpr *call, QualType element, const Expr *destination,
                                         const VarDecl *variable) const {
  const FunctionDecl *function = call->getDirectCallee();
  if (!function || element->isAnyPointerType() || element->isFunctionType() || element->isDependentType())
    return std::nullopt;
  for (unsigned index = 0; index < call->getNumArgs(); ++index) {
    const Expr *amount = call->getArg(index);
    if (!amount->getType()->isIntegerType() || !takesInteger(function, index)) continue;
    amount = spelledOut(amount, context_);
    const SizeTerms terms = sizeTermsOf(amount, context_);
    const bool hasElement = llvm::any_of(
        terms, [&](const SizeTerm &term) { return !term.measured.isNull() && same(term.measured, element); });
    if (hasElement) continue;
    for (const SizeTerm &term : terms) {
      if (!isPointerSize(term) || (term.operand && takesAddressOf(call, term.operand))) continue;
      const bool sameType = same(term.measured->getPointeeType(), element);
      const bool stored = term.operand && isStoredIn(term.operand, destination, variable);
      // A block of bytes may hold pointers; then only the variable itself tells.
      const bool wrong = isByteType(element) ? stored && (term.product || amount->IgnoreParenCasts() == term.site)
                                             : (sameType && (term.operand || isAllocator(function))) ||
                                                   (isAllocator(function) && fitsNoElement(amount, term, element));
      if (!wrong) continue;
      return Mistake{.kind = Mistake::Kind::Allocation,
                     .site = term.site,
                     .operand = sameType ? term.operand : nullptr,
                     .element = element,
                     .callee = qualifiedName(function),
                     .sizeOfElementMeant = stored && sizeInBytes(element, context_) > 0};
    }
  }
  return std::nullopt;
}

std::optional<Mistake> Judge::newArray(const CXXNewExpr *allocation) const {
  const std::optional<const Expr *> size = allocation->isArray() ? allocation->getArraySize() : std::nullopt;
  const QualType element = allocation->getAllocatedType();
  if (!size || !*size || element->isAnyPointerType() || element->isDependentType()) return std::nullopt;
  for (const SizeTerm &term : sizeTermsOf(*size, context_))
    if (term.operand && isPointerSize(term) && same(term.measured->getPointeeType(), element))
      return Mistake{.kind = Mistake::Kind::Allocation, .site = term.site, .element = element, .callee = "new"};
  return std::nullopt;
}

std::optional<Mistake> Judge::length(const CallExpr *call) const {
  const FunctionDecl *function = call->getDirectCallee();
  if (!function || isa<CXXOperatorCallExpr>(call)) return std::nullopt;
  for (unsigned index = 0; index < call->getNumArgs(); ++index) {
    if (!call->getArg(index)->getType()->isIntegerType() || !takesInteger(function, index)) continue;
    for (const SizeTerm &term : sizeTermsOf(spelledOut(call->getArg(index), context_), context_)) {
      if (!isPointerSize(term) || (term.operand && takesAddressOf(call, term.operand))) continue;
      const QualType element = term.measured->getPointeeType();
      const bool handedOver =
          term.operand
              ? llvm::any_of(call->arguments(), [&](const Expr *a) { return handsOver(a, term.operand); })
              : isMemoryFunction(function) && sizeInBytes(element, context_) > 1 && !element->isPointerType() &&
                    !takesPointerToPointer(call) && same(pointeeOf(call->getArg(0)->IgnoreParenCasts()), element);
      if (handedOver)
        return Mistake{.kind = Mistake::Kind::Length,
                       .site = term.site,
                       .operand = term.operand,
                       .element = element,
                       .callee = qualifiedName(function)};
    }
  }
  return std::nullopt;
}

std::optional<Mistake> Judge::quotient(const BinaryOperator *division) const {
  const auto *divisor = dyn_cast<UnaryExprOrTypeTraitExpr>(division->getRHS()->IgnoreParenCasts());
  if (!divisor || divisor->getKind() != UETT_SizeOf) return std::nullopt;
  const QualType unit = divisor->getTypeOfArgument();
  if (unit->isDependentType()) return std::nullopt;
  const Expr *dividend = division->getLHS()->IgnoreParenCasts();
  if (const auto *size = dyn_cast<UnaryExprOrTypeTraitExpr>(dividend)) {
    if (size->getKind() != UETT_SizeOf || size->isArgumentType()) return std::nullopt;
    const Expr *operand = size->getArgumentExpr()->IgnoreParens();
    const QualType pointer = operand->getType();
    if (!pointer->isPointerType() || !same(pointer->getPointeeType(), unit)) return std::nullopt;
    return Mistake{
        .kind = Mistake::Kind::ElementCount, .site = size, .operand = operand, .element = pointer->getPointeeType()};
  }
  const auto *difference = dyn_cast<BinaryOperator>(dividend);
  if (!difference || difference->getOpcode() != BO_Sub || sizeInBytes(unit, context_) <= 1) return std::nullopt;
  const QualType element = pointeeOf(difference->getLHS());
  if (element.isNull() || pointeeOf(difference->getRHS()).isNull() || !same(element, unit)) return std::nullopt;
  return Mistake{.kind = Mistake::Kind::ScaledCount, .site = divisor, .element = element};
}

// Whether a term of an offset is a number of bytes that the pointer's own scaling multiplies again.
bool Judge::countsBytes(const SizeTerm &term, QualType element, bool isSubscript) const {
  if (term.inBits) return false;
  if (term.measured.isNull()) return !isSubscript; // offsetof
  const QualType unit = context_.getBaseElementType(term.measured);
  if (sizeInBytes(unit, context_) <= 1) return false; // bytes are characters here, and sizeof counts them
  if (isSubscript) return term.product && (same(term.measured, element) || same(unit, element));
  return true;
}

std::optional<Mistake> Judge::offset(const Expr *base, const Expr *offset, bool isSubscript) const {
  const QualType element = pointeeOf(base);
  if (element.isNull() || sizeInBytes(element, context_) <= 1) return std::nullopt;
  for (const SizeTerm &term : sizeTermsOf(offset, context_))
    if (countsBytes(term, element, isSubscript))
      return Mistake{.kind = Mistake::Kind::ScaledOffset,
                     .site = term.site,
                     .operand = term.operand,
                     .element = element,
                     .product = term.product};
  return std::nullopt;
}

// (int)*(p + 2), where p is a char pointer to an array of int: the offset counts elements, the access
// reads a byte. Bytes on purpose are read through unsigned char or std::byte. Without a cast, the value has to
// become an element by being stored, passed or returned as one: in a calculation every char is promoted.
std::optional<Mistake> Judge::byteAsElement(const CastExpr *conversion) const {
  const Expr *access = conversion->getSubExpr()->IgnoreParenImpCasts();
  const Expr *base = nullptr;
  const Expr *index = nullptr;
  if (const auto *element = dyn_cast<ArraySubscriptExpr>(access)) {
    base = element->getBase();
    index = element->getIdx();
  } else if (const auto *dereference = dyn_cast<UnaryOperator>(access);
             dereference && dereference->getOpcode() == UO_Deref) {
    const auto *sum = dyn_cast<BinaryOperator>(dereference->getSubExpr()->IgnoreParenImpCasts());
    if (!sum || sum->getOpcode() != BO_Add) return std::nullopt;
    base = sum->getLHS();
    index = sum->getRHS();
  }
  const VarDecl *bytes = base ? variableOf(base) : nullptr;
  if (!bytes || !bytes->isLocalVarDecl() || !bytes->getInit() || bytes->getType()->isDependentType())
    return std::nullopt;
  const QualType byte = access->getType();
  if (!byte->isSpecificBuiltinType(BuiltinType::Char_S) && !byte->isSpecificBuiltinType(BuiltinType::SChar) &&
      !byte->isSpecificBuiltinType(BuiltinType::Char_U))
    return std::nullopt;
  const Expr *origin = bytes->getInit()->IgnoreParenCasts();
  if (const auto *address = dyn_cast<UnaryOperator>(origin); address && address->getOpcode() == UO_AddrOf) {
    origin = address->getSubExpr()->IgnoreParenCasts(); // &array, &array[0]
    if (const auto *first = dyn_cast<ArraySubscriptExpr>(origin)) origin = first->getBase()->IgnoreParenCasts();
  }
  const auto *array = context_.getAsConstantArrayType(origin->getType());
  if (!array || !same(array->getElementType(), conversion->getType()) ||
      sizeInBytes(array->getElementType(), context_) <= 1)
    return std::nullopt;
  Expr::EvalResult value;
  if (index->isValueDependent() || !sizeTermsOf(index, context_).empty() || !index->EvaluateAsInt(value, context_))
    return std::nullopt;
  if (!value.Val.getInt().isStrictlyPositive() || value.Val.getInt().getExtValue() >= array->getSExtSize())
    return std::nullopt;
  if (const auto *implicit = dyn_cast<ImplicitCastExpr>(conversion);
      implicit && !implicit->isPartOfExplicitCast() && !isHandedOn(conversion, context_))
    return std::nullopt;
  return Mistake{
      .kind = Mistake::Kind::ByteAsElement, .site = access, .element = array->getElementType(), .bytes = bytes};
}

} // namespace lintel::checkers::checks::sizeof_pointer
