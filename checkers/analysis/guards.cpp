// What the outcome of a condition proves: which values have an upper bound afterwards.
#include "checkers/analysis/evaluator.h"
#include "checkers/analysis/function_graph.h"
#include "checkers/analysis/names.h"

namespace lintel::checkers {

using namespace clang;

void Evaluator::assume(const Expr *condition, bool outcome, State &state, bool onlyConstants) {
  state_ = &state;
  assumeIn(condition, outcome, onlyConstants);
}

void Evaluator::assumeBounded(const Expr *value, State &state) {
  state_ = &state;
  boundPlaces(value);
}

void Evaluator::assumeIn(const Expr *condition, bool outcome, bool onlyConstants) {
  condition = condition->IgnoreParenImpCasts();
  if (const auto *full = llvm::dyn_cast<FullExpr>(condition))
    return assumeIn(full->getSubExpr(), outcome, onlyConstants);
  if (unit.nesting >= UnitTaint::kMaxNesting) return FunctionGraphs::of(unit.context).giveUpAt(condition->getExprLoc());
  ++unit.nesting;
  if (const auto *unary = llvm::dyn_cast<UnaryOperator>(condition); unary && unary->getOpcode() == UO_LNot) {
    assumeIn(unary->getSubExpr(), !outcome, onlyConstants);
  } else if (const auto *binary = llvm::dyn_cast<BinaryOperator>(condition)) {
    const BinaryOperatorKind kind = binary->getOpcode();
    if (binary->isLogicalOp()) {
      const bool both = (kind == BO_LAnd) == outcome;
      if (both) {
        assumeIn(binary->getLHS(), outcome, onlyConstants);
        assumeIn(binary->getRHS(), outcome, onlyConstants);
      } else {
        // Either the left side decided, or the right side did.
        State *const state = state_;
        State left = *state;
        State right = *state;
        state_ = &left;
        assumeIn(binary->getLHS(), outcome, onlyConstants);
        state_ = &right;
        assumeIn(binary->getLHS(), !outcome, onlyConstants);
        assumeIn(binary->getRHS(), outcome, onlyConstants);
        left.joinWith(right, places_, unit.texts);
        state_ = state;
        *state = left;
      }
    } else if (binary->isComparisonOp())
      assumeComparison(binary->getLHS(), binary->getRHS(), kind, outcome, onlyConstants);
    else if (kind == BO_Comma || kind == BO_Assign)
      assumeIn(kind == BO_Comma ? binary->getRHS() : binary->getLHS(), outcome, onlyConstants);
  } else if (const auto *rewritten = llvm::dyn_cast<CXXRewrittenBinaryOperator>(condition)) {
    assumeComparison(rewritten->getLHS(), rewritten->getRHS(), rewritten->getOpcode(), outcome, onlyConstants);
  } else if (const auto *call = llvm::dyn_cast<CallExpr>(condition)) {
    assumeCall(call, outcome, onlyConstants);
  } else if (const auto *reference = llvm::dyn_cast<DeclRefExpr>(condition);
             reference && reference->getType()->isBooleanType() && llvm::isa<VarDecl>(reference->getDecl())) {
    // const bool tooLarge = n > kMax; if (tooLarge) return;
    const auto *flag = llvm::cast<VarDecl>(reference->getDecl());
    if (flag->isLocalVarDecl() && flag->getInit() && !flag->getInit()->isValueDependent())
      assumeIn(flag->getInit(), outcome, onlyConstants);
  } else if (!outcome) {
    boundPlaces(condition); // it is zero
  }
  --unit.nesting;
}

void Evaluator::assumeComparison(const Expr *left, const Expr *right, BinaryOperatorKind kind, bool outcome,
                                 bool onlyConstants) {
  switch (kind) {
  case BO_LT:
  case BO_LE: return outcome ? bound(left, right, onlyConstants) : bound(right, left, onlyConstants);
  case BO_GT:
  case BO_GE: return outcome ? bound(right, left, onlyConstants) : bound(left, right, onlyConstants);
  case BO_EQ:
  case BO_NE:
    if (outcome != (kind == BO_EQ)) return;
    bound(left, right, onlyConstants);
    return bound(right, left, onlyConstants);
  default: return;
  }
}

// value is at most (or equal to) by.
void Evaluator::bound(const Expr *value, const Expr *by, bool onlyConstants) {
  std::uint64_t constant = 0;
  const bool fixed = isConstant(by, constant);
  if (fixed ? constant >= kNoBound : onlyConstants) return;
  const Value limit = valueOf(by);
  if (limit.isUnbounded()) {
    const Value what = valueOf(value);
    const bool configured = isOperators(limit.trace->origin) && what.isTainted() && !isOperators(what.trace->origin);
    if (!configured) return;
  }
  boundPlaces(value);
}

void Evaluator::boundPlaces(const Expr *value, unsigned depth) {
  if (!value) return;
  constexpr unsigned kMaxDepth = 16;
  if (depth > kMaxDepth) return FunctionGraphs::of(unit.context).giveUpAt(value->getExprLoc());
  value = value->IgnoreParenImpCasts();
  if (const auto *full = llvm::dyn_cast<FullExpr>(value)) return boundPlaces(full->getSubExpr(), depth + 1);
  if (const auto id = place(value)) return boundPlace(*id);
  if (const auto *cast = llvm::dyn_cast<CastExpr>(value)) return boundPlaces(cast->getSubExpr(), depth + 1);
  if (const auto *unary = llvm::dyn_cast<UnaryOperator>(value)) {
    if (unary->getOpcode() != UO_LNot && unary->getOpcode() != UO_Minus) boundPlaces(unary->getSubExpr(), depth + 1);
    return;
  }
  if (const auto *binary = llvm::dyn_cast<BinaryOperator>(value)) {
    const BinaryOperatorKind kind = binary->getOpcode();
    // Sums and products grow with each operand; a difference, quotient or shift with the left one.
    if (kind == BO_Add || kind == BO_Mul || kind == BO_Shl || binary->isCompoundAssignmentOp()) {
      boundPlaces(binary->getLHS(), depth + 1);
      boundPlaces(binary->getRHS(), depth + 1);
    } else if (kind == BO_Sub || kind == BO_Div || kind == BO_Shr || kind == BO_Assign)
      boundPlaces(binary->getLHS(), depth + 1);
    else if (kind == BO_Comma)
      boundPlaces(binary->getRHS(), depth + 1);
    return;
  }
  if (const auto *construct = llvm::dyn_cast<CXXConstructExpr>(value); construct && construct->getNumArgs() == 1)
    return boundPlaces(construct->getArg(0), depth + 1);
  if (const auto *call = llvm::dyn_cast<CallExpr>(value); call && call->getNumArgs() == 1) {
    const FunctionDecl *callee = call->getDirectCallee();
    if (callee && libraryFunction(callee).effect == LibraryEffect::Convert) boundPlaces(call->getArg(0), depth + 1);
  }
}

void Evaluator::boundPlace(PlaceId id) {
  const Value known = read(id);
  // A pointer or reference argument: what it names is bounded, and so are its parts.
  for (const PlaceId part : state_->setInside(id, places_)) write(part, read(part).withBound());
  if (!known.isUnbounded()) return;
  write(id, known.withBound());
  // Copies of one field of a request are as large as it is. Other sources yield something new each time.
  if (known.trace->origin != Origin::Request) return;
  const Trace *source = sourceOf(known.trace);
  for (PlaceId copy = 0; copy < places_.size(); ++copy)
    if (const Value value = read(copy); value.isUnbounded() && sourceOf(value.trace) == source)
      write(copy, value.withBound());
}

void Evaluator::assumeCall(const CallExpr *call, bool outcome, bool onlyConstants) {
  const FunctionDecl *callee = call->getDirectCallee();
  if (!callee) return;
  const llvm::StringRef name = simpleName(callee);
  const auto *asked = llvm::dyn_cast<CXXMemberCallExpr>(call);
  if (asked && !outcome && (name == "has_value" || llvm::isa<CXXConversionDecl>(callee)))
    return boundPlaces(asked->getImplicitObjectArgument()); // there is no value
  if (name == "__builtin_expect" || name == "__builtin_expect_with_probability")
    return assumeIn(call->getArg(0), outcome, onlyConstants);
  if (isInStd(callee) && call->getNumArgs() == 2 && name.starts_with("cmp_")) {
    const BinaryOperatorKind kind = name == "cmp_less"            ? BO_LT
                                    : name == "cmp_less_equal"    ? BO_LE
                                    : name == "cmp_greater"       ? BO_GT
                                    : name == "cmp_greater_equal" ? BO_GE
                                    : name == "cmp_equal"         ? BO_EQ
                                                                  : BO_NE;
    return assumeComparison(call->getArg(0), call->getArg(1), kind, outcome, onlyConstants);
  }
  if (isInStd(callee) && name == "in_range" && outcome && call->getNumArgs() == 1) {
    const TemplateArgumentList *arguments = callee->getTemplateSpecializationArgs();
    if (arguments && arguments->size() > 0 && arguments->get(0).getKind() == TemplateArgument::Type &&
        isNarrow(arguments->get(0).getAsType(), unit.context))
      boundPlaces(call->getArg(0));
    return;
  }
  if (const auto *operation = llvm::dyn_cast<CXXOperatorCallExpr>(call)) {
    // Comparisons of class types: optional<int> with int, strong types.
    if (operation->isComparisonOp() && operation->getNumArgs() == 2) {
      const BinaryOperatorKind kind = BinaryOperator::getOverloadedOpcode(operation->getOperator());
      return assumeComparison(operation->getArg(0), operation->getArg(1), kind, outcome, onlyConstants);
    }
    if (operation->getOperator() != OO_Call) return;
  }
  if (!unit.canSummarise(callee)) {
    if (unit.sources.isBoundHelper(callee))
      for (const Expr *argument : call->arguments()) boundPlaces(argument);
    return;
  }
  const auto *member = llvm::dyn_cast<CXXMemberCallExpr>(call);
  const Expr *object = member ? member->getImplicitObjectArgument() : nullptr;
  llvm::ArrayRef<const Expr *> values(call->getArgs(), call->getNumArgs());
  if (llvm::isa<CXXOperatorCallExpr>(call)) {
    object = values[0];
    values = values.drop_front();
  }
  Arguments arguments{call, object, values, {}};
  for (const Expr *value : values) arguments.evaluated.push_back(valueOf(value));
  const std::vector<Seed> seeds = seedsFor(callee, arguments, object ? place(object) : Into());
  if (seeds.empty() && !unit.mayMatter(callee)) return;
  const Summary &summary = unit.peek(callee, seeds);
  for (const Summary::Part &part : outcome ? summary.boundsWhenTrue : summary.boundsWhenFalse) {
    if (part.parameter < values.size())
      boundPart(values[part.parameter], part.path);
    else if (part.parameter == kThisParameter && object)
      boundPart(object, part.path);
  }
}

void Evaluator::boundPart(const Expr *argument, llvm::ArrayRef<const IdentifierInfo *> path) {
  if (path.empty()) return boundPlaces(argument);
  const auto whole = place(argument);
  if (!whole) return;
  PlaceId id = *whole;
  for (const IdentifierInfo *name : path) id = places_.member(id, name);
  Value value = read(id).withBound();
  value.bounded = true; // also when nothing here has read it yet
  write(id, value);
}

} // namespace lintel::checkers
