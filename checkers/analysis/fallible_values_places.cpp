// Where values are kept, and what happens to them there.
#include "checkers/analysis/fallible_values_flow.h"

#include "checkers/analysis/names.h"

namespace lintel::checkers::fallible {

using namespace clang;

namespace {
constexpr unsigned kMaxPlaceDepth = 16;

// A reference that keeps a temporary alive is a variable of its own.
bool holdsTemporary(const VarDecl *reference) {
  const Expr *value = reference->getInit();
  if (const auto *full = dyn_cast_or_null<FullExpr>(value)) value = full->getSubExpr();
  return isa_and_nonnull<MaterializeTemporaryExpr>(value);
}
} // namespace

std::nullopt_t FunctionFlow::giveUp() {
  unit_.graphs.giveUp(function_);
  return std::nullopt;
}

std::optional<PlaceId> FunctionFlow::part(PlaceId whole, PathStep step) {
  const auto place = unit_.places.child(whole, step);
  return place ? place : giveUp();
}

std::optional<PlaceId> FunctionFlow::placeOf(const Expr *glvalue, unsigned depth) {
  if (depth > kMaxPlaceDepth) return giveUp();
  const Expr *expr = glvalue->IgnoreParens();
  if (const auto *cleanups = dyn_cast<FullExpr>(expr)) return placeOf(cleanups->getSubExpr(), depth + 1);
  if (const auto *cast = dyn_cast<CastExpr>(expr)) {
    if (cast->getCastKind() == CK_LValueToRValue) return std::nullopt;
    return cast->isGLValue() ? placeOf(cast->getSubExpr(), depth + 1) : std::nullopt;
  }
  if (const auto *reference = dyn_cast<DeclRefExpr>(expr)) {
    const auto *variable = dyn_cast<VarDecl>(reference->getDecl());
    if (!variable) return std::nullopt;
    if (variable->getType()->isReferenceType() && !isa<ParmVarDecl>(variable) && !holdsTemporary(variable))
      return variable->getInit() ? placeOf(variable->getInit(), depth + 1) : std::nullopt;
    return unit_.places.id({variable->getCanonicalDecl(), {}});
  }
  if (const auto *member = dyn_cast<MemberExpr>(expr)) {
    if (const auto *variable = dyn_cast<VarDecl>(member->getMemberDecl()))
      return unit_.places.id({variable->getCanonicalDecl(), {}});
    const auto *field = dyn_cast<FieldDecl>(member->getMemberDecl());
    if (!field) return std::nullopt;
    const auto base = member->isArrow() ? pointee(member->getBase(), depth + 1) : placeOf(member->getBase(), depth + 1);
    return base ? part(*base, {field}) : std::nullopt;
  }
  if (const auto *element = dyn_cast<ArraySubscriptExpr>(expr)) return elementOf(element, depth + 1);
  if (const auto *operation = dyn_cast<UnaryOperator>(expr)) {
    if (operation->getOpcode() == UO_Deref) return pointee(operation->getSubExpr(), depth + 1);
    if (operation->isPrefix() && operation->isIncrementDecrementOp())
      return placeOf(operation->getSubExpr(), depth + 1);
  }
  if (const auto *operation = dyn_cast<BinaryOperator>(expr)) {
    if (operation->isAssignmentOp()) return placeOf(operation->getLHS(), depth + 1);
    if (operation->getOpcode() == BO_Comma) return placeOf(operation->getRHS(), depth + 1);
  }
  if (const auto *call = dyn_cast<CallExpr>(expr)) { // std::move(x), std::forward<T>(x)
    const FunctionDecl *callee = call->getDirectCallee();
    if (callee && call->getNumArgs() == 1 && isInStd(callee) &&
        (simpleName(callee) == "move" || simpleName(callee) == "forward"))
      return placeOf(call->getArg(0), depth + 1);
  }
  return std::nullopt;
}

// An element that a constant or a variable of the function finds, when it may hold something of interest.
std::optional<PlaceId> FunctionFlow::elementOf(const ArraySubscriptExpr *element, unsigned depth) {
  const QualType type = element->getType();
  if (!type->isPointerType() && !type->isRecordType() && !type->isArrayType()) return std::nullopt;
  const Expr *array = element->getBase()->IgnoreParenImpCasts();
  const bool isArray = array->getType()->isArrayType();
  PathStep step;
  const Expr *index = element->getIdx()->IgnoreParenImpCasts();
  const auto *reference = dyn_cast<DeclRefExpr>(index);
  const auto *variable = reference ? dyn_cast<VarDecl>(reference->getDecl()) : nullptr;
  if (const auto constant = factOf(index); constant && constant->value && *constant->value >= 0)
    step.index = *constant->value;
  else if (variable && variable->hasLocalStorage() && variable->getType()->isIntegerType() &&
           !locals_.isExposed(variable))
    step.decl = variable;
  else
    return std::nullopt;
  const auto base = isArray ? placeOf(array, depth + 1) : pointee(element->getBase(), depth + 1);
  if (!base || (!isArray && step.index == 0)) return base;
  return part(*base, step);
}

std::optional<PlaceId> FunctionFlow::pointee(const Expr *pointer, unsigned depth) {
  if (depth > kMaxPlaceDepth) return giveUp();
  const Expr *expr = pointer->IgnoreParenCasts();
  if (isa<CXXThisExpr>(expr)) return unit_.places.id({nullptr, {}});
  if (const auto *operation = dyn_cast<UnaryOperator>(expr); operation && operation->getOpcode() == UO_AddrOf)
    return placeOf(operation->getSubExpr(), depth + 1);
  const auto held = holder(pointer, depth + 1);
  if (!held) return std::nullopt;
  const Place &place = unit_.places[*held];
  if (place.path.empty() && place.root)
    if (const Expr *value = locals_.onlyValue(place.root)) {
      const auto *address = dyn_cast<UnaryOperator>(value->IgnoreParenCasts());
      if (address && address->getOpcode() == UO_AddrOf) return placeOf(address->getSubExpr(), depth + 1);
    }
  return part(*held, {});
}

std::optional<PlaceId> FunctionFlow::holder(const Expr *value, unsigned depth) {
  if (depth > kMaxPlaceDepth) return giveUp();
  const Expr *expr = value->IgnoreParens();
  if (const auto *full = dyn_cast<FullExpr>(expr)) return holder(full->getSubExpr(), depth + 1);
  if (const auto *temporary = dyn_cast<MaterializeTemporaryExpr>(expr))
    return holder(temporary->getSubExpr(), depth + 1);
  if (const auto *cast = dyn_cast<CastExpr>(expr)) {
    if (cast->getCastKind() == CK_LValueToRValue) return placeOf(cast->getSubExpr(), depth + 1);
    if (cast->getCastKind() == CK_ArrayToPointerDecay || cast->getCastKind() == CK_FunctionToPointerDecay)
      return std::nullopt;
    return holder(cast->getSubExpr(), depth + 1);
  }
  if (const auto *operation = dyn_cast<BinaryOperator>(expr)) {
    if (operation->getOpcode() == BO_Assign) return placeOf(operation->getLHS(), depth + 1);
    if (operation->getOpcode() == BO_Comma) return holder(operation->getRHS(), depth + 1);
    return std::nullopt;
  }
  if (const auto *call = dyn_cast<CallExpr>(expr);
      call && call->getDirectCallee() && call->getDirectCallee()->getBuiltinID() == Builtin::BI__builtin_expect)
    return holder(call->getArg(0), depth + 1);
  if (const auto *operation = dyn_cast<UnaryOperator>(expr); operation && operation->isIncrementDecrementOp())
    return placeOf(operation->getSubExpr(), depth + 1);
  return expr->isGLValue() ? placeOf(expr, depth + 1) : std::nullopt;
}

Value FunctionFlow::read(PlaceId place, const State &state) {
  const Slot *slot = state.slots.find(place);
  if (slot && slot->isSet) return slot->value;
  if (!withGiven_ || !unit_.places.isFromOutside(place)) return {};
  const Place &what = unit_.places[place];
  if (what.path.empty() && !what.root) return {}; // the object itself is there
  if (unit_.places.isIndexedByVariable(place)) return {};
  for (const auto &[other, above] : state.slots)
    if (above.below && unit_.places.isBelow(place, other)) return {};
  Value value;
  value.push_back({unit_.given(place), false, false, {}});
  return value;
}

void FunctionFlow::write(PlaceId place, Value value, State &state) {
  forget(place, state);
  for (auto &[other, known] : state.slots)
    if (unit_.places.mayBeSameElement(place, other)) known.value.clear();
  for (auto &[other, known] : state.slots)
    for (Entry &entry : known.value)
      llvm::erase_if(entry.witnesses, [&](const Witness &witness) { return witness.variable == place; });
  if (value.empty()) return;
  Slot &slot = state.slots[place];
  slot.value = std::move(value);
  slot.isSet = slot.assigned = true;
}

void FunctionFlow::forgetBelow(PlaceId place, State &state) {
  const auto below = [&](const auto &item) { return unit_.places.isBelow(item.first, place); };
  state.slots.eraseIf(below);
  state.facts.eraseIf(below);
  if (unit_.places.isFromOutside(place)) state.slots[place].below = true;
}

// Nothing is known of the place any more.
void FunctionFlow::forget(PlaceId place, State &state) {
  forgetBelow(place, state);
  if (unit_.places.isFromOutside(place)) {
    Slot &slot = state.slots[place];
    slot.value.clear();
    slot.isSet = slot.assigned = true;
  } else {
    state.slots.erase(place); // a variable of the function that holds nothing of interest is not kept
  }
  state.facts.erase(place);
  if (const Place &what = unit_.places[place]; what.root && what.path.empty())
    state.slots.eraseIf([&](const auto &item) { return unit_.places.isIndexedBy(item.first, what.root); });
  state.helpers.eraseIf(
      [&](const auto &item) { return item.first == place || llvm::is_contained(item.second.about, place); });
}

void FunctionFlow::markValid(const Value &value, State &state) {
  for (const Entry &entry : value) {
    const Origin &origin = unit_.origins[entry.origin];
    if (origin.isGiven) {
      Slot &slot = state.slots[origin.place];
      if (!slot.isSet) slot.isSet = true;
    }
    for (auto &[place, slot] : state.slots)
      llvm::erase_if(slot.value, [&](const Entry &other) { return other.origin == entry.origin; });
  }
}

void FunctionFlow::markNull(const Value &value, State &state) {
  for (const Entry &entry : value) {
    const Origin &origin = unit_.origins[entry.origin];
    if (origin.isGiven) {
      Slot &slot = state.slots[origin.place];
      if (!slot.isSet) slot.value.push_back({entry.origin, true, false, {}});
      slot.isSet = true;
    }
    for (auto &[place, slot] : state.slots)
      for (Entry &other : slot.value)
        if (other.origin == entry.origin) other.isNull = true;
  }
}

void FunctionFlow::use(const Value &value, const Expr *at, UseKind kind, llvm::StringRef name, State &state) {
  if (!effects_ || state.dead || value.empty()) return;
  if (at->getExprLoc().isMacroID() && isFromAssert(at, unit_.context)) return; // not there in a release build
  if (recording_)
    for (const Entry &entry : value) record({at, kind, name.str(), function_, entry, {}, knownOutside(state)});
  markValid(value, state); // one use is enough
}

void FunctionFlow::record(Use use) {
  const Origin &origin = unit_.origins[use.entry.origin];
  if (!origin.isGiven) {
    unit_.report(use);
    return;
  }
  const auto known =
      llvm::count_if(summary_.uses, [&](const Use &other) { return other.entry.origin == use.entry.origin; });
  if (known < 2) summary_.uses.push_back(std::move(use));
}

// Facts are kept for what is given a value in the function itself; calls end those that they can reach.
bool FunctionFlow::isScalar(PlaceId place) const {
  const Place &what = unit_.places[place];
  if (!what.root || what.root->hasGlobalStorage()) return false;
  if (what.path.empty()) return what.root->getType()->isScalarType();
  const auto *last = dyn_cast_or_null<FieldDecl>(what.path.back().decl);
  return last && last->getType()->isScalarType();
}

std::optional<Fact> FunctionFlow::factOf(const Expr *value) {
  if (value->isValueDependent()) return std::nullopt;
  if (isNullConstant(value)) return Fact::of(std::int64_t(0));
  const Expr *plain = value->getType()->isPointerType() ? value->IgnoreParenCasts() : value; // (void *)-1
  if (!plain->getType()->isIntegralOrEnumerationType()) return std::nullopt;
  if (const auto number = unit_.graphs.constants().integer(plain); number && number->getSignificantBits() <= 64)
    return Fact::of(number->getExtValue());
  return std::nullopt;
}

std::optional<Fact> FunctionFlow::factOf(const Expr *value, const State &state) {
  if (const auto constant = factOf(value)) return constant;
  const auto place = holder(value);
  const Fact *known = place ? state.facts.find(*place) : nullptr;
  return known && known->value ? std::optional(*known) : std::nullopt;
}

// What is known of places that the caller can see, too.
llvm::SmallVector<Witness, 2> FunctionFlow::knownOutside(const State &state) const {
  llvm::SmallVector<Witness, 2> known;
  for (const auto &[place, fact] : state.facts)
    if (unit_.places.isFromOutside(place) && known.size() < 4) known.push_back({place, fact});
  return known;
}

// A call may change what is reached through pointers, and variables whose address somebody has.
void FunctionFlow::forgetReachableFacts(State &state) {
  state.facts.eraseIf([&](const auto &item) {
    const Place &place = unit_.places[item.first];
    return !place.path.empty() || (place.root && locals_.isExposed(place.root));
  });
}

void FunctionFlow::learn(PlaceId place, const Fact &fact, State &state) {
  if (!isScalar(place)) return;
  if (const Fact *known = state.facts.find(place)) {
    if (known->contradicts(fact)) {
      state.dead = true;
      return;
    }
    Fact merged = *known;
    if (fact.value) merged.value = fact.value;
    if (fact.truth) merged.truth = fact.truth;
    state.facts[place] = merged;
  } else {
    state.facts[place] = fact;
  }
}

} // namespace lintel::checkers::fallible
