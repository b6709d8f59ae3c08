#include "checkers/analysis/range_evaluator.h"

#include "checkers/analysis/names.h"

#include "clang/Basic/SourceManager.h"

namespace lintel::checkers {

using namespace clang;

RangeEvaluator::RangeEvaluator(UnitRanges &unit, const FunctionDecl *function)
    : unit_(unit), function_(function), facts_(unit.facts(function)), star_(unit.star) {
  if (const auto *constructor = dyn_cast<CXXConstructorDecl>(function))
    for (const CXXCtorInitializer *initializer : constructor->inits())
      if (const FieldDecl *field = initializer->getAnyMember(); field && field->getIdentifier())
        initialisers_[initializer->getInit()] = field;
}

void RangeEvaluator::execute(const Stmt *stmt, State &state) {
  if (!state.isReachable()) return;
  state_ = &state;
  if (const auto field = initialisers_.find(stmt); field != initialisers_.end()) {
    assign({places_.member(thisPlace(), field->second->getIdentifier())}, cast<Expr>(stmt));
  } else if (const auto *declaration = dyn_cast<DeclStmt>(stmt)) {
    declare(declaration);
  } else if (const auto *result = dyn_cast<ReturnStmt>(stmt)) {
    if (result->getRetValue()) assign({returnPlace()}, result->getRetValue());
  } else if (const auto *expr = dyn_cast<Expr>(stmt)) {
    evaluate(expr);
  } else {
    evaluateChildren(stmt);
  }
}

void RangeEvaluator::declare(const DeclStmt *stmt) {
  for (const Decl *decl : stmt->decls()) {
    const auto *var = dyn_cast<VarDecl>(decl);
    if (!var || var->isStaticLocal()) continue;
    const Expr *init = var->getInit();
    if (!init) {
      if (places_.findRoot(var)) forget(variable(var)); // declared anew in a loop
      continue;
    }
    if (var->getType()->isReferenceType()) {
      const auto target = place(init);
      evaluate(init);
      if (target && !target->weak && !places_.findRoot(var)) places_.alias(var, target->id);
      continue;
    }
    assign({variable(var)}, init);
  }
}

void RangeEvaluator::assign(const Target &target, const Expr *value) {
  if (value->getType()->isRecordType()) {
    const auto from = place(value);
    evaluate(value, target.id);
    if (!from || asking_ || from->id == target.id) return;
    const auto parts = state_->knownInside(from->id, places_);
    forget(target.id);
    for (const PlaceId part : parts) {
      PlaceId copy = target.id;
      const PlacePath path = places_.pathOf(part);
      for (const IdentifierInfo *name : llvm::ArrayRef(path).drop_front(places_[from->id].depth))
        copy = places_.member(copy, name);
      state_->write(copy, state_->read(part, places_));
    }
    return;
  }
  const RangedValue result = evaluate(value, target.id);
  if (!value->getType()->isArrayType()) store(target, result, value, value->getType());
}

bool RangeEvaluator::isOfItsType(const RangedValue &value, QualType type) const {
  if (value.isWild() || value.fixed || value.pointee || value.function || value.cappedAbove || value.cappedBelow)
    return false;
  const auto range = rangeOf(type, unit_.context);
  return !range || value.all.contains(*range);
}

void RangeEvaluator::store(const Target &target, RangedValue value, const Expr *at, QualType type) {
  if (asking_) return;
  modified_.insert(target.id);
  const SourceManager &sources = unit_.context.getSourceManager();
  if (value.fixed && !value.trace && at && (value.all.low < 0 || value.all.high > 127))
    value.trace = unit_.traces.source(Origin::Program, false, at->getSourceRange(),
                                      "the value " + toString(value.all) + " is set here");
  else if (value.isWild() && value.trace && at &&
           sources.getExpansionLineNumber(at->getBeginLoc()) !=
               sources.getExpansionLineNumber(value.trace->range.getBegin()))
    value.trace = unit_.traces.step(value.trace, at->getSourceRange(), "it is taken over here");
  if (target.weak) {
    const RangedValue before = state_->read(target.id, places_);
    value = joined(before, value, true);
  } else {
    state_->forgetInside(target.id, places_, true);
  }
  // A part of something wild that gets another value has to say so.
  if (!isOfItsType(value, type) || state_->read(target.id, places_).isKnown()) state_->write(target.id, value);
}

RangedValue RangeEvaluator::valueOf(const Expr *expr) {
  const bool asked = std::exchange(asking_, true);
  const RangedValue value = evaluate(expr);
  asking_ = asked;
  return value;
}

void RangeEvaluator::evaluateChildren(const Stmt *stmt) {
  for (const Stmt *child : stmt->children())
    if (const auto *expr = dyn_cast_or_null<Expr>(child)) evaluate(expr);
}

RangedValue RangeEvaluator::evaluate(const Expr *expr, Into into) {
  if (!expr || expr->isValueDependent()) return {};
  if (unit_.nesting >= UnitRanges::kMaxNesting) {
    unit_.graphs.giveUp(function_);
    return {};
  }
  ++unit_.nesting;
  RangedValue value = evaluateNode(expr, into);
  --unit_.nesting;
  if (const auto range = rangeOf(expr->getType(), unit_.context)) {
    value.all = meet(value.all, *range);
    if (value.all.isEmpty()) value.all = *range;
    if (value.isWild()) value.wild = meet(value.wild, *range);
  }
  return value;
}

RangedValue RangeEvaluator::evaluateNode(const Expr *expr, Into into) {
  if (const auto *full = dyn_cast<FullExpr>(expr)) return evaluate(full->getSubExpr(), into);
  if (const auto *conversion = dyn_cast<CastExpr>(expr)) return cast(conversion, into);
  switch (expr->getStmtClass()) {
  case Stmt::ParenExprClass: return evaluate(llvm::cast<ParenExpr>(expr)->getSubExpr(), into);
  case Stmt::MaterializeTemporaryExprClass:
    return evaluate(llvm::cast<MaterializeTemporaryExpr>(expr)->getSubExpr(), into);
  case Stmt::CXXBindTemporaryExprClass: return evaluate(llvm::cast<CXXBindTemporaryExpr>(expr)->getSubExpr(), into);
  case Stmt::SubstNonTypeTemplateParmExprClass:
    return evaluate(llvm::cast<SubstNonTypeTemplateParmExpr>(expr)->getReplacement(), into);
  case Stmt::GenericSelectionExprClass: {
    const auto *selection = llvm::cast<GenericSelectionExpr>(expr);
    return selection->isResultDependent() ? RangedValue() : evaluate(selection->getResultExpr(), into);
  }
  case Stmt::StmtExprClass: {
    const CompoundStmt *body = llvm::cast<StmtExpr>(expr)->getSubStmt();
    return body->body_empty() ? RangedValue() : valueOf(dyn_cast<Expr>(body->body_back()));
  }
  case Stmt::IntegerLiteralClass:
  case Stmt::CharacterLiteralClass:
  case Stmt::CXXBoolLiteralExprClass:
  case Stmt::UnaryExprOrTypeTraitExprClass: {
    Expr::EvalResult result;
    if (!expr->EvaluateAsInt(result, unit_.context)) return {};
    return RangedValue::constant(Interval::of(result.Val.getInt()));
  }
  case Stmt::FloatingLiteralClass: {
    const double number = llvm::cast<FloatingLiteral>(expr)->getValueAsApproximateDouble();
    return RangedValue::constant(Interval::only(number));
  }
  case Stmt::ImplicitValueInitExprClass:
  case Stmt::CXXScalarValueInitExprClass: return RangedValue::constant(Interval::only(0));
  case Stmt::DeclRefExprClass: {
    const ValueDecl *decl = llvm::cast<DeclRefExpr>(expr)->getDecl();
    if (const auto *enumerator = dyn_cast<EnumConstantDecl>(decl))
      return RangedValue::constant(Interval::of(enumerator->getInitVal()));
    if (const auto *named = dyn_cast<FunctionDecl>(decl)) {
      RangedValue value;
      value.function = named;
      return value;
    }
    if (const auto *var = dyn_cast<VarDecl>(decl); var && var->hasGlobalStorage())
      if (const auto constant = unit_.graphs.constants().integer(expr))
        return RangedValue::constant(Interval::of(*constant));
    const auto target = place(expr);
    return target ? read(*target, expr->getType()) : RangedValue();
  }
  case Stmt::MemberExprClass: {
    const auto *member = llvm::cast<MemberExpr>(expr);
    const auto target = place(expr);
    if (!target || isa<CallExpr>(member->getBase()->IgnoreParenImpCasts())) evaluate(member->getBase());
    const bool isRequested = isRequestNumber(*member, unit_.requests);
    if (!target) return isRequested ? requested(*member, expr->getType()) : RangedValue();
    RangedValue value = read(*target, expr->getType());
    if (isRequested && !value.isKnown()) {
      value = requested(*member, expr->getType());
      if (!target->weak && !asking_) state_->write(target->id, value);
    }
    const auto *field = dyn_cast<FieldDecl>(member->getMemberDecl());
    if (!field || !field->isBitField() || field->getBitWidth()->isValueDependent()) return value;
    const unsigned width = field->getBitWidthValue();
    const bool isUnsigned = field->getType()->isUnsignedIntegerOrEnumerationType();
    const Interval::Number count = static_cast<Interval::Number>(std::uint64_t(1) << std::min(width, 62U));
    value.limitTo(isUnsigned ? Interval{0, count - 1} : Interval{-count / 2, count / 2 - 1});
    return value;
  }
  case Stmt::ArraySubscriptExprClass: {
    const auto *subscript = llvm::cast<ArraySubscriptExpr>(expr);
    const RangedValue index = evaluate(subscript->getIdx());
    if (const auto found = facts_.bySite.find(subscript); found != facts_.bySite.end())
      judge(subscript, index, facts_.conversions[found->second].fitting);
    const auto target = place(expr);
    if (!target) evaluate(subscript->getBase());
    return target ? read(*target, expr->getType()) : RangedValue();
  }
  case Stmt::CXXThisExprClass: {
    RangedValue value;
    value.pointee = thisPlace();
    return value;
  }
  case Stmt::UnaryOperatorClass: return unary(llvm::cast<UnaryOperator>(expr));
  case Stmt::BinaryOperatorClass:
  case Stmt::CompoundAssignOperatorClass: return binary(llvm::cast<BinaryOperator>(expr), into);
  case Stmt::ConditionalOperatorClass: {
    const auto *choice = llvm::cast<ConditionalOperator>(expr);
    return conditional(choice->getCond(), choice->getTrueExpr(), choice->getFalseExpr());
  }
  case Stmt::BinaryConditionalOperatorClass: {
    const auto *choice = llvm::cast<BinaryConditionalOperator>(expr);
    return joined(valueOf(choice->getCommon()), valueOf(choice->getFalseExpr()), false);
  }
  case Stmt::OpaqueValueExprClass: return valueOf(llvm::cast<OpaqueValueExpr>(expr)->getSourceExpr());
  case Stmt::InitListExprClass: return initList(llvm::cast<InitListExpr>(expr), into);
  case Stmt::LambdaExprClass: return {};
  case Stmt::CXXDefaultArgExprClass: return valueOf(llvm::cast<CXXDefaultArgExpr>(expr)->getExpr());
  case Stmt::CXXDefaultInitExprClass: return valueOf(llvm::cast<CXXDefaultInitExpr>(expr)->getExpr());
  case Stmt::CXXConstructExprClass:
  case Stmt::CXXTemporaryObjectExprClass: return construct(llvm::cast<CXXConstructExpr>(expr), into);
  case Stmt::CXXOperatorCallExprClass:
  case Stmt::CXXMemberCallExprClass:
  case Stmt::UserDefinedLiteralClass:
  case Stmt::CallExprClass: return call(llvm::cast<CallExpr>(expr));
  default: evaluateChildren(expr); return {};
  }
}

RangedValue RangeEvaluator::unary(const UnaryOperator *operation) {
  const Expr *inner = operation->getSubExpr();
  switch (operation->getOpcode()) {
  case UO_AddrOf: {
    RangedValue value;
    if (const auto target = place(inner)) value.pointee = target->id;
    if (const auto *named = dyn_cast<DeclRefExpr>(inner->IgnoreParens()))
      value.function = dyn_cast<FunctionDecl>(named->getDecl());
    return value;
  }
  case UO_Deref: {
    const RangedValue pointer = evaluate(inner);
    if (pointer.function) return pointer;
    const auto target = place(operation);
    return target ? read(*target, operation->getType()) : RangedValue();
  }
  case UO_Plus:
  case UO_Extension: return evaluate(inner);
  case UO_Minus:
    return arithmetic(BO_Sub, RangedValue::constant(Interval::only(0)), evaluate(inner), operation->getType());
  case UO_Not:
    return arithmetic(BO_Sub, RangedValue::constant(Interval::only(-1)), evaluate(inner), operation->getType());
  case UO_LNot: {
    evaluate(inner);
    RangedValue value;
    value.all = {0, 1};
    return value;
  }
  case UO_PreInc:
  case UO_PreDec:
  case UO_PostInc:
  case UO_PostDec: {
    const RangedValue before = evaluate(inner);
    const auto target = place(inner);
    if (!operation->getType()->isArithmeticType()) {
      if (target && !asking_) forget(target->id);
      return {};
    }
    const BinaryOperatorKind kind = operation->isIncrementOp() ? BO_Add : BO_Sub;
    RangedValue after = arithmetic(kind, before, RangedValue::constant(Interval::only(1)), operation->getType());
    if (target) store(*target, after, nullptr, operation->getType());
    return operation->isPrefix() ? after : before;
  }
  default: evaluate(inner); return {};
  }
}

RangedValue RangeEvaluator::binary(const BinaryOperator *operation, Into into) {
  const Expr *left = operation->getLHS();
  const Expr *right = operation->getRHS();
  const BinaryOperatorKind kind = operation->getOpcode();
  RangedValue truth;
  truth.all = {0, 1};
  if (operation->isLogicalOp()) return truth; // its operands have run
  if (kind == BO_Comma) {
    evaluate(left);
    return evaluate(right, into);
  }
  if (kind == BO_Assign) {
    const auto target = place(left);
    if (!target || target->weak) evaluate(left);
    if (!target) {
      const RangedValue value = evaluate(right);
      if (!asking_) forgetOutside();
      return value;
    }
    assign(*target, right);
    if (asking_ || left->getType()->isRecordType()) return valueOf(left);
    return state_->read(target->id, places_);
  }
  const RangedValue a = evaluate(left);
  const RangedValue b = evaluate(right);
  if (operation->isEqualityOp() && a.fixed && b.fixed && a.all.isSingle() && b.all.isSingle())
    return RangedValue::constant(Interval::only((a.all == b.all) == (kind == BO_EQ) ? 1 : 0));
  if (operation->isComparisonOp()) return truth;
  if (const auto *compound = dyn_cast<CompoundAssignOperator>(operation)) {
    const auto target = place(left);
    RangedValue value;
    if (left->getType()->isArithmeticType()) {
      value = arithmetic(BinaryOperator::getOpForCompoundAssignment(kind), a, b, compound->getComputationResultType());
      // The value that is added matters more to a reader than the running total.
      value = converted(compound, value, left->getType());
    }
    if (target) store(*target, value, right, left->getType());
    return value;
  }
  return arithmetic(kind, a, b, operation->getType());
}

RangedValue RangeEvaluator::conditional(const Expr *condition, const Expr *yes, const Expr *no) {
  State *const outer = state_;
  std::optional<RangedValue> all;
  for (const bool outcome : {true, false}) {
    State scratch = *outer;
    state_ = &scratch;
    assumeIn(condition, outcome);
    if (scratch.isReachable()) {
      const RangedValue value = valueOf(outcome ? yes : no);
      all = all ? joined(*all, value, false) : value;
    }
    state_ = outer;
  }
  return all.value_or(RangedValue());
}

RangedValue RangeEvaluator::initList(const InitListExpr *list, Into into) {
  if (list->isSyntacticForm() && list->getSemanticForm()) list = list->getSemanticForm();
  const RecordDecl *record = list->getType()->getAsRecordDecl();
  if (!record && list->getNumInits() == 1 && !list->getType()->isArrayType()) return evaluate(list->getInit(0), into);
  const bool isStruct = record && !record->isUnion() && !record->isInvalidDecl();
  if (into && !asking_) forget(*into);
  auto field = isStruct ? record->field_begin() : RecordDecl::field_iterator();
  const auto *cxx = dyn_cast_or_null<CXXRecordDecl>(record);
  unsigned bases = cxx && cxx->hasDefinition() ? cxx->getNumBases() : 0;
  for (const Expr *init : list->inits()) {
    if (bases > 0) {
      --bases;
      evaluate(init);
      continue;
    }
    const FieldDecl *member = isStruct && field != record->field_end() ? *field++ : nullptr;
    if (!init) continue;
    if (member && member->getIdentifier() && into)
      assign({places_.member(*into, member->getIdentifier())}, init);
    else
      evaluate(init);
  }
  return {};
}

} // namespace lintel::checkers
