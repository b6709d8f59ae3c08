// What calls do to the pointers that a function follows.
#include "checkers/analysis/pointees_flow.h"

namespace lintel::checkers {

using namespace clang;

void PointeeFlow::escapeVariable(const VarDecl *variable, State &state) {
  state.escaped.insert(variable);
  state.slots.eraseIf([&](const auto &entry) { return entry.first.variable == variable && !entry.first.behind; });
  state.written.eraseIf([&](const auto &entry) { return entry.first.variable == variable; });
}

void PointeeFlow::escape(const PointerValue &value, State &state) {
  for (const Pointee &pointee : value.may) {
    if (pointee.kind == Pointee::Kind::Object && pointee.variable) escapeVariable(pointee.variable, state);
    if (pointee.kind != Pointee::Kind::Parameter) continue;
    state.shared.insert(pointee.variable);
    state.slots.eraseIf(
        [&](const auto &entry) { return entry.first.variable == pointee.variable && entry.first.behind; });
  }
}

// A function that is called can write what others can reach.
void PointeeFlow::forgetUnseen(State &state) {
  const auto isReachable = [&](const Slot &slot) {
    return slot.behind ? state.shared.contains(slot.variable)
                       : slot.variable->hasGlobalStorage() || state.escaped.contains(slot.variable);
  };
  state.slots.eraseIf([&](const auto &entry) { return isReachable(entry.first); });
  state.written.eraseIf([&](const auto &entry) { return isReachable(entry.first); });
}

// A method may change the object that it is called on; an assignment of a plain class copies its members.
void PointeeFlow::touchObject(const CallExpr *call, State &state) {
  const auto *method = dyn_cast_or_null<CXXMethodDecl>(call->getDirectCallee());
  if (!method || method->isStatic() || method->isConst()) return;
  if (const auto *operation = dyn_cast<CXXOperatorCallExpr>(call); operation && operation->getNumArgs() > 0) {
    const PointerValue object = placeOf(operation->getArg(0), state);
    if (method->isTrivial() && (method->isCopyAssignmentOperator() || method->isMoveAssignmentOperator()))
      copyMembers(object, placeOf(operation->getArg(1), state), operation->getArg(0)->getType(), state);
    else
      escape(object, state);
  } else if (const auto *member = dyn_cast<CXXMemberCallExpr>(call)) {
    const Expr *object = member->getImplicitObjectArgument();
    escape(object->getType()->isPointerType() ? valueOf(object, state) : placeOf(object, state), state);
  }
}

bool PointeeFlow::mayLeadToPointer(const Pointee &pointee, const State &state) {
  if (!pointee.variable) return false;
  const QualType type = pointee.variable->getType();
  if (pointee.kind == Pointee::Kind::Parameter) return type->getPointeeType()->isPointerType();
  if (pointee.kind != Pointee::Kind::Object || state.escaped.contains(pointee.variable)) return false;
  const auto first = state.slots.lower_bound({pointee.variable, false, 0});
  return type->isPointerType() || (first != state.slots.end() && first->first.variable == pointee.variable);
}

void PointeeFlow::call(const CallExpr *call, State &state) {
  touchObject(call, state);
  const FunctionDecl *target = owner_.target(call);
  const FunctionDecl *declared = target ? target : call->getDirectCallee();
  const auto expressions = argumentsOf(call);
  llvm::SmallVector<PointerValue, 4> arguments;
  for (unsigned index = 0; index < expressions.size(); ++index) {
    const Expr *argument = expressions[index];
    const bool isReference = argument->isGLValue() && declared && index < declared->getNumParams() &&
                             declared->getParamDecl(index)->getType()->isReferenceType();
    if (isReference)
      arguments.push_back(placeOf(argument, state));
    else
      arguments.push_back(argument->getType()->isPointerType() ? valueOf(argument, state) : PointerValue::unknown());
  }
  if (recording_) result_.arguments[call] = arguments;
  // What the callee does matters only where a pointer that is followed lies behind an argument.
  const bool hasOutput = llvm::any_of(arguments, [&](const PointerValue &value) {
    return llvm::any_of(value.may, [&](const Pointee &pointee) { return mayLeadToPointer(pointee, state); });
  });
  const FunctionPointees *callee = target && hasOutput ? owner_.analyse(target) : nullptr;
  if (callee && callee->isComplete) {
    forgetUnseen(state);
    applyOutputs(*callee, target, call, arguments, state);
    return;
  }
  for (unsigned index = 0; index < arguments.size(); ++index) {
    if (declared && index < declared->getNumParams()) {
      const QualType type = declared->getParamDecl(index)->getType();
      if (!type->getPointeeType().isNull() && type->getPointeeType().isConstQualified()) continue;
    }
    escape(arguments[index], state);
  }
  forgetUnseen(state);
}

void PointeeFlow::applyOutputs(const FunctionPointees &callee, const FunctionDecl *function, const CallExpr *call,
                               const llvm::SmallVectorImpl<PointerValue> &arguments, State &state) {
  for (const ParmVarDecl *parameter : function->parameters()) {
    const unsigned index = parameter->getFunctionScopeIndex();
    if (index < arguments.size() && callee.escaped.contains(parameter->getCanonicalDecl()))
      escape(arguments[index], state);
  }
  for (const auto &[slot, value] : callee.outputs) {
    const unsigned index = cast<ParmVarDecl>(slot.variable)->getFunctionScopeIndex();
    if (index >= arguments.size()) continue;
    PointerValue stored;
    for (Pointee pointee : value.may) {
      if (pointee.kind != Pointee::Kind::Parameter) {
        if (!pointee.isUnknown() && pointee.kind != Pointee::Kind::Global && !pointee.passed) pointee.passed = call;
        stored.add(pointee);
        continue;
      }
      const unsigned source = cast<ParmVarDecl>(pointee.variable)->getFunctionScopeIndex();
      PointerValue argument = source < arguments.size() ? arguments[source] : PointerValue::unknown();
      argument.shift(pointee.offset);
      stored.join(argument);
    }
    stored.tested |= value.tested;
    PointerValue place = arguments[index];
    place.shift(slot.offset);
    store(place, stored, state);
  }
}

} // namespace lintel::checkers
