#include "checkers/analysis/descend.h"
#include "checkers/analysis/function_graph.h"
#include "checkers/analysis/names.h"
#include "checkers/analysis/pointees_flow.h"

#include "clang/AST/RecordLayout.h"
#include "clang/AST/RecursiveASTVisitor.h"

namespace lintel::checkers {

using namespace clang;

namespace {

constexpr unsigned kMaxDepth = 40;
constexpr std::int64_t kAllocationAlign = 16; // what malloc guarantees where alignof(max_align_t) is 16

bool mentionsOffsetOf(const Expr *expr) {
  return holdsAny(expr, [](const Stmt *part) { return isa<OffsetOfExpr>(part); });
}

// The distance from the derived class to the base of a cast between them.
std::optional<std::int64_t> baseOffset(const CastExpr *cast, const ASTContext &context, bool toBase) {
  std::int64_t offset = 0;
  QualType type = toBase ? cast->getSubExpr()->getType() : cast->getType();
  if (!type->getPointeeType().isNull()) type = type->getPointeeType();
  const CXXRecordDecl *record = type->getAsCXXRecordDecl();
  for (const CXXBaseSpecifier *step : cast->path()) {
    const CXXRecordDecl *base = step->getType()->getAsCXXRecordDecl();
    if (!record || !base || step->isVirtual() || !record->hasDefinition() || record->isInvalidDecl() ||
        record->isDependentContext())
      return std::nullopt;
    offset += context.getASTRecordLayout(record->getDefinition()).getBaseClassOffset(base).getQuantity();
    record = base;
  }
  return offset;
}

std::optional<std::int64_t> negated(std::optional<std::int64_t> offset) {
  return offset ? std::optional(-*offset) : std::nullopt;
}

} // namespace

bool hasSize(QualType type) {
  if (type.isNull() || type->isDependentType() || type->isIncompleteType() || type->isSizelessType() ||
      type->isFunctionType() || type->isUndeducedType() || type->isVariableArrayType())
    return false;
  if (const auto *record = type->getBaseElementTypeUnsafe()->getAsRecordDecl())
    return !record->isInvalidDecl() && record->isCompleteDefinition();
  return true;
}

llvm::ArrayRef<const Expr *> argumentsOf(const CallExpr *call) {
  llvm::ArrayRef<const Expr *> arguments(call->getArgs(), call->getNumArgs());
  const auto *operation = dyn_cast<CXXOperatorCallExpr>(call);
  const auto *method = operation ? dyn_cast_or_null<CXXMethodDecl>(operation->getDirectCallee()) : nullptr;
  return method && method->isInstance() && !arguments.empty() ? arguments.drop_front() : arguments;
}

std::int64_t PointeeFlow::sizeOf(QualType type) const {
  return hasSize(type) ? context_.getTypeSizeInChars(type).getQuantity() : 0;
}

std::optional<std::int64_t> PointeeFlow::number(const Expr *expr) const {
  if (!expr || expr->isValueDependent() || !expr->getType()->isIntegralOrEnumerationType()) return std::nullopt;
  Expr::EvalResult result;
  if (!expr->EvaluateAsInt(result, context_) || !result.Val.getInt().isRepresentableByInt64()) return std::nullopt;
  return result.Val.getInt().getExtValue();
}

Pointee PointeeFlow::object(const VarDecl *variable, const Expr *origin) const {
  Pointee pointee = unnamed(variable->getType(), origin);
  if (pointee.isUnknown()) return pointee;
  pointee.variable = variable->getCanonicalDecl();
  if (const VarDecl *complete = variable->getDefinition(); complete && hasSize(complete->getType()))
    pointee.type = complete->getType();
  pointee.align = context_.getDeclAlign(variable, /*ForAlignof=*/true).getQuantity();
  return pointee;
}

Pointee PointeeFlow::unnamed(QualType type, const Expr *origin) const {
  Pointee pointee;
  if (!type->isVariableArrayType() && !hasSize(type) && !type->isIncompleteArrayType()) return pointee;
  pointee.kind = Pointee::Kind::Object;
  pointee.origin = origin;
  pointee.type = type;
  if (hasSize(type)) pointee.size = sizeOf(type);
  const QualType element = context_.getBaseElementType(type);
  if (!hasSize(element)) return Pointee();
  pointee.align = context_.getTypeAlignInChars(element).getQuantity();
  return pointee;
}

std::optional<Slot> PointeeFlow::slotOf(const Pointee &pointee) {
  if (!pointee.variable || !pointee.offset) return std::nullopt;
  if (pointee.kind == Pointee::Kind::Object) return Slot{pointee.variable, false, *pointee.offset};
  if (pointee.kind == Pointee::Kind::Parameter) return Slot{pointee.variable, true, *pointee.offset};
  return std::nullopt;
}

PointerValue PointeeFlow::loadSlot(const Slot &slot, QualType type, const State &state) {
  if (const auto found = state.slots.find(slot); found != state.slots.end()) return found->second;
  const VarDecl *variable = slot.variable;
  if (slot.behind || state.escaped.contains(variable) || (!type->isPointerType() && !type->isReferenceType()))
    return PointerValue::unknown();
  const bool isWhole =
      slot.offset == 0 && (variable->getType()->isPointerType() || variable->getType()->isReferenceType());
  Pointee pointee;
  pointee.variable = variable;
  if (isa<ParmVarDecl>(variable)) {
    if (!isWhole || variable->getDeclContext() != function_) return PointerValue::unknown();
    pointee.kind = Pointee::Kind::Parameter;
    return {{pointee}, state.branched};
  }
  if (variable->hasGlobalStorage()) {
    if (!isWhole || !variable->getType()->isPointerType()) return PointerValue::unknown();
    pointee.kind = Pointee::Kind::Global;
    return {{pointee}, state.branched};
  }
  // A local pointer that nothing has been stored to; one of another function is seen by a lambda.
  return isWhole && variable->getDeclContext() != function_ ? PointerValue::unknown() : PointerValue();
}

PointerValue PointeeFlow::load(const PointerValue &place, QualType type, const State &state) {
  PointerValue value;
  for (const Pointee &pointee : place.may) {
    const auto slot = slotOf(pointee);
    value.join(slot ? loadSlot(*slot, type, state) : PointerValue::unknown());
  }
  value.tested |= place.tested;
  return place.may.empty() ? PointerValue::unknown() : value;
}

bool PointeeFlow::isTooDeep(unsigned depth) const {
  if (depth > kMaxDepth) FunctionGraphs::of(context_).giveUp(function_);
  return depth > kMaxDepth;
}

PointerValue PointeeFlow::placeOf(const Expr *expr, const State &state, unsigned depth) {
  expr = expr->IgnoreParens();
  if (isTooDeep(depth) || expr->isTypeDependent()) return PointerValue::unknown();
  if (const auto *reference = dyn_cast<DeclRefExpr>(expr)) {
    const auto *variable = dyn_cast<VarDecl>(reference->getDecl());
    if (!variable || variable->isInvalidDecl()) return PointerValue::unknown();
    if (variable->getType()->isReferenceType())
      return loadSlot({variable->getCanonicalDecl(), false, 0}, variable->getType(), state);
    return {{object(variable, expr)}, false};
  }
  if (const auto *member = dyn_cast<MemberExpr>(expr)) return ofMember(member, state, depth);
  if (const auto *element = dyn_cast<ArraySubscriptExpr>(expr)) {
    PointerValue value = valueOf(element->getBase(), state, depth + 1);
    const auto index = number(element->getIdx());
    value.shift(index ? std::optional(*index * sizeOf(element->getType())) : std::nullopt);
    return value;
  }
  if (const auto *unary = dyn_cast<UnaryOperator>(expr)) {
    if (unary->getOpcode() == UO_Deref) return valueOf(unary->getSubExpr(), state, depth + 1);
    return placeOf(unary->getSubExpr(), state, depth + 1); // ++x, __extension__ x
  }
  if (const auto *cast = dyn_cast<CastExpr>(expr)) {
    PointerValue value = placeOf(cast->getSubExpr(), state, depth + 1);
    switch (cast->getCastKind()) {
    case CK_NoOp:
    case CK_LValueBitCast: return value;
    case CK_DerivedToBase:
    case CK_UncheckedDerivedToBase: value.shift(baseOffset(cast, context_, true)); return value;
    case CK_BaseToDerived: value.shift(negated(baseOffset(cast, context_, false))); return value;
    default: return PointerValue::unknown();
    }
  }
  if (isa<StringLiteral, CompoundLiteralExpr>(expr)) return {{unnamed(expr->getType(), expr)}, false};
  if (const auto *temporary = dyn_cast<MaterializeTemporaryExpr>(expr))
    return {{unnamed(temporary->getType(), expr)}, false};
  if (const auto *full = dyn_cast<FullExpr>(expr)) return placeOf(full->getSubExpr(), state, depth + 1);
  if (const auto *choice = dyn_cast<ConditionalOperator>(expr)) {
    PointerValue value = placeOf(choice->getTrueExpr(), state, depth + 1);
    value.join(placeOf(choice->getFalseExpr(), state, depth + 1));
    return value;
  }
  if (const auto *operation = dyn_cast<BinaryOperator>(expr))
    return placeOf(operation->getOpcode() == BO_Comma ? operation->getRHS() : operation->getLHS(), state, depth + 1);
  if (const auto *call = dyn_cast<CallExpr>(expr)) return ofCall(call, state, depth);
  return PointerValue::unknown();
}

PointerValue PointeeFlow::ofMember(const MemberExpr *member, const State &state, unsigned depth) {
  if (const auto *variable = dyn_cast<VarDecl>(member->getMemberDecl())) {
    if (variable->getType()->isReferenceType()) return PointerValue::unknown();
    return {{object(variable, member)}, false};
  }
  const auto *field = dyn_cast<FieldDecl>(member->getMemberDecl());
  if (!field || field->isBitField() || field->isInvalidDecl() || field->getType()->isReferenceType() ||
      !hasSize(context_.getTypeDeclType(static_cast<const TypeDecl *>(field->getParent()))))
    return PointerValue::unknown();
  PointerValue value =
      member->isArrow() ? valueOf(member->getBase(), state, depth + 1) : placeOf(member->getBase(), state, depth + 1);
  const std::int64_t offset = context_.toCharUnitsFromBits(context_.getFieldOffset(field)).getQuantity();
  value.shift(offset);
  for (Pointee &pointee : value.may) {
    if (pointee.isUnknown()) {
      pointee.kind = Pointee::Kind::Within;
      pointee.type = context_.getTypeDeclType(static_cast<const TypeDecl *>(field->getParent()));
      pointee.origin = member;
      pointee.offset = offset;
    }
    if (field->getParent()->isUnion() || !pointee.offset) continue;
    pointee.member = field;
    pointee.memberOffset = *pointee.offset;
  }
  return value;
}

PointerValue PointeeFlow::moved(const BinaryOperator *sum, const State &state, unsigned depth) {
  const bool isSwapped = !sum->getLHS()->getType()->isPointerType();
  const Expr *index = isSwapped ? sum->getLHS() : sum->getRHS();
  PointerValue value = valueOf(isSwapped ? sum->getRHS() : sum->getLHS(), state, depth + 1);
  const QualType element = sum->getType()->getPointeeType();
  const std::int64_t scale = element->isVoidType() ? 1 : sizeOf(element);
  const auto count = number(index);
  const std::int64_t sign = sum->getOpcode() == BO_Sub ? -1 : 1;
  std::int64_t bytes = 0;
  if (count && scale > 0 && !llvm::MulOverflow(*count * sign, scale, bytes))
    value.shift(bytes);
  else
    value.shift(std::nullopt);
  // Whoever computes with offsetof knows the layout and asks for another member on purpose.
  if (mentionsOffsetOf(index))
    for (Pointee &pointee : value.may) pointee.member = nullptr;
  return value;
}

PointerValue PointeeFlow::valueOf(const Expr *expr, const State &state, unsigned depth) {
  expr = expr->IgnoreParens();
  if (isTooDeep(depth) || expr->isTypeDependent()) return PointerValue::unknown();
  if (const auto *cast = dyn_cast<CastExpr>(expr)) {
    const Expr *operand = cast->getSubExpr();
    switch (cast->getCastKind()) {
    case CK_LValueToRValue: return load(placeOf(operand, state, depth + 1), operand->getType(), state);
    case CK_ArrayToPointerDecay: return placeOf(operand, state, depth + 1);
    case CK_NullToPointer: return {};
    case CK_BitCast:
    case CK_NoOp:
    case CK_AddressSpaceConversion: return valueOf(operand, state, depth + 1);
    case CK_DerivedToBase:
    case CK_UncheckedDerivedToBase: {
      PointerValue value = valueOf(operand, state, depth + 1);
      value.shift(baseOffset(cast, context_, true));
      return value;
    }
    case CK_BaseToDerived: {
      PointerValue value = valueOf(operand, state, depth + 1);
      value.shift(negated(baseOffset(cast, context_, false)));
      return value;
    }
    case CK_IntegralToPointer: return number(operand) == 0 ? PointerValue() : PointerValue::unknown();
    default: return PointerValue::unknown();
    }
  }
  if (const auto *unary = dyn_cast<UnaryOperator>(expr)) {
    switch (unary->getOpcode()) {
    case UO_AddrOf: return placeOf(unary->getSubExpr(), state, depth + 1);
    case UO_Extension: return valueOf(unary->getSubExpr(), state, depth + 1);
    case UO_PreInc:
    case UO_PreDec:
    case UO_PostInc:
    case UO_PostDec: return load(placeOf(unary->getSubExpr(), state, depth + 1), unary->getType(), state);
    default: return PointerValue::unknown();
    }
  }
  if (const auto *operation = dyn_cast<BinaryOperator>(expr)) {
    if (operation->getOpcode() == BO_Comma) return valueOf(operation->getRHS(), state, depth + 1);
    if (operation->isAssignmentOp()) // its effect has happened already
      return load(placeOf(operation->getLHS(), state, depth + 1), operation->getType(), state);
    return operation->isAdditiveOp() && operation->getType()->isPointerType() ? moved(operation, state, depth)
                                                                              : PointerValue::unknown();
  }
  if (const auto *choice = dyn_cast<AbstractConditionalOperator>(expr)) {
    bool holds = false;
    if (!choice->getCond()->isValueDependent() && choice->getCond()->EvaluateAsBooleanCondition(holds, context_))
      return valueOf(holds ? choice->getTrueExpr() : choice->getFalseExpr(), state, depth + 1);
    PointerValue value = valueOf(choice->getTrueExpr(), state, depth + 1);
    value.join(valueOf(choice->getFalseExpr(), state, depth + 1));
    return value;
  }
  if (const auto *opaque = dyn_cast<OpaqueValueExpr>(expr); opaque && opaque->getSourceExpr())
    return valueOf(opaque->getSourceExpr(), state, depth + 1);
  if (const auto *full = dyn_cast<FullExpr>(expr)) return valueOf(full->getSubExpr(), state, depth + 1);
  if (const auto *list = dyn_cast<InitListExpr>(expr); list && list->getNumInits() == 1)
    return valueOf(list->getInit(0), state, depth + 1);
  if (const auto *created = dyn_cast<CXXNewExpr>(expr)) {
    if (created->getNumPlacementArgs() > 0) return PointerValue::unknown();
    const QualType type = created->getAllocatedType();
    Pointee pointee = unnamed(type, expr);
    if (created->isArray()) {
      if (type->isCharType() || type->isStdByteType()) { // memory for anything
        pointee.kind = Pointee::Kind::Bytes;
        pointee.align = kAllocationAlign;
      }
      const auto length = created->getArraySize();
      const auto count = length ? number(*length) : std::nullopt;
      pointee.size = count && *count >= 0 && *count < (1 << 30) ? std::optional(*count * sizeOf(type)) : std::nullopt;
      if (!pointee.isUnknown() && pointee.kind == Pointee::Kind::Object)
        pointee.type = context_.getIncompleteArrayType(type, ArraySizeModifier::Normal, 0);
    }
    return {{pointee}, false};
  }
  if (const auto *call = dyn_cast<CallExpr>(expr)) return ofCall(call, state, depth);
  if (isa<CXXNullPtrLiteralExpr, GNUNullExpr, ImplicitValueInitExpr>(expr)) return {};
  if (const auto *literal = dyn_cast<IntegerLiteral>(expr); literal && literal->getValue().isZero()) return {};
  return PointerValue::unknown();
}

std::optional<Pointee> PointeeFlow::allocated(const CallExpr *call, const FunctionDecl *callee) {
  if (callee->hasBody() || isa<CXXMethodDecl>(callee)) return std::nullopt;
  const StringRef name = simpleName(callee);
  const unsigned arguments = call->getNumArgs();
  Pointee pointee;
  pointee.kind = Pointee::Kind::Bytes;
  pointee.origin = call;
  pointee.align = kAllocationAlign;
  if ((name == "malloc" || name == "alloca" || name == "__builtin_alloca" || name == "valloc") && arguments == 1)
    pointee.size = number(call->getArg(0));
  else if (name == "realloc" && arguments == 2)
    pointee.size = number(call->getArg(1));
  else if (name == "aligned_alloc" && arguments == 2)
    pointee.size = number(call->getArg(1));
  else if (name == "calloc" && arguments == 2) {
    const auto count = number(call->getArg(0));
    const auto size = number(call->getArg(1));
    std::int64_t bytes = 0;
    if (count && size && !llvm::MulOverflow(*count, *size, bytes)) pointee.size = bytes;
  } else
    return std::nullopt;
  return pointee;
}

PointerValue PointeeFlow::ofCall(const CallExpr *call, const State &state, unsigned depth) {
  const FunctionDecl *callee = owner_.target(call);
  if (const FunctionDecl *direct = call->getDirectCallee(); !callee && direct)
    if (const auto pointee = allocated(call, direct)) return {{*pointee}, false};
  const FunctionPointees *summary = callee && owner_.index().mayReturnKnown(callee) ? owner_.analyse(callee) : nullptr;
  if (!summary || !summary->isComplete) return PointerValue::unknown();
  PointerValue value;
  const auto arguments = argumentsOf(call);
  for (Pointee pointee : summary->returned.may) {
    if (pointee.kind != Pointee::Kind::Parameter) {
      if (!pointee.isUnknown() && pointee.kind != Pointee::Kind::Global && !pointee.passed) pointee.passed = call;
      value.add(pointee);
      continue;
    }
    const unsigned index = cast<ParmVarDecl>(pointee.variable)->getFunctionScopeIndex();
    PointerValue argument = PointerValue::unknown();
    if (index < arguments.size())
      argument = pointee.variable->getType()->isReferenceType() ? placeOf(arguments[index], state, depth + 1)
                                                                : valueOf(arguments[index], state, depth + 1);
    argument.shift(pointee.offset);
    value.join(argument);
  }
  value.tested |= summary->returned.tested;
  return value;
}

} // namespace lintel::checkers
