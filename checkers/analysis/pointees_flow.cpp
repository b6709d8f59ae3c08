#include "checkers/analysis/pointees_flow.h"

#include "clang/AST/RecordLayout.h"

namespace lintel::checkers {

using namespace clang;

bool PointeeFlow::join(State &into, const State &from) {
  bool changed = from.branched && !into.branched;
  into.branched |= from.branched;
  changed |= into.escaped.insertAll(from.escaped);
  changed |= into.shared.insertAll(from.shared);
  // What a slot holds when nothing was stored to it on one of the ways.
  const auto untouched = [this](const Slot &slot, const State &state) {
    const bool isPointer = slot.offset == 0 && !slot.behind && slot.variable->getType()->isPointerType();
    return loadSlot(slot, isPointer ? slot.variable->getType() : context_.VoidPtrTy, state);
  };
  std::vector<std::pair<Slot, PointerValue>> added;
  auto mine = into.slots.begin();
  for (const auto &[slot, value] : from.slots) {
    for (; mine != into.slots.end() && mine->first < slot; ++mine)
      changed |= mine->second.join(untouched(mine->first, from));
    if (mine != into.slots.end() && !(slot < mine->first)) {
      changed |= mine++->second.join(value);
    } else {
      added.emplace_back(slot, untouched(slot, into)).second.join(value);
      changed = true;
    }
  }
  for (; mine != into.slots.end(); ++mine) changed |= mine->second.join(untouched(mine->first, from));
  into.slots.add(std::move(added));
  for (auto known = into.written.begin(); known != into.written.end();) {
    const auto other = from.written.find(known->first);
    if (other != from.written.end() && other->second.first == known->second.first) {
      ++known;
      continue;
    }
    known = into.written.erase(known);
    changed = true;
  }
  return changed;
}

// Where several values have met, a condition may tell them apart. Several callers may stand behind a parameter.
void PointeeFlow::test(State &state) {
  state.branched = true;
  for (auto &[slot, value] : state.slots)
    value.tested |= value.may.size() > 1 || llvm::any_of(value.may, [](const Pointee &pointee) {
                      return pointee.kind == Pointee::Kind::Parameter || pointee.kind == Pointee::Kind::Global;
                    });
}

void PointeeFlow::assume(const Expr *, bool, State &state) { test(state); }

void PointeeFlow::leave(const State &state) {
  result_.escaped.insert(state.shared.begin(), state.shared.end());
  for (const auto &[slot, value] : state.slots)
    if (slot.behind) result_.outputs[slot].join(value);
}

void PointeeFlow::execute(const Stmt *stmt, State &state) { visit(stmt, state); }

// Operands first. What lies in blocks of its own (both sides of && and ||, the arms of ?:, the bodies of
// statement expressions) has been executed there.
void PointeeFlow::visit(const Stmt *stmt, State &state) {
  if (!stmt || isa<AbstractConditionalOperator, StmtExpr, LambdaExpr, UnaryExprOrTypeTraitExpr, CXXNoexceptExpr,
                   CXXTypeidExpr, OffsetOfExpr, GenericSelectionExpr>(stmt))
    return;
  if (const auto *operation = dyn_cast<BinaryOperator>(stmt); operation && operation->isLogicalOp()) return;
  if (const auto *declaration = dyn_cast<DeclStmt>(stmt)) {
    for (const Decl *decl : declaration->decls())
      if (const auto *variable = dyn_cast<VarDecl>(decl); variable && !variable->isInvalidDecl()) {
        visit(variable->getInit(), state);
        declare(variable, state);
      }
    return;
  }
  for (const Stmt *child : stmt->children()) visit(child, state);
  if (const auto *operation = dyn_cast<BinaryOperator>(stmt)) {
    if (!operation->isAssignmentOp()) return;
    noteUnion(operation->getLHS(), true, operation->isCompoundAssignmentOp(), state);
    access(operation->getLHS(), state);
    assign(operation->getLHS(), operation->getOpcode() == BO_Assign ? operation->getRHS() : nullptr, state);
  } else if (const auto *unary = dyn_cast<UnaryOperator>(stmt)) {
    if (!unary->isIncrementDecrementOp()) return;
    noteUnion(unary->getSubExpr(), true, true, state);
    access(unary->getSubExpr(), state);
    assign(unary->getSubExpr(), nullptr, state);
  } else if (const auto *cast = dyn_cast<CastExpr>(stmt)) {
    if (cast->getCastKind() == CK_LValueToRValue) {
      noteUnion(cast->getSubExpr(), false, true, state);
      access(cast->getSubExpr(), state);
    } else if (recording_ && changesView(cast, context_)) {
      result_.casts.push_back(
          {cast, cast->isGLValue() ? placeOf(cast->getSubExpr(), state) : valueOf(cast->getSubExpr(), state)});
    }
  } else if (const auto *invocation = dyn_cast<CallExpr>(stmt)) {
    call(invocation, state);
  } else if (const auto *construction = dyn_cast<CXXConstructExpr>(stmt)) {
    if (construction->getConstructor()->isCopyOrMoveConstructor() && construction->getConstructor()->isTrivial())
      return;
    for (const Expr *argument : construction->arguments())
      escape(argument->isGLValue() ? placeOf(argument, state) : valueOf(argument, state), state);
  } else if (const auto *result = dyn_cast<ReturnStmt>(stmt); result && result->getRetValue() && recording_) {
    const QualType type = function_->getReturnType();
    if (type->isPointerType()) result_.returned.join(valueOf(result->getRetValue(), state));
    if (type->isReferenceType()) result_.returned.join(placeOf(result->getRetValue(), state));
  }
}

void PointeeFlow::declare(const VarDecl *variable, State &state) {
  if (variable->isStaticLocal()) return escapeVariable(variable->getCanonicalDecl(), state);
  const Slot slot{variable->getCanonicalDecl(), false, 0};
  const QualType type = variable->getType();
  state.escaped.erase(slot.variable); // a fresh object at each turn of a loop
  const Expr *init = variable->getInit();
  if (type->isReferenceType())
    state.slots[slot] = init ? placeOf(init, state) : PointerValue::unknown();
  else if (type->isPointerType())
    state.slots[slot] = init ? valueOf(init, state) : PointerValue();
  else if (init && type->isRecordType())
    initialise(slot.variable, init, state);
}

namespace {

// The object that another one of the same class is made from.
const Expr *copiedFrom(const Expr *expr) {
  expr = expr->IgnoreParens();
  if (const auto *full = dyn_cast<FullExpr>(expr)) return copiedFrom(full->getSubExpr());
  const auto *cast = dyn_cast<ImplicitCastExpr>(expr);
  if (cast && cast->getCastKind() == CK_LValueToRValue) return cast->getSubExpr();
  const auto *construction = dyn_cast<CXXConstructExpr>(expr);
  const bool isCopy = construction && construction->getConstructor()->isCopyOrMoveConstructor() &&
                      construction->getConstructor()->isTrivial() && construction->getNumArgs() == 1;
  return isCopy ? construction->getArg(0) : nullptr;
}

} // namespace

// Pointers in a list of initialisers and in a plain copy; other ways to make an object are not taken apart.
void PointeeFlow::initialise(const VarDecl *variable, const Expr *init, State &state) {
  state.slots.eraseIf([&](const auto &entry) { return entry.first.variable == variable; });
  state.written.eraseIf([&](const auto &entry) { return entry.first.variable == variable; });
  if (const Expr *from = copiedFrom(init))
    return copyMembers({{object(variable, nullptr)}, false}, placeOf(from, state), variable->getType(), state);
  const auto *list = dyn_cast<InitListExpr>(init->IgnoreImplicit());
  const RecordDecl *record = variable->getType()->getAsRecordDecl();
  if (list && list->isSyntacticForm() && list->getSemanticForm()) list = list->getSemanticForm();
  const auto *derived = dyn_cast_or_null<CXXRecordDecl>(record);
  if (!list || !record || record->isUnion() || !hasSize(variable->getType()) ||
      (derived && derived->getNumBases() > 0)) {
    if (!isa<CXXConstructExpr>(init->IgnoreImplicit())) escapeVariable(variable, state);
    return;
  }
  unsigned index = 0;
  for (const FieldDecl *field : record->fields()) {
    if (field->isUnnamedBitField()) continue;
    if (index >= list->getNumInits()) break;
    const Expr *value = list->getInit(index++);
    if (!field->getType()->isPointerType()) continue;
    const std::int64_t offset = context_.toCharUnitsFromBits(context_.getFieldOffset(field)).getQuantity();
    state.slots[{variable, false, offset}] = valueOf(value, state);
  }
}

void PointeeFlow::copyMembers(const PointerValue &to, const PointerValue &from, QualType type, State &state) {
  const Pointee *target = to.single();
  const Pointee *source = from.single();
  const auto into = target ? slotOf(*target) : std::nullopt;
  const auto start = source ? slotOf(*source) : std::nullopt;
  if (!into || !start || state.escaped.contains(start->variable) || start->variable->hasGlobalStorage() ||
      start->behind)
    return escape(to, state);
  std::vector<std::pair<Slot, PointerValue>> copies;
  for (const auto &[slot, value] : state.slots)
    if (slot.variable == start->variable && slot.behind == start->behind && slot.offset >= start->offset &&
        slot.offset < start->offset + sizeOf(type))
      copies.push_back({{into->variable, into->behind, slot.offset - start->offset + into->offset}, value});
  state.slots.eraseIf([&](const auto &entry) {
    return entry.first.variable == into->variable && entry.first.behind == into->behind &&
           entry.first.offset >= into->offset && entry.first.offset < into->offset + sizeOf(type);
  });
  for (auto &[slot, value] : copies) state.slots[slot] = std::move(value);
}

void PointeeFlow::assign(const Expr *place, const Expr *value, State &state) {
  const QualType type = place->getType();
  if (type->isRecordType()) {
    const Expr *from = value ? copiedFrom(value) : nullptr;
    return from ? copyMembers(placeOf(place, state), placeOf(from, state), type, state)
                : escape(placeOf(place, state), state);
  }
  if (!type->isPointerType()) return;
  const PointerValue target = placeOf(place, state);
  PointerValue stored;
  if (value) {
    stored = valueOf(value, state);
  } else {
    stored = load(target, type, state);
    stored.shift(std::nullopt);
  }
  store(target, stored, state);
}

void PointeeFlow::store(const PointerValue &place, const PointerValue &value, State &state) {
  for (const Pointee &pointee : place.may) {
    const auto slot = slotOf(pointee);
    if (!slot) {
      if (pointee.variable) escapeVariable(pointee.variable, state);
      continue;
    }
    if (recording_ && !slot->behind && slot->variable->hasGlobalStorage() && slot->offset == 0)
      result_.globalStores.push_back({slot->variable, value});
    if (place.may.size() == 1)
      state.slots[*slot] = value;
    else
      state.slots[*slot] = PointerValue::unknown();
  }
}

void PointeeFlow::noteUnion(const Expr *place, bool isWrite, bool isRead, State &state) {
  const MemberExpr *part = nullptr;
  for (const auto *member = dyn_cast<MemberExpr>(place->IgnoreParens()); member;
       part = member, member = dyn_cast<MemberExpr>(member->getBase()->IgnoreParenImpCasts())) {
    const auto *field = dyn_cast<FieldDecl>(member->getMemberDecl());
    if (!field || !field->getParent()->isUnion() || member->isArrow()) continue;
    const PointerValue where = placeOf(member->getBase(), state);
    const Pointee *single = where.single();
    const auto slot = single && single->kind == Pointee::Kind::Object ? slotOf(*single) : std::nullopt;
    if (!slot || state.escaped.contains(slot->variable)) return;
    const auto known = state.written.find(*slot);
    if (recording_ && known != state.written.end() && known->second.first != field && (isRead || part))
      result_.unions.push_back({member, known->second.first, known->second.second, isWrite, part != nullptr});
    if (isWrite && !isRead && !part)
      state.written[*slot] = {field, place};
    else if (isWrite)
      state.written.erase(*slot);
    return;
  }
}

namespace {

// p->items of p->items[i], when items is an array.
const MemberExpr *memberArray(const ArraySubscriptExpr *element) {
  const auto *decay = dyn_cast<ImplicitCastExpr>(element->getBase()->IgnoreParens());
  if (!decay || decay->getCastKind() != CK_ArrayToPointerDecay) return nullptr;
  return dyn_cast<MemberExpr>(decay->getSubExpr()->IgnoreParens());
}

} // namespace

void PointeeFlow::access(const Expr *place, State &state) {
  if (!recording_) return;
  place = place->IgnoreParens();
  const Expr *at = place;
  std::int64_t begin = 0;
  const std::int64_t size = isa<MemberExpr>(place) && place->refersToBitField() ? 1 : sizeOf(place->getType());
  while (true) {
    if (const auto *element = dyn_cast<ArraySubscriptExpr>(at); element && memberArray(element)) {
      const std::int64_t index = number(element->getIdx()).value_or(0);
      const auto *array = context_.getAsConstantArrayType(memberArray(element)->getType());
      // An index beyond the member is a matter of bounds, and how an open end is reached.
      if (!array || index < 0 || static_cast<std::uint64_t>(index) >= array->getZExtSize()) return;
      begin += index * sizeOf(element->getType());
      at = memberArray(element);
    }
    const auto *member = dyn_cast<MemberExpr>(at);
    if (!member) break;
    const auto *field = dyn_cast<FieldDecl>(member->getMemberDecl());
    if (!field || field->isInvalidDecl() || field->getType()->isReferenceType() ||
        field->getParent()->isDependentType())
      return;
    begin += context_.toCharUnitsFromBits(context_.getFieldOffset(field)).getQuantity();
    at = member->getBase()->IgnoreParens();
    if (member->isArrow()) break;
  }
  PointerAccess access;
  access.place = place;
  access.begin = begin;
  access.size = size;
  if (const auto *deref = dyn_cast<UnaryOperator>(at); deref && deref->getOpcode() == UO_Deref) {
    access.pointer = deref->getSubExpr();
    access.value = valueOf(access.pointer, state);
  } else if (const auto *element = dyn_cast<ArraySubscriptExpr>(at)) {
    access.pointer = element->getBase();
    // An index beyond a named array is a matter of bounds, not of types.
    const auto *decay = dyn_cast<ImplicitCastExpr>(access.pointer->IgnoreParens());
    if (decay && decay->getCastKind() == CK_ArrayToPointerDecay) return;
    access.value = placeOf(element, state);
  } else if (at->getType()->isPointerType()) {
    access.pointer = at;
    access.value = valueOf(at, state);
  } else if (const auto *cast = dyn_cast<CastExpr>(at); cast && cast->getCastKind() == CK_LValueBitCast) {
    access.pointer = cast;
    access.value = placeOf(cast, state);
    access.view = cast->getType();
  } else if (const auto *reference = dyn_cast<DeclRefExpr>(at);
             reference && reference->getDecl()->getType()->isReferenceType()) {
    access.pointer = reference;
    access.value = placeOf(reference, state);
    access.view = reference->getType();
  } else {
    return;
  }
  if (access.view.isNull()) access.view = access.pointer->getType()->getPointeeType();
  if (!hasSize(access.view) || access.size == 0) return;
  result_.accesses.push_back(std::move(access));
}

} // namespace lintel::checkers
