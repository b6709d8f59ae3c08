// What callers need to know of a function.
#include "checkers/analysis/fallible_values_flow.h"

namespace lintel::checkers::fallible {

using namespace clang;

Summary FunctionFlow::run() {
  State start;
  ForwardFlow<FunctionFlow> flow(graph_, *this);
  if (!flow.settle(std::move(start))) {
    unit_.graphs.giveUp(function_);
    return {};
  }
  recording_ = true;
  summary_.isKnown = true;
  summary_.validOnReturn = summary_.validWhenTrue = summary_.validWhenFalse = withGiven_ ? ~0u : 0;
  flow.replay([](const Stmt *, const State &) {}, [this](const CFGBlock &block, State &state) { leave(block, state); });
  if (anyLeft_) leavePlaces(left_);
  return std::move(summary_);
}

void FunctionFlow::leave(const CFGBlock &block, State &state) {
  if (state.dead) return;
  summary_.comesBack = true;
  const auto statements = graph_.statements(block);
  const ReturnStmt *last = nullptr;
  if (!statements.empty())
    if (const auto statement = statements.back().getAs<CFGStmt>()) last = dyn_cast<ReturnStmt>(statement->getStmt());
  recording_ = false; // what is asked now was executed before
  summary_.validOnReturn &= validParameters(state);
  if (const Expr *result = last ? last->getRetValue() : nullptr; result && !result->isTypeDependent()) {
    leaveValue(result, state);
    for (const bool outcome : {true, false}) {
      State copy = state;
      const auto truth = unit_.graphs.constants().truth(result);
      if (truth && *truth != outcome) continue;
      if (!truth) assume(result, outcome, copy);
      if (copy.dead) continue;
      (outcome ? summary_.validWhenTrue : summary_.validWhenFalse) &= validParameters(copy);
    }
  }
  recording_ = true;
  if (!std::exchange(anyLeft_, true))
    left_ = state;
  else
    join(left_, state);
}

std::uint32_t FunctionFlow::validParameters(const State &state) {
  std::uint32_t mask = 0;
  for (unsigned i = 0; i < std::min(function_->getNumParams(), 32u); ++i) {
    const ParmVarDecl *parameter = function_->getParamDecl(i);
    const auto place = unit_.places.id({cast<VarDecl>(parameter->getCanonicalDecl()), {}});
    const bool isCarrier = unit_.sources.isCarrier(parameter->getType());
    if (!place || (!parameter->getType()->isPointerType() && !isCarrier)) continue;
    if (!locals_.isAssigned(parameter) && (isCarrier || !locals_.isExposed(parameter)) && read(*place, state).empty())
      mask |= 1u << i;
  }
  return mask;
}

void FunctionFlow::leaveValue(const Expr *result, State &state) {
  const bool isPointer = result->getType()->isPointerType();
  if (!isPointer && !unit_.sources.isCarrier(result->getType())) return;
  Value value = peek(result, state);
  // Null that is returned because something has failed: the caller has to look at it as at the failure itself.
  if (isPointer && isNullConstant(result))
    for (const auto &item : state.slots)
      for (const Entry &entry : item.second.value)
        if (entry.isNull) keep(value, entry);
  for (Entry &entry : value) {
    Summary::Returned part{entry, {}, {}};
    const auto require = [&](PlaceId variable, const Fact &fact, bool needed) {
      const Place &place = unit_.places[variable];
      if (const auto *parameter = dyn_cast_or_null<ParmVarDecl>(place.root); parameter && place.path.empty())
        part.conditions.push_back({parameter->getFunctionScopeIndex(), fact, needed});
    };
    for (const auto &[variable, fact] : state.facts) require(variable, fact, false);
    for (const Witness &witness : entry.witnesses) require(witness.variable, witness.fact, entry.isNull);
    if (entry.isNull) part.toldBy = reports(state, entry);
    part.entry.witnesses.clear();
    leavePart(std::move(part));
  }
}

// What comes from one source on the same terms is one to the caller, whichever call here it went through: a caller
// that told them apart would multiply the values of its own callees by its calls of them, level by level.
void FunctionFlow::leavePart(Summary::Returned part) {
  const auto isSame = [&](const Summary::Returned &other) {
    return unit_.haveSameSource(other.entry.origin, part.entry.origin) && other.entry.isNull == part.entry.isNull &&
           other.entry.isDoubtful == part.entry.isDoubtful && other.conditions == part.conditions &&
           other.toldBy == part.toldBy;
  };
  if (llvm::any_of(summary_.returned, isSame)) return;
  if (summary_.returned.size() < kMaxEntries)
    summary_.returned.push_back(std::move(part));
  else
    unit_.graphs.giveUp(function_);
}

Value FunctionFlow::onePerSource(const Value &value) const {
  Value kept;
  for (const Entry &entry : value) {
    const auto *const known = llvm::find_if(kept, [&](const Entry &other) {
      return other.isNull == entry.isNull && unit_.haveSameSource(other.origin, entry.origin);
    });
    if (known == kept.end())
      kept.push_back(entry);
    else
      kept[known - kept.begin()].isDoubtful &= entry.isDoubtful;
  }
  return kept;
}

void FunctionFlow::keep(Value &into, const Entry &entry) {
  if (!insert(into, entry)) unit_.graphs.giveUp(function_);
}

// What stands in the places that the caller can see: reached through parameters, the object, globals.
void FunctionFlow::leavePlaces(const State &state) {
  for (const auto &[place, slot] : state.slots) {
    if (!unit_.places.isFromOutside(place)) continue;
    const Place &what = unit_.places[place];
    if (const auto *parameter = dyn_cast_or_null<ParmVarDecl>(what.root)) {
      const bool byReference = parameter->getType()->isReferenceType();
      if (what.path.empty() && !byReference) {
        if (!slot.below || slot.assigned) continue;
        Slot only;
        only.below = true;
        only.value.push_back({unit_.given(place), false, false, {}});
        summary_.left.emplace_back(place, only);
        continue;
      }
      if (!byReference && (!what.path.front().isDereference() || locals_.isAssigned(parameter))) continue;
    }
    if (!slot.isSet && !slot.below) continue;
    Slot visible = slot;
    // What the function also stores when it fails tells the caller of it.
    llvm::erase_if(visible.value, [&](const Entry &entry) { return entry.isNull && !reports(state, entry).empty(); });
    visible.value = onePerSource(visible.value);
    summary_.left.emplace_back(place, std::move(visible));
  }
}

// Where the caller may learn of a failure: what the function has stored through its parameters.
llvm::SmallVector<PlaceId, 2> FunctionFlow::reports(const State &state, const Entry &entry) {
  llvm::SmallVector<PlaceId, 2> found;
  for (const auto &[place, slot] : state.slots) {
    const Place &what = unit_.places[place];
    const bool isOutput = isa_and_nonnull<ParmVarDecl>(what.root)
                              ? !what.path.empty() || what.root->getType()->isReferenceType()
                              : !what.root;
    const bool holdsIt = llvm::any_of(slot.value, [&](const Entry &other) { return other.origin == entry.origin; });
    if (slot.assigned && isOutput && !holdsIt && found.size() < 4) found.push_back(place);
  }
  return found;
}

} // namespace lintel::checkers::fallible
