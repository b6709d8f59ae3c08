#include "checkers/analysis/evaluator.h"

#include "checkers/analysis/names.h"
#include "checkers/analysis/text_builder.h"

#include "clang/AST/DeclTemplate.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"

namespace lintel::checkers {

using namespace clang;

void Evaluator::execute(const Stmt *stmt, State &state) {
  state_ = &state;
  if (const auto *declaration = llvm::dyn_cast<DeclStmt>(stmt))
    declare(declaration);
  else if (const auto *result = llvm::dyn_cast<ReturnStmt>(stmt)) {
    if (result->getRetValue()) assign(returnPlace(), result->getRetValue());
  } else if (const auto *expr = llvm::dyn_cast<Expr>(stmt))
    evaluate(expr);
  else
    evaluateChildren(stmt);
}

void Evaluator::initialise(const CXXCtorInitializer *initializer, State &state) {
  state_ = &state;
  const FieldDecl *field = initializer->getAnyMember();
  if (!field || !field->getIdentifier()) {
    if (initializer->getInit()) evaluate(initializer->getInit());
    return;
  }
  assign(places_.member(thisPlace(), field->getIdentifier()), initializer->getInit());
}

Value Evaluator::valueOf(const Expr *expr) {
  // On a copy and without collecting: asking must change nothing.
  State scratch = *state_;
  State *const before = state_;
  const bool collecting = std::exchange(collecting_, false);
  state_ = &scratch;
  const Value value = evaluate(expr);
  state_ = before;
  collecting_ = collecting;
  return value;
}

void Evaluator::use(llvm::ArrayRef<Sink> sinks) {
  if (!collecting_) return;
  for (const Sink &sink : sinks)
    if (const Value value = valueOf(sink.value); value.isUnbounded()) unit.report(value.trace, sink);
}

void Evaluator::declare(const DeclStmt *stmt) {
  for (const Decl *decl : stmt->decls()) {
    const auto *variable = llvm::dyn_cast<VarDecl>(decl);
    if (!variable || !variable->getInit() || variable->isStaticLocal()) continue;
    const Expr *init = variable->getInit();
    // A reference, or a pointer to a known object, is another name for it.
    const Expr *plain = init->IgnoreParenImpCasts();
    const auto *address = llvm::dyn_cast<UnaryOperator>(plain);
    const bool isAlias = variable->getType()->isLValueReferenceType() ||
                         (variable->getType()->isPointerType() && address && address->getOpcode() == UO_AddrOf);
    if (isAlias && !places_.findRoot(variable))
      if (const auto target = place(plain)) places_.alias(variable, *target);
    const auto known = places_.findRoot(variable);
    if (known && places_[*known].root != variable) {
      evaluate(init);
      continue;
    }
    assign(places_.root(variable), init);
  }
}

void Evaluator::assign(PlaceId id, const Expr *value, bool weak) {
  const auto from = place(value->IgnoreParenImpCasts());
  state_->clearMembers(id, places_);
  store(id, evaluate(value, id), value, weak);
  if (from && *from != id) copyMembers(id, *from);
}

void Evaluator::store(PlaceId id, Value value, const Expr *at, bool weak) {
  if (const Place &place = places_[id]; value.isUnbounded() && place.depth == 0 && place.root != &places_ && at) {
    // The step is worth a line of the report only when the source is not on the same line already.
    const SourceManager &sources = unit.context.getSourceManager();
    const bool sameLine = sources.getExpansionLineNumber(at->getBeginLoc()) ==
                          sources.getExpansionLineNumber(value.trace->range.getBegin());
    if (!sameLine && !value.text)
      value.trace = unit.traces.step(value.trace, at->getSourceRange(), "it is taken over here");
  }
  write(id, weak ? join(read(id), value, unit.texts) : value);
  modified_.insert(id);
}

void Evaluator::copyMembers(PlaceId to, PlaceId from) {
  for (const PlaceId id : state_->setInside(from, places_)) {
    if (id == from) continue;
    PlaceId target = to;
    const PlacePath path = places_.pathOf(id);
    for (const IdentifierInfo *name : llvm::ArrayRef(path).drop_front(places_[from].depth))
      target = places_.member(target, name);
    if (target != id) write(target, read(id));
  }
}

bool Evaluator::isConstant(const Expr *expr, std::uint64_t &value) const {
  if (expr->isValueDependent() || !expr->getType()->isIntegralOrEnumerationType()) return false;
  Expr::EvalResult result;
  if (!expr->EvaluateAsInt(result, unit.context)) return false;
  const llvm::APSInt number = result.Val.getInt();
  value = number.isNegative() ? 0 : number.getLimitedValue();
  return true;
}

Value Evaluator::evaluate(const Expr *expr, Into into) {
  if (!expr) return {};
  if (unit.nesting >= UnitTaint::kMaxNesting) {
    gaveUp_ = true;
    return {};
  }
  ++unit.nesting;
  const Value value = evaluateNode(expr, into);
  --unit.nesting;
  return value;
}

void Evaluator::evaluateChildren(const Stmt *stmt) {
  for (const Stmt *child : stmt->children())
    if (const auto *expr = llvm::dyn_cast_or_null<Expr>(child)) evaluate(expr);
}

Value Evaluator::evaluateNode(const Expr *expr, Into into) {
  if (const auto *full = llvm::dyn_cast<FullExpr>(expr)) return evaluate(full->getSubExpr(), into);
  if (const auto *cast = llvm::dyn_cast<CastExpr>(expr)) {
    return converted(expr, evaluate(cast->getSubExpr(), into));
  }
  switch (expr->getStmtClass()) {
  case Stmt::ParenExprClass: return evaluate(llvm::cast<ParenExpr>(expr)->getSubExpr(), into);
  case Stmt::MaterializeTemporaryExprClass:
    return evaluate(llvm::cast<MaterializeTemporaryExpr>(expr)->getSubExpr(), into);
  case Stmt::CXXBindTemporaryExprClass: return evaluate(llvm::cast<CXXBindTemporaryExpr>(expr)->getSubExpr(), into);
  case Stmt::SubstNonTypeTemplateParmExprClass:
    return evaluate(llvm::cast<SubstNonTypeTemplateParmExpr>(expr)->getReplacement(), into);
  case Stmt::CXXStdInitializerListExprClass:
    return evaluate(llvm::cast<CXXStdInitializerListExpr>(expr)->getSubExpr(), into);
  case Stmt::GenericSelectionExprClass: {
    const auto *selection = llvm::cast<GenericSelectionExpr>(expr);
    return selection->isResultDependent() ? Value() : evaluate(selection->getResultExpr(), into);
  }
  case Stmt::StmtExprClass: {
    // Its statements have run already: the graph lists them before this expression.
    const CompoundStmt *body = llvm::cast<StmtExpr>(expr)->getSubStmt();
    return body->body_empty() ? Value() : evaluate(llvm::dyn_cast<Expr>(body->body_back()), into);
  }
  case Stmt::StringLiteralClass: {
    const auto *literal = llvm::cast<StringLiteral>(expr);
    Value value;
    if (literal->getCharByteWidth() == 1) value.text = unit.texts.literal(unit.texts.empty(), literal->getBytes());
    return value;
  }
  case Stmt::DeclRefExprClass: {
    const ValueDecl *decl = llvm::cast<DeclRefExpr>(expr)->getDecl();
    if (llvm::isa<VarDecl>(decl) && simpleName(decl) == "cin" && isInStd(decl))
      return sourceValue({Origin::StandardInput, false, "cin"}, expr);
    const auto id = place(expr);
    return id ? converted(expr, read(*id)) : Value();
  }
  case Stmt::MemberExprClass: return member(llvm::cast<MemberExpr>(expr));
  case Stmt::ArraySubscriptExprClass: {
    const auto *subscript = llvm::cast<ArraySubscriptExpr>(expr);
    evaluate(subscript->getIdx());
    return converted(expr, evaluate(subscript->getBase()));
  }
  case Stmt::UnaryOperatorClass: {
    const auto *unary = llvm::cast<UnaryOperator>(expr);
    const Value value = evaluate(unary->getSubExpr());
    return unary->getOpcode() == UO_LNot ? Value() : converted(expr, value);
  }
  case Stmt::BinaryOperatorClass:
  case Stmt::CompoundAssignOperatorClass: return converted(expr, binary(llvm::cast<BinaryOperator>(expr)));
  case Stmt::ConditionalOperatorClass: {
    const auto *choice = llvm::cast<ConditionalOperator>(expr);
    return conditional(choice->getCond(), choice->getTrueExpr(), choice->getFalseExpr());
  }
  case Stmt::BinaryConditionalOperatorClass: {
    const auto *choice = llvm::cast<BinaryConditionalOperator>(expr);
    return join(evaluate(choice->getCommon()), valueOf(choice->getFalseExpr()), unit.texts);
  }
  case Stmt::OpaqueValueExprClass: return valueOf(llvm::cast<OpaqueValueExpr>(expr)->getSourceExpr());
  case Stmt::InitListExprClass: return initList(llvm::cast<InitListExpr>(expr), into);
  case Stmt::LambdaExprClass: return lambda(llvm::cast<LambdaExpr>(expr));
  case Stmt::UnaryExprOrTypeTraitExprClass: return {};
  case Stmt::CXXDefaultArgExprClass:
  case Stmt::CXXDefaultInitExprClass: return {};
  case Stmt::CXXConstructExprClass:
  case Stmt::CXXTemporaryObjectExprClass: return construct(llvm::cast<CXXConstructExpr>(expr), into);
  case Stmt::CXXOperatorCallExprClass:
  case Stmt::CXXMemberCallExprClass:
  case Stmt::UserDefinedLiteralClass:
  case Stmt::CallExprClass: return converted(expr, call(llvm::cast<CallExpr>(expr), into));
  case Stmt::CXXNewExprClass: {
    llvm::SmallVector<Sink, 2> sinks;
    if (collecting_) unit.sinks.inspect(*expr, *this, sinks);
    use(sinks);
    evaluateChildren(expr);
    return {};
  }
  default: evaluateChildren(expr); return {};
  }
}

Value Evaluator::member(const MemberExpr *expr) {
  const Expr *base = expr->getBase();
  // A field of what a call returned lives in the temporary.
  const Into temporary = place(base) ? Into() : Into(places_.root(base));
  const Value whole = evaluate(base, temporary);
  if (const auto id = place(expr)) return converted(expr, read(*id));
  const IdentifierInfo *name = expr->getMemberDecl()->getDeclName().getAsIdentifierInfo();
  if (!temporary || !name || !llvm::isa<FieldDecl>(expr->getMemberDecl())) return converted(expr, whole.withoutText());
  return converted(expr, read(places_.member(*temporary, name)));
}

// A type that holds only small values is a bound by itself.
Value Evaluator::converted(const Expr *expr, Value value) {
  if (value.text || !value.isUnbounded()) return value;
  const FieldDecl *field = expr->getSourceBitField();
  const bool smallField =
      field && !field->isInvalidDecl() && !field->getBitWidth()->isValueDependent() && field->getBitWidthValue() <= 8;
  return smallField || isNarrow(expr->getType(), unit.context) ? value.withBound() : value;
}

Value Evaluator::binary(const BinaryOperator *operation) {
  const Expr *left = operation->getLHS();
  const Expr *right = operation->getRHS();
  const BinaryOperatorKind kind = operation->getOpcode();
  if (operation->isLogicalOp()) {
    State *const outer = state_;
    evaluate(left);
    State scratch = *state_;
    state_ = &scratch;
    assumeIn(left, kind == BO_LAnd, false);
    evaluate(right);
    state_ = outer;
    return {};
  }
  if (kind == BO_Comma) {
    evaluate(left);
    return evaluate(right);
  }
  if (kind == BO_Assign) {
    const auto target = place(left);
    if (!target) {
      evaluate(left);
      return evaluate(right);
    }
    const Expr *plain = left->IgnoreParenImpCasts();
    const bool element = llvm::isa<ArraySubscriptExpr>(plain);
    if (element) {
      store(*target, evaluate(right), right, true);
    } else {
      assign(*target, right);
    }
    return read(*target);
  }
  const Value a = evaluate(left);
  const Value b = evaluate(right);
  if (operation->isComparisonOp()) return {};
  if (operation->isCompoundAssignmentOp()) {
    const BinaryOperatorKind plain = BinaryOperator::getOpForCompoundAssignment(kind);
    const Value value = arithmetic(plain, left, right, a, b);
    if (const auto target = place(left)) store(*target, value, right);
    return value;
  }
  return arithmetic(kind, left, right, a, b);
}

Value Evaluator::arithmetic(BinaryOperatorKind kind, const Expr *left, const Expr *right, const Value &a,
                            const Value &b) {
  std::uint64_t constant = 0;
  switch (kind) {
  case BO_Rem:
    if (b.isUnbounded() || (isConstant(right, constant) && constant >= kNoBound)) return a;
    return a.withBound();
  case BO_And: {
    const bool huge = (isConstant(right, constant) || isConstant(left, constant)) && constant >= kNoBound;
    if (huge || (a.isUnbounded() && b.isUnbounded())) return join(a, b, unit.texts);
    return (a.isTainted() ? a : b).withBound();
  }
  case BO_Shr: {
    const unsigned width = left->getType()->isIntegerType() && !left->getType()->isDependentType()
                               ? unit.context.getIntWidth(left->getType().getCanonicalType())
                               : 64;
    return isConstant(right, constant) && constant + 16 >= width ? a.withBound() : a;
  }
  case BO_Sub:
    // The distance of two pointers measures memory that exists.
    if (left->getType()->isPointerType() && right->getType()->isPointerType()) return {};
    return a;
  case BO_Div: return a;
  default: return join(a, b, unit.texts).withoutText();
  }
}

Value Evaluator::conditional(const Expr *condition, const Expr *yes, const Expr *no) {
  evaluate(condition);
  State *const outer = state_;
  const auto arm = [&](const Expr *expr, bool outcome) {
    State scratch = *outer;
    state_ = &scratch;
    assumeIn(condition, outcome, false);
    const Value value = evaluate(expr);
    state_ = outer;
    return value;
  };
  const Value a = arm(yes, true);
  return join(a, arm(no, false), unit.texts);
}

Value Evaluator::initList(const InitListExpr *list, Into into) {
  if (list->isSyntacticForm() && list->getSemanticForm()) list = list->getSemanticForm();
  const RecordDecl *record = list->getType()->getAsRecordDecl();
  const bool isStruct = record && !record->isUnion() && !record->isInvalidDecl();
  Value all;
  auto field = isStruct ? record->field_begin() : RecordDecl::field_iterator();
  unsigned bases = 0;
  if (const auto *cxx = llvm::dyn_cast_or_null<CXXRecordDecl>(record))
    bases = cxx->hasDefinition() ? cxx->getNumBases() : 0;
  for (const Expr *init : list->inits()) {
    const bool isBase = isStruct && bases > 0;
    if (isBase) --bases;
    const bool hasField = isStruct && !isBase && field != record->field_end();
    const Into member =
        hasField && into && field->getIdentifier() ? Into(places_.member(*into, field->getIdentifier())) : Into();
    if (hasField) ++field;
    if (!init) continue;
    if (member)
      assign(*member, init);
    else if (const Value value = evaluate(init); !isStruct)
      all = join(all, value, unit.texts);
  }
  return all;
}

Value Evaluator::lambda(const LambdaExpr *lambda) {
  std::vector<Seed> seeds;
  for (auto capture = lambda->capture_begin(); capture != lambda->capture_end(); ++capture) {
    if (capture->capturesThis()) addSeeds(thisPlace(), thisKey(), seeds);
    const auto *variable = capture->capturesVariable() ? llvm::dyn_cast<VarDecl>(capture->getCapturedVar()) : nullptr;
    if (!variable) continue;
    if (variable->isInitCapture() && variable->getInit()) assign(places_.root(variable), variable->getInit());
    if (const auto root = placeOfVariable(variable)) addSeeds(*root, variable, seeds);
  }
  const CXXRecordDecl *closure = lambda->getLambdaClass();
  captured_[closure] = seeds;
  if (!collecting_) return {};
  llvm::SmallVector<const FunctionDecl *, 2> bodies;
  if (const FunctionTemplateDecl *generic = closure->getDependentLambdaCallOperator())
    for (const FunctionDecl *specialisation : generic->specializations()) bodies.push_back(specialisation);
  else
    bodies.push_back(lambda->getCallOperator());
  for (const FunctionDecl *body : bodies)
    if (unit.canSummarise(body)) unit.summary(body, seeds); // reports what the body does with what it captured
  return {};
}

// What is known of the place and of its parts, under the name that the callee has for it.
bool Evaluator::addSeeds(PlaceId whole, const void *root, std::vector<Seed> &seeds) {
  bool unbounded = false;
  const auto add = [&](PlaceId id, const Value &value) {
    const PlacePath path = places_.pathOf(id);
    seeds.push_back({root, PlacePath(llvm::ArrayRef(path).drop_front(places_[whole].depth)), value});
    unbounded |= value.isUnbounded() || places_[id].initial.isUnbounded();
  };
  if (const Value value = read(whole); value.isKnown()) add(whole, value);
  for (const PlaceId id : state_->setInside(whole, places_))
    if (id != whole) add(id, read(id));
  return unbounded;
}

} // namespace lintel::checkers
