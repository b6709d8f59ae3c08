// What a condition tells about the values, and what is left of that where paths meet.
#include "checkers/analysis/fallible_values_flow.h"

#include "checkers/analysis/names.h"

namespace lintel::checkers::fallible {

using namespace clang;

namespace {

const Expr *bare(const Expr *expr) {
  for (;;) {
    const Expr *inner = expr->IgnoreParenImpCasts();
    if (const auto *full = dyn_cast<FullExpr>(inner)) inner = full->getSubExpr();
    if (const auto *temporary = dyn_cast<MaterializeTemporaryExpr>(inner)) inner = temporary->getSubExpr();
    if (const auto *temporary = dyn_cast<CXXBindTemporaryExpr>(inner)) inner = temporary->getSubExpr();
    if (const auto *cast = dyn_cast<ExplicitCastExpr>(inner))
      if (cast->getType()->isBooleanType() || cast->getType()->isIntegralOrEnumerationType() ||
          cast->getType()->isPointerType())
        inner = cast->getSubExpr();
    if (const auto *call = dyn_cast<CallExpr>(inner); call && call->getDirectCallee()) {
      const unsigned builtin = call->getDirectCallee()->getBuiltinID();
      if (builtin == Builtin::BI__builtin_expect || builtin == Builtin::BI__builtin_expect_with_probability)
        inner = call->getArg(0);
    }
    if (inner == expr) return expr;
    expr = inner;
  }
}

bool holds(BinaryOperatorKind kind, std::int64_t left, std::int64_t right) {
  switch (kind) {
  case BO_EQ: return left == right;
  case BO_NE: return left != right;
  case BO_LT: return left < right;
  case BO_LE: return left <= right;
  case BO_GT: return left > right;
  default: return left >= right;
  }
}

} // namespace

bool FunctionFlow::isNullConstant(const Expr *expr) const {
  if (expr->isValueDependent() || expr->isTypeDependent()) return false;
  return expr->IgnoreParenCasts()->isNullPointerConstant(unit_.context, Expr::NPC_ValueDependentIsNotNull) !=
             Expr::NPCK_NotNull &&
         (expr->getType()->isPointerType() || expr->getType()->isNullPtrType());
}

bool FunctionFlow::isNothing(const Expr *expr) const {
  expr = bare(expr);
  if (isNullConstant(expr)) return true;
  if (const auto *made = dyn_cast<CXXConstructExpr>(expr); made && made->getNumArgs() == 1)
    expr = bare(made->getArg(0));
  const auto *record = expr->getType()->getAsCXXRecordDecl();
  return record && (simpleName(record).starts_with("null") || simpleName(record) == "none_t");
}

// Follows from the value of a call, not from where it stands: the same call has the same identity.
unsigned FunctionFlow::identity(const Expr *call) const {
  llvm::FoldingSetNodeID id;
  call->Profile(id, unit_.context, /*Canonical=*/true);
  return id.ComputeHash();
}

// A test of something else may be what tells the failure apart.
void FunctionFlow::doubtNull(const Value &tested, State &state) {
  for (auto &[place, slot] : state.slots)
    for (Entry &entry : slot.value)
      if (entry.isNull && llvm::none_of(tested, [&](const Entry &other) { return other.origin == entry.origin; }))
        entry.isDoubtful = true;
}

void FunctionFlow::assume(const Expr *condition, bool outcome, State &state) {
  if (state.dead) return;
  if (nesting_ >= kMaxNesting) return unit_.graphs.giveUp(function_);
  const Expr *expr = bare(condition);
  if (expr->isTypeDependent()) return;
  ++nesting_;
  if (const auto *operation = dyn_cast<UnaryOperator>(expr); operation && operation->getOpcode() == UO_LNot) {
    assume(operation->getSubExpr(), !outcome, state);
  } else if (const auto *operation = dyn_cast<BinaryOperator>(expr)) {
    if (operation->getOpcode() == BO_LAnd ? outcome : operation->getOpcode() == BO_LOr && !outcome) {
      assume(operation->getLHS(), outcome, state);
      assume(operation->getRHS(), outcome, state);
    } else if (operation->getOpcode() == BO_Comma) {
      assume(operation->getRHS(), outcome, state);
    } else if (operation->isAssignmentOp()) {
      assumeValue(operation, outcome, state);
    } else if (!operation->isComparisonOp() || !assumeComparison(operation, outcome, state)) {
      doubtMentioned(expr, ~0u, state);
    }
  } else if (const auto *call = dyn_cast<CallExpr>(expr)) {
    if (outcome && call->getType()->isPointerType()) state.validCalls.push_back(identity(call));
    if (!assumeCall(call, outcome, state)) doubtMentioned(expr, ~0u, state);
  } else if (const auto *choice = dyn_cast<ConditionalOperator>(expr)) {
    const auto truth = [this](const Expr *arm) {
      return isNothing(arm) ? std::optional(false) : unit_.graphs.constants().truth(arm);
    };
    const auto yes = truth(choice->getTrueExpr());
    const auto no = truth(choice->getFalseExpr());
    if (yes && *yes != outcome)
      assume(choice->getCond(), false, state);
    else if (no && *no != outcome)
      assume(choice->getCond(), true, state);
  } else {
    assumeValue(expr, outcome, state);
  }
  --nesting_;
}

// expr is true, non-zero, not null, has a value; or it is not.
void FunctionFlow::assumeValue(const Expr *expr, bool valid, State &state) {
  const auto place = holder(expr);
  if (!place) {
    doubtMentioned(expr, ~0u, state);
    return;
  }
  doubtNull(read(*place, state), state);
  if (const Helper *helper = state.helpers.find(*place)) {
    const Helper copy = *helper; // a test may drop it
    assume(copy.test, valid, state);
  }
  if (state.dead) return;
  const Value value = read(*place, state);
  const bool isNumber = expr->getType()->isIntegerType() && !expr->getType()->isBooleanType();
  if (valid != isNumber) // a number other than 0 may be -1
    markValid(value, state);
  else if (!isNumber)
    markNull(value, state);
  assumeFact(expr, Fact::of(valid), state);
}

void FunctionFlow::assumeFact(const Expr *expr, const Fact &fact, State &state) {
  const auto place = holder(expr);
  if (!place) return;
  learn(*place, fact, state);
  if (!state.dead && hasWitnesses(state)) keepConsistent(state, *place, fact);
}

// A pointer is compared with a value that is not null: MAP_FAILED.
bool FunctionFlow::assumeFailureValue(const Expr *expr, BinaryOperatorKind kind, std::int64_t bound, State &state) {
  const auto place = holder(expr);
  if (!place || (kind != BO_EQ && kind != BO_NE)) return false;
  Value failed = read(*place, state);
  llvm::erase_if(failed, [&](const Entry &entry) {
    const Origin &origin = unit_.origins[entry.origin];
    return origin.isGiven || origin.source->failure != bound;
  });
  if (failed.empty()) return false;
  if (kind == BO_NE)
    markValid(failed, state);
  else
    markNull(failed, state);
  return true;
}

// A number that is -1 after a failure is compared. bound: unknown when it is compared with a variable.
void FunctionFlow::assumeNumber(const Expr *expr, BinaryOperatorKind kind, std::optional<std::int64_t> bound,
                                State &state) {
  const Expr *number = bare(expr);
  if (!number->getType()->isIntegralOrEnumerationType()) return;
  const auto place = holder(number);
  if (!place) return;
  const Value value = read(*place, state);
  if (value.empty()) return;
  if (!bound || expr->getType()->isUnsignedIntegerOrEnumerationType() || !holds(kind, -1, *bound))
    markValid(value, state);
  else if ((kind == BO_EQ && *bound == -1) || (kind == BO_LT && *bound == 0))
    markNull(value, state);
}

bool FunctionFlow::assumeComparison(const BinaryOperator *comparison, bool outcome, State &state) {
  const Expr *left = comparison->getLHS();
  const Expr *right = comparison->getRHS();
  BinaryOperatorKind kind = comparison->getOpcode();
  if (isNullConstant(left) || (factOf(left, state) && !factOf(right, state))) {
    std::swap(left, right);
    kind = BinaryOperator::reverseComparisonOp(kind);
  }
  const auto constant = factOf(right, state);
  if (!constant || !constant->value) {
    for (const Expr *side : {left, right}) assumeNumber(side, kind, std::nullopt, state);
    return false;
  }
  if (!outcome) kind = BinaryOperator::negateComparisonOp(kind);
  const std::int64_t bound = *constant->value;
  if (left->getType()->isPointerType()) {
    if (bound != 0) return assumeFailureValue(left, kind, bound, state);
    if (kind == BO_NE || kind == BO_GT || kind == BO_EQ || kind == BO_LE) {
      assume(left, kind == BO_NE || kind == BO_GT, state);
      return true;
    }
    return false;
  }
  // A comparison with 0 or 1 of something that is true or false.
  const Expr *inner = bare(left);
  const bool isTest = inner->isKnownToHaveBooleanValue() || isa<CallExpr>(inner);
  if (isTest && (kind == BO_EQ || kind == BO_NE) && (bound == 0 || bound == 1)) {
    if (bound == 0) {
      assume(left, kind == BO_NE, state);
      return true;
    }
    if (inner->isKnownToHaveBooleanValue()) {
      assume(left, kind == BO_EQ, state);
      return true;
    }
  }
  const auto place = holder(left);
  if (!place) return false;
  doubtNull({}, state);
  assumeNumber(left, kind, bound, state);
  if (const Helper *helper = state.helpers.find(*place); helper && (kind == BO_EQ || kind == BO_NE || kind == BO_LT)) {
    const Helper copy = *helper;
    if (bound == 0) assume(copy.test, kind != BO_EQ, state);
  }
  if (state.dead) return true;
  const Fact *known = state.facts.find(*place);
  if (known && known->value && !holds(kind, *known->value, bound)) {
    state.dead = true;
    return true;
  }
  // Which values are left?
  for (auto &[other, slot] : state.slots)
    llvm::erase_if(slot.value, [&](const Entry &entry) {
      return llvm::any_of(entry.witnesses, [&](const Witness &witness) {
        if (witness.variable != *place) return false;
        if (witness.fact.value) return !holds(kind, *witness.fact.value, bound);
        return !(kind == BO_NE && bound == 0 && witness.fact.truth.value_or(false));
      });
    });
  if (kind == BO_EQ)
    learn(*place, Fact::of(bound), state);
  else if (bound == 0 && kind != BO_LE && kind != BO_GE)
    learn(*place, Fact::of(true), state);
  return true;
}

bool FunctionFlow::assumeCall(const CallExpr *call, bool outcome, State &state) {
  const FunctionDecl *callee = target(call);
  if (const auto *method = dyn_cast_or_null<CXXMethodDecl>(callee)) {
    const Expr *object = nullptr;
    if (const auto *member = dyn_cast<CXXMemberCallExpr>(call)) object = member->getImplicitObjectArgument();
    if (isa<CXXOperatorCallExpr>(call) && call->getNumArgs() > 0) object = call->getArg(0);
    // The method may belong to a base class; the object's own type says what it is.
    if (object && (unit_.sources.isCarrier(object->getType()) ||
                   unit_.sources.isCarrier(object->IgnoreParenImpCasts()->getType()))) {
      const CarrierUse what = Sources::carrierUse(method);
      if (what == CarrierUse::Test || what == CarrierUse::NegatedTest) {
        assumeValue(object, outcome == (what == CarrierUse::Test), state);
        return true;
      }
    }
  }
  if (const auto *operation = dyn_cast<CXXOperatorCallExpr>(call); operation && operation->getNumArgs() == 2) {
    const OverloadedOperatorKind kind = operation->getOperator();
    if (kind == OO_EqualEqual || kind == OO_ExclaimEqual) {
      for (const unsigned i : {0u, 1u}) {
        if (!unit_.sources.isCarrier(operation->getArg(i)->getType())) continue;
        const bool isEmpty = isNothing(operation->getArg(1 - i));
        // Comparing with a value that it holds shows that it holds one.
        if (isEmpty || outcome == (kind == OO_EqualEqual))
          assumeValue(operation->getArg(i), isEmpty ? outcome == (kind == OO_ExclaimEqual) : true, state);
        return true;
      }
    }
  }
  if (!callee) return false;
  if (callee->hasBody()) {
    const bool isAsked = llvm::any_of(call->arguments(), [&](const Expr *argument) {
      const auto place = holder(argument);
      return place && !read(*place, state).empty();
    });
    if (!isAsked) return false;
    const Summary &summary = unit_.summary(callee, true);
    const std::uint32_t mask = outcome ? summary.validWhenTrue : summary.validWhenFalse;
    if (!summary.isKnown) return false;
    for (unsigned i = 0; i < std::min(call->getNumArgs(), 32u); ++i)
      if (mask >> i & 1) {
        if (const auto place = holder(call->getArg(i))) markValid(read(*place, state), state);
      }
    return false;
  }
  // An unknown function that by its name judges what it is given.
  for (const llvm::StringRef word : {"valid", "check", "verify", "ok", "null", "require", "ensure", "assert", "expect"})
    if (hasWord(simpleName(callee), word)) {
      for (const Expr *argument : call->arguments())
        if (const auto place = holder(argument)) markValid(read(*place, state), state);
      break;
    }
  return false;
}

// A test that cannot be decided tells the paths apart all the same.
void FunctionFlow::doubtMentioned(const Expr *condition, PlaceId except, State &state) {
  doubtNull({}, state);
  if (!hasWitnesses(state)) return;
  llvm::SmallVector<const Stmt *, 8> pending = {condition};
  while (!pending.empty()) {
    const Stmt *stmt = pending.pop_back_val();
    if (!stmt) continue;
    if (isa<DeclRefExpr, MemberExpr>(stmt))
      if (const auto place = placeOf(cast<Expr>(stmt)); place && *place != except)
        keepConsistent(state, *place, std::nullopt);
    pending.append(stmt->child_begin(), stmt->child_end());
  }
}

void FunctionFlow::assumeCase(const SwitchStmt *choice, const SwitchCase *label, State &state) {
  if (state.dead || !choice->getCond() || choice->getCond()->isValueDependent()) return;
  const auto *value = dyn_cast_or_null<CaseStmt>(label);
  const auto fact = value && !value->getRHS() ? factOf(value->getLHS()) : std::nullopt;
  const Expr *condition = bare(choice->getCond());
  if (fact && condition->isKnownToHaveBooleanValue()) {
    assume(condition, *fact->truth, state);
    return;
  }
  assumeNumber(condition, BO_EQ, fact ? fact->value : std::nullopt, state);
  if (fact)
    assumeFact(condition, *fact, state);
  else
    doubtMentioned(condition, ~0u, state);
}

// bool ok = p != nullptr; int rc = p ? 0 : ENOMEM; std::optional<int> next = p ? step(*p) : std::nullopt;
void FunctionFlow::keepTest(PlaceId variable, const Expr *value, State &state) {
  const Expr *test = bare(value);
  const bool isChoice = isa<ConditionalOperator>(test);
  const bool isCarrier = isChoice && unit_.sources.isCarrier(test->getType()) && !unit_.places.isFromOutside(variable);
  if (!isScalar(variable) && !isCarrier) return;
  if (!test->isKnownToHaveBooleanValue() && !isChoice && !isa<CallExpr>(test)) return;
  if (test->getType()->isPointerType()) return;
  Helper helper{test, {}};
  llvm::SmallVector<const Stmt *, 8> pending = {test};
  while (!pending.empty() && helper.about.size() < 8) {
    const Stmt *stmt = pending.pop_back_val();
    if (!stmt) continue;
    if (isa<DeclRefExpr, MemberExpr>(stmt))
      if (const auto place = placeOf(cast<Expr>(stmt))) helper.about.push_back(*place);
    pending.append(stmt->child_begin(), stmt->child_end());
  }
  if (llvm::any_of(helper.about, [&](PlaceId place) { return place == variable; })) return;
  if (!helper.about.empty()) state.helpers[variable] = std::move(helper);
}

void FunctionFlow::noteAssert(const Expr *expr, State &state) {
  llvm::SmallVector<const Stmt *, 8> pending = {expr};
  while (!pending.empty()) {
    const Stmt *stmt = pending.pop_back_val();
    if (!stmt) continue;
    if (isa<DeclRefExpr, MemberExpr>(stmt))
      if (const auto place = placeOf(cast<Expr>(stmt)))
        if (Slot *slot = state.slots.find(*place))
          for (Entry &entry : slot->value) entry.isDoubtful = true;
    pending.append(stmt->child_begin(), stmt->child_end());
  }
}

} // namespace lintel::checkers::fallible
