// What the outcome of a condition proves: between which bounds values lie afterwards.
#include "checkers/analysis/names.h"
#include "checkers/analysis/range_evaluator.h"

namespace lintel::checkers {

using namespace clang;

namespace {

constexpr unsigned kMaxDepth = 24;
const Interval::Number kInfinity = Interval::everything().high;

bool isWhole(const Expr *expr) { return !expr->getType()->isRealFloatingType(); }

} // namespace

void RangeEvaluator::assume(const Expr *condition, bool outcome, State &state) {
  state_ = &state;
  if (state.isReachable()) assumeIn(condition, outcome);
}

void RangeEvaluator::assumeCase(const SwitchStmt *choice, const SwitchCase *label, State &state) {
  state_ = &state;
  const Expr *value = choice->getCond();
  if (!state.isReachable() || !value || value->isValueDependent()) return;
  if (const auto *selected = dyn_cast_or_null<CaseStmt>(label)) {
    Interval range = valueOf(selected->getLHS()).all;
    if (selected->getRHS()) range = hull(range, valueOf(selected->getRHS()).all);
    return limit(value, {range});
  }
  unsigned cases = 0;
  for (const SwitchCase *other = choice->getSwitchCaseList(); other && cases < 64; other = other->getNextSwitchCase())
    if (const auto *excluded = dyn_cast<CaseStmt>(other); excluded && !excluded->getRHS() && ++cases > 0)
      if (const Interval range = valueOf(excluded->getLHS()).all; range.isSingle()) exclude(value, range.low);
}

void RangeEvaluator::assumeIn(const Expr *condition, bool outcome, unsigned depth) {
  if (!state_->isReachable()) return;
  if (depth > kMaxDepth) return unit_.graphs.giveUp(function_);
  condition = condition->IgnoreParenImpCasts();
  if (const auto *full = dyn_cast<FullExpr>(condition)) return assumeIn(full->getSubExpr(), outcome, depth + 1);
  if (const auto *unary = dyn_cast<UnaryOperator>(condition); unary && unary->getOpcode() == UO_LNot)
    return assumeIn(unary->getSubExpr(), !outcome, depth + 1);
  if (const auto *binary = dyn_cast<BinaryOperator>(condition)) {
    const BinaryOperatorKind kind = binary->getOpcode();
    if (binary->isComparisonOp()) return assumeComparison(binary->getLHS(), binary->getRHS(), kind, outcome);
    if (kind == BO_Comma) return assumeIn(binary->getRHS(), outcome, depth + 1);
    if (binary->isLogicalOp()) {
      const bool both = (kind == BO_LAnd) == outcome;
      if (both) {
        assumeIn(binary->getLHS(), outcome, depth + 1);
        return assumeIn(binary->getRHS(), outcome, depth + 1);
      }
      State *const state = state_;
      State left = *state;
      State right = *state;
      state_ = &left;
      assumeIn(binary->getLHS(), outcome, depth + 1);
      state_ = &right;
      assumeIn(binary->getLHS(), !outcome, depth + 1);
      assumeIn(binary->getRHS(), outcome, depth + 1);
      left.joinWith(right, places_);
      state_ = state;
      *state = left;
      return;
    }
  }
  if (const auto *rewritten = dyn_cast<CXXRewrittenBinaryOperator>(condition))
    return assumeComparison(rewritten->getLHS(), rewritten->getRHS(), rewritten->getOpcode(), outcome);
  if (const auto *call = dyn_cast<CallExpr>(condition)) return assumeCall(call, outcome, depth);
  if (const auto *reference = dyn_cast<DeclRefExpr>(condition);
      reference && reference->getType()->isBooleanType() && isa<VarDecl>(reference->getDecl())) {
    // const bool tooLarge = n > kMax; if (tooLarge) return;
    const auto *flag = cast<VarDecl>(reference->getDecl());
    if (flag->isLocalVarDecl() && flag->getInit() && !flag->getInit()->isValueDependent())
      assumeIn(flag->getInit(), outcome, depth + 1);
  }
  if (!condition->getType()->isArithmeticType()) return;
  if (outcome)
    exclude(condition, 0);
  else
    limit(condition, {Interval::only(0)});
}

void RangeEvaluator::assumeCall(const CallExpr *call, bool outcome, unsigned depth) {
  const FunctionDecl *callee = call->getDirectCallee();
  const llvm::StringRef name = callee ? simpleName(callee) : llvm::StringRef();
  if (name == "__builtin_expect" || name == "__builtin_expect_with_probability")
    return assumeIn(call->getArg(0), outcome, depth + 1);
  if (callee && isInStd(callee) && call->getNumArgs() == 2 && name.starts_with("cmp_")) {
    const BinaryOperatorKind kind = name == "cmp_less"            ? BO_LT
                                    : name == "cmp_less_equal"    ? BO_LE
                                    : name == "cmp_greater"       ? BO_GT
                                    : name == "cmp_greater_equal" ? BO_GE
                                    : name == "cmp_equal"         ? BO_EQ
                                                                  : BO_NE;
    return assumeComparison(call->getArg(0), call->getArg(1), kind, outcome);
  }
  if (callee && isInStd(callee) && name == "in_range" && call->getNumArgs() == 1) {
    const TemplateArgumentList *types = callee->getTemplateSpecializationArgs();
    if (!outcome || !types || types->size() == 0 || types->get(0).getKind() != TemplateArgument::Type) return;
    if (const auto range = rangeOf(types->get(0).getAsType(), unit_.context)) limit(call->getArg(0), {*range});
    return;
  }
  tameArguments(call);
}

// A function of the program that decides about a value is taken at its word.
void RangeEvaluator::tameArguments(const Expr *expr) {
  const auto *call = dyn_cast<CallExpr>(expr->IgnoreParenImpCasts());
  const FunctionDecl *callee = call ? call->getDirectCallee() : nullptr;
  if (!call || isa<CXXOperatorCallExpr>(call) || (callee && (isInSystemHeader(callee) || callee->getBuiltinID() != 0)))
    return;
  for (const Expr *argument : call->arguments()) {
    const auto target = argument->getType()->isArithmeticType() ? place(argument->IgnoreParenCasts()) : std::nullopt;
    if (!target) continue;
    RangedValue value = state_->read(target->id, places_);
    if (!value.isWild()) continue;
    value.tame();
    state_->write(target->id, value);
  }
}

void RangeEvaluator::assumeComparison(const Expr *left, const Expr *right, BinaryOperatorKind kind, bool outcome) {
  tameArguments(left);
  tameArguments(right);
  if (!left->getType()->isArithmeticType() && !left->getType()->isEnumeralType()) return;
  switch (kind) {
  case BO_LT: return outcome ? atMost(left, right, true) : atMost(right, left, false);
  case BO_LE: return outcome ? atMost(left, right, false) : atMost(right, left, true);
  case BO_GT: return outcome ? atMost(right, left, true) : atMost(left, right, false);
  case BO_GE: return outcome ? atMost(right, left, false) : atMost(left, right, true);
  case BO_EQ:
  case BO_NE: {
    const RangedValue a = valueOf(left);
    const RangedValue b = valueOf(right);
    if (outcome == (kind == BO_EQ)) {
      limit(left, {b.all, !b.fixed && !b.isWild(), !b.fixed && !b.isWild()});
      return limit(right, {a.all, !a.fixed && !a.isWild(), !a.fixed && !a.isWild()});
    }
    if (b.all.isSingle()) exclude(left, b.all.low);
    if (a.all.isSingle()) exclude(right, a.all.low);
    return;
  }
  default: return;
  }
}

// left is at most right.
void RangeEvaluator::atMost(const Expr *left, const Expr *right, bool strictly) {
  const RangedValue a = valueOf(left);
  const RangedValue b = valueOf(right);
  const Interval::Number step = strictly && isWhole(left) && isWhole(right) ? 1 : 0;
  limit(left, {{-kInfinity, b.all.high - step}, !b.fixed && !b.isWild(), false});
  limit(right, {{a.all.low + step, kInfinity}, false, !a.fixed && !a.isWild()});
}

void RangeEvaluator::limit(const Expr *expr, const Limit &to, unsigned depth) {
  if (!expr || !state_->isReachable()) return;
  if (depth > kMaxDepth) return unit_.graphs.giveUp(function_);
  expr = expr->IgnoreParens();
  if (const auto *full = dyn_cast<FullExpr>(expr)) return limit(full->getSubExpr(), to, depth + 1);
  if (const auto *temporary = dyn_cast<MaterializeTemporaryExpr>(expr))
    return limit(temporary->getSubExpr(), to, depth + 1);
  if (const auto *cast = dyn_cast<CastExpr>(expr);
      cast && (cast->getCastKind() == CK_IntegralCast || cast->getCastKind() == CK_FloatingCast ||
               cast->getCastKind() == CK_IntegralToFloating)) {
    const auto target = rangeOf(cast->getType(), unit_.context);
    const Interval source = valueOf(cast->getSubExpr()).all;
    if (!target) return;
    if (target->contains(source)) return limit(cast->getSubExpr(), to, depth + 1);
    if (target->low != 0 || source.high > target->high) return;
    // Negative numbers have become large ones.
    const Interval kept = meet(meet(source, {0, kInfinity}), to.range);
    const Interval wrapped = meet(meet(source, {-kInfinity, -1}), plus(to.range, Interval::only(-target->high - 1)));
    const bool trick = to.capsAbove; // (size_t)n < size bounds n on both sides
    return limit(cast->getSubExpr(), {hull(kept, wrapped), to.capsAbove, to.capsBelow || trick}, depth + 1);
  }
  if (const auto target = place(expr)) return limitPlace(target->id, to, expr->getType());
  if (const auto *operation = dyn_cast<BinaryOperator>(expr); operation && operation->isAdditiveOp()) {
    const RangedValue right = valueOf(operation->getRHS());
    if (!right.all.isSingle() || !operation->getType()->isArithmeticType()) return;
    const Interval offset = Interval::only(operation->getOpcode() == BO_Add ? -right.all.low : right.all.low);
    limit(operation->getLHS(), {plus(to.range, offset), to.capsAbove, to.capsBelow}, depth + 1);
  } else if (const auto *sign = dyn_cast<UnaryOperator>(expr); sign && sign->getOpcode() == UO_Minus) {
    limit(sign->getSubExpr(), {negated(to.range), to.capsBelow, to.capsAbove}, depth + 1);
  }
}

void RangeEvaluator::limitPlace(PlaceId id, const Limit &to, QualType type) {
  RangedValue value = state_->read(id, places_);
  const auto range = rangeOf(type, unit_.context);
  if (!range) return;
  value.limitTo(*range);
  value.limitTo(to.range);
  if (value.all.isEmpty()) return state_->setUnreachable();
  value.cappedAbove |= value.isWild() && to.capsAbove;
  value.cappedBelow |= value.isWild() && to.capsBelow;
  state_->write(id, value);
}

void RangeEvaluator::exclude(const Expr *expr, Interval::Number number) {
  for (;;) {
    expr = expr->IgnoreParens();
    const auto *cast = dyn_cast<CastExpr>(expr);
    if (!cast || cast->getCastKind() != CK_IntegralCast) break;
    // The largest unsigned number is what -1 became.
    const auto target = rangeOf(cast->getType(), unit_.context);
    const Interval source = valueOf(cast->getSubExpr()).all;
    if (!target) return;
    if (!source.contains(Interval::only(number))) number -= target->high + 1;
    expr = cast->getSubExpr();
  }
  const auto target = place(expr);
  const auto range = rangeOf(expr->getType(), unit_.context);
  if (!target || !range) return;
  RangedValue value = state_->read(target->id, places_);
  value.limitTo(*range);
  const auto without = [&](Interval x) {
    if (x.isSingle() && x.low == number) return Interval();
    if (x.low == number) x.low += 1;
    if (x.high == number) x.high -= 1;
    return x;
  };
  if (isWhole(expr)) {
    value.all = without(value.all);
    value.wild = without(value.wild);
    if (value.all.isEmpty()) return state_->setUnreachable();
    if (!value.isWild() && !value.fixed) value.trace = nullptr;
    state_->write(target->id, value);
  }
}

} // namespace lintel::checkers
