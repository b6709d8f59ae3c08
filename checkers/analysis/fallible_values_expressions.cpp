// What evaluating an expression does: which values it yields, uses and stores.
#include "checkers/analysis/fallible_values_flow.h"

#include "checkers/analysis/names.h"

#include "clang/AST/StmtCXX.h"

namespace lintel::checkers::fallible {

using namespace clang;

namespace {

// Whatever was computed before this element: both sides of && and ||, the arms of ?:, statement expressions.
bool ranBefore(const Expr *expr) {
  if (const auto *operation = dyn_cast<BinaryOperator>(expr)) return operation->isLogicalOp();
  return isa<AbstractConditionalOperator, StmtExpr>(expr);
}

// A text object made from a null pointer.
bool readsText(const CXXConstructorDecl *constructor) {
  const llvm::StringRef name = simpleName(constructor->getParent());
  return isInStd(constructor) && (name == "basic_string" || name == "basic_string_view") &&
         constructor->getNumParams() > 0 && constructor->getParamDecl(0)->getType()->isPointerType();
}

bool endsProgram(const CXXRecordDecl *record) {
  if (!record->hasDefinition()) return false;
  const CXXDestructorDecl *destructor = record->getDefinition()->getDestructor();
  return destructor && destructor->isNoReturn();
}

} // namespace

void FunctionFlow::execute(const Stmt *stmt, State &state) {
  if (state.dead) return;
  if (const auto *declaration = dyn_cast<DeclStmt>(stmt)) {
    for (const Decl *each : declaration->decls())
      if (const auto *variable = dyn_cast<VarDecl>(each)) declare(variable, state);
    noteRequirement(declaration, state);
  } else if (const auto *result = dyn_cast<ReturnStmt>(stmt)) {
    if (result->getRetValue()) visit(result->getRetValue(), state);
  } else if (const auto *expr = dyn_cast<Expr>(stmt)) {
    if (!state.slots.empty() && expr->getBeginLoc().isMacroID() && isFromAssert(expr, unit_.context))
      noteAssert(expr, state);
    initialize(expr, visit(expr, state), state);
    noteRequirement(expr, state);
  }
}

// A constructor's initializer stores what it computes in its member.
void FunctionFlow::initialize(const Expr *value, Value held, State &state) {
  const auto *constructor = dyn_cast<CXXConstructorDecl>(function_);
  if (!constructor || held.empty() || !effects_) return;
  for (const CXXCtorInitializer *initializer : constructor->inits()) {
    const auto *field = initializer->getInit() == value ? initializer->getMember() : nullptr;
    const auto object = field ? unit_.places.id({nullptr, {}}) : std::nullopt;
    if (const auto place = object ? unit_.places.child(*object, {field}) : std::nullopt)
      write(*place, std::move(held), state);
    if (field) return;
  }
}

void FunctionFlow::declare(const VarDecl *variable, State &state) {
  const Expr *value = variable->getInit();
  if (variable->isStaticLocal()) return;
  const Value held = value ? visit(value, state) : Value();
  const auto place = unit_.places.id({variable->getCanonicalDecl(), {}});
  if (!place || !effects_) return;
  if (variable->getType()->isReferenceType()) {
    if (value && value->getType()->isRecordType() && unit_.sources.isCarrier(value->getType()) && !held.empty())
      write(*place, held, state);
    return;
  }
  write(*place, held, state);
  if (!value) return;
  if (const auto *list = dyn_cast<InitListExpr>(value)) declareParts(*place, list, state);
  if (const auto fact = factOf(value)) learn(*place, *fact, state);
  keepTest(*place, value, state);
}

// struct buffer b = {.data = malloc(n)};
void FunctionFlow::declareParts(PlaceId place, const InitListExpr *list, State &state) {
  if (list->getSemanticForm()) list = list->getSemanticForm();
  const auto *record = list->getType()->getAsRecordDecl();
  if (list->getType()->isRecordType() && (!record || record->isUnion())) return;
  if (const auto *object = dyn_cast_or_null<CXXRecordDecl>(record); object && object->getNumBases() > 0) return;
  auto field = record ? record->field_begin() : RecordDecl::field_iterator();
  for (unsigned i = 0; i < list->getNumInits(); ++i) {
    PathStep step;
    if (record) {
      while (field != record->field_end() && field->isUnnamedBitField()) ++field;
      if (field == record->field_end()) return;
      step.decl = *field++;
    } else {
      step.index = i;
    }
    const Expr *value = list->getInit(i);
    if (!value->getType()->isPointerType() && !unit_.sources.isCarrier(value->getType())) continue;
    const Value held = peek(value, state);
    const auto part = held.empty() ? std::nullopt : unit_.places.child(place, step);
    if (part) write(*part, held, state);
  }
}

Value FunctionFlow::peek(const Expr *expr, const State &state) {
  const bool before = std::exchange(effects_, false);
  State copy = state;
  Value value = visit(expr, copy);
  effects_ = before;
  return value;
}

Value FunctionFlow::visit(const Expr *expr, State &state) {
  if (!expr || state.dead) return {};
  if (nesting_ >= kMaxNesting) {
    giveUp();
    return {};
  }
  struct Nesting {
    unsigned &count;
    ~Nesting() { --count; }
  } guard{++nesting_};
  expr = expr->IgnoreParens();
  if (const auto *full = dyn_cast<FullExpr>(expr)) return visit(full->getSubExpr(), state);
  if (const auto *temporary = dyn_cast<MaterializeTemporaryExpr>(expr)) return visit(temporary->getSubExpr(), state);
  if (const auto *temporary = dyn_cast<CXXBindTemporaryExpr>(expr)) return visit(temporary->getSubExpr(), state);
  if (isa<UnaryExprOrTypeTraitExpr, CXXNoexceptExpr, OffsetOfExpr, CXXTypeidExpr>(expr)) return {};
  if (const auto *cast = dyn_cast<CastExpr>(expr)) {
    const Expr *operand = cast->getSubExpr();
    Value value = visit(operand, state);
    const CastKind kind = cast->getCastKind();
    if (kind == CK_ArrayToPointerDecay || kind == CK_PointerToBoolean || kind == CK_PointerToIntegral ||
        kind == CK_ToVoid || kind == CK_IntegralToBoolean || kind == CK_FunctionToPointerDecay || kind == CK_ToUnion)
      return {};
    return value;
  }
  if (const auto *operation = dyn_cast<BinaryOperator>(expr)) return visitOperator(operation, state);
  if (const auto *operation = dyn_cast<UnaryOperator>(expr)) return visitUnary(operation, state);
  if (isa<DeclRefExpr, MemberExpr, ArraySubscriptExpr>(expr)) {
    visitPlace(expr, state);
    const auto place = placeOf(expr);
    return place ? read(*place, state) : Value();
  }
  if (const auto *call = dyn_cast<CallExpr>(expr)) return visitCall(call, state);
  if (const auto *construction = dyn_cast<CXXConstructExpr>(expr)) return visitConstruction(construction, state);
  if (const auto *allocation = dyn_cast<CXXNewExpr>(expr)) return visitNew(allocation, state);
  if (const auto *choice = dyn_cast<ConditionalOperator>(expr)) return visitChoice(choice, state);
  if (const auto *choice = dyn_cast<BinaryConditionalOperator>(expr)) return peek(choice->getFalseExpr(), state);
  if (const auto *opaque = dyn_cast<OpaqueValueExpr>(expr))
    return opaque->getSourceExpr() ? peek(opaque->getSourceExpr(), state) : Value();
  if (const auto *block = dyn_cast<StmtExpr>(expr)) {
    const auto *last = block->getSubStmt()->body_empty() ? nullptr : dyn_cast<Expr>(block->getSubStmt()->body_back());
    return last ? peek(last, state) : Value();
  }
  if (const auto *lambda = dyn_cast<LambdaExpr>(expr)) {
    visitLambda(lambda, state);
    return {};
  }
  if (const auto *choice = dyn_cast<GenericSelectionExpr>(expr))
    return choice->isResultDependent() ? Value() : visit(choice->getResultExpr(), state);
  if (const auto *choice = dyn_cast<ChooseExpr>(expr))
    return choice->isConditionDependent() ? Value() : visit(choice->getChosenSubExpr(), state);
  if (const auto *argument = dyn_cast<CXXDefaultInitExpr>(expr)) return visit(argument->getExpr(), state);
  return visitParts(expr, state);
}

Value FunctionFlow::visitParts(const Stmt *stmt, State &state) {
  for (const Stmt *child : stmt->children())
    if (const auto *part = dyn_cast_or_null<Expr>(child)) visit(part, state);
  return {};
}

// The parts of an expression that names a place, and the pointers followed on the way.
void FunctionFlow::visitPlace(const Expr *glvalue, State &state) {
  const Expr *expr = glvalue->IgnoreParens();
  if (const auto *member = dyn_cast<MemberExpr>(expr)) {
    const Value base = visit(member->getBase(), state);
    const bool isData = isa<FieldDecl>(member->getMemberDecl());
    if (member->isArrow() && isData) use(base, member, UseKind::Dereference, "", state);
  } else if (const auto *element = dyn_cast<ArraySubscriptExpr>(expr)) {
    const Value base = visit(element->getBase(), state);
    const Value index = visit(element->getIdx(), state);
    use(base, element, UseKind::Dereference, "", state);
    use(index, element, UseKind::Index, "", state);
  }
}

Value FunctionFlow::visitUnary(const UnaryOperator *operation, State &state) {
  const Expr *operand = operation->getSubExpr()->IgnoreParens();
  switch (operation->getOpcode()) {
  case UO_AddrOf: {
    // &p[i] and &*p compute with the pointer and follow nothing.
    if (const auto *element = dyn_cast<ArraySubscriptExpr>(operand)) {
      visit(element->getIdx(), state);
      return visit(element->getBase(), state);
    }
    if (const auto *inner = dyn_cast<UnaryOperator>(operand); inner && inner->getOpcode() == UO_Deref)
      return visit(inner->getSubExpr(), state);
    visit(operand, state);
    return {};
  }
  case UO_Deref: {
    const Value pointer = visit(operand, state);
    use(pointer, operation, UseKind::Dereference, "", state);
    const auto place = placeOf(operation);
    return place ? read(*place, state) : Value();
  }
  case UO_PreInc:
  case UO_PreDec:
  case UO_PostInc:
  case UO_PostDec: {
    const Value value = visit(operand, state);
    const auto place = placeOf(operand);
    if (place && effects_) write(*place, operand->getType()->isPointerType() ? value : Value(), state);
    return value;
  }
  default: visit(operand, state); return {};
  }
}

Value FunctionFlow::visitOperator(const BinaryOperator *operation, State &state) {
  if (ranBefore(operation)) return {};
  const Expr *left = operation->getLHS();
  const Expr *right = operation->getRHS();
  if (operation->getOpcode() == BO_Comma) {
    visit(left, state);
    return visit(right, state);
  }
  if (operation->getOpcode() == BO_Assign) {
    const Value value = visit(right, state);
    visit(left, state); // reading a place by itself has no effect
    const auto place = placeOf(left);
    if (!place || !effects_) return value;
    const auto fact = factOf(right);
    write(*place, value, state);
    if (fact) learn(*place, *fact, state);
    keepTest(*place, right, state);
    return value;
  }
  const Value first = visit(left, state);
  const Value second = visit(right, state);
  if (operation->isCompoundAssignmentOp()) {
    const Value held = left->getType()->isPointerType() ? first : Value();
    if (const auto place = placeOf(left); place && effects_) write(*place, held, state);
    return held;
  }
  if (operation->isPtrMemOp() && operation->getOpcode() == BO_PtrMemI)
    use(first, operation, UseKind::Dereference, "", state);
  if (operation->isAdditiveOp() && operation->getType()->isPointerType())
    return left->getType()->isPointerType() ? first : second;
  return {};
}

Value FunctionFlow::visitChoice(const ConditionalOperator *choice, State &state) {
  Value value;
  for (const bool outcome : {true, false}) {
    State copy = state;
    assume(choice->getCond(), outcome, copy);
    if (copy.dead) continue;
    const Expr *arm = outcome ? choice->getTrueExpr() : choice->getFalseExpr();
    for (const Entry &entry : peek(arm, copy)) keep(value, entry);
  }
  return value;
}

Value FunctionFlow::visitConstruction(const CXXConstructExpr *construction, State &state) {
  llvm::SmallVector<Value, 2> values;
  for (const Expr *argument : construction->arguments()) values.push_back(visit(argument, state));
  const CXXConstructorDecl *constructor = construction->getConstructor();
  if (endsProgram(constructor->getParent()) && effects_) {
    state.dead = true;
    return {};
  }
  if (!values.empty() && readsText(constructor))
    use(values[0], construction, UseKind::Construction, simpleName(constructor->getParent()), state);
  if (unit_.sources.isSmartPointer(construction->getType()) && !values.empty() &&
      construction->getArg(0)->getType()->isPointerType())
    return values[0];
  if (constructor->isCopyOrMoveConstructor() && construction->getNumArgs() > 0 &&
      unit_.sources.isCarrier(construction->getType()))
    return values[0];
  llvm::SmallVector<const Expr *, 4> arguments(construction->arguments());
  if (effects_) unknownCall(constructor, arguments, state);
  return {};
}

Value FunctionFlow::visitNew(const CXXNewExpr *allocation, State &state) {
  for (const Expr *argument : allocation->placement_arguments()) visit(argument, state);
  if (const auto size = allocation->getArraySize()) visit(*size, state);
  if (allocation->getInitializer()) visit(allocation->getInitializer(), state);
  const Source *source = unit_.sources.find(allocation, unit_.context);
  if (!source) return {};
  Value value;
  value.push_back({unit_.called(allocation, source), false, false, {}});
  return value;
}

// A lambda that holds a variable by reference may test or change it whenever it runs.
void FunctionFlow::visitLambda(const LambdaExpr *lambda, State &state) {
  if (!effects_) return;
  for (const LambdaCapture &capture : lambda->captures()) {
    if (!capture.capturesVariable() || capture.getCaptureKind() != LCK_ByRef) continue;
    if (const auto *variable = dyn_cast<VarDecl>(capture.getCapturedVar()))
      if (const auto place = unit_.places.id({variable->getCanonicalDecl(), {}})) forget(*place, state);
  }
}

} // namespace lintel::checkers::fallible
