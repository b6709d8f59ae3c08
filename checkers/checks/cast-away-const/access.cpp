#include "checkers/checks/cast-away-const/access.h"

#include "checkers/analysis/descend.h"
#include "checkers/analysis/function_graph.h"
#include "checkers/analysis/names.h"

#include "clang/AST/StmtCXX.h"

namespace lintel::checkers::checks::cast_away_const {

using namespace clang;

namespace {

const Expr *strip(const Expr *expr) { return expr->IgnoreParenImpCasts(); }

const VarDecl *localVariable(const Expr *expr) {
  const auto *reference = dyn_cast<DeclRefExpr>(strip(expr));
  const auto *variable = reference ? dyn_cast<VarDecl>(reference->getDecl()) : nullptr;
  return variable && variable->isLocalVarDecl() && !variable->isStaticLocal() ? variable : nullptr;
}

bool isReadOnlyAgain(const CastExpr *cast) {
  const QualType type = cast->getType();
  if (type->isPointerType()) return type->getPointeeType().isConstQualified();
  return cast->isGLValue() ? type.isConstQualified() : true;
}

// An access through the value of a cast goes on, or is no access any more (a number, a copy).
bool keepsObject(const CastExpr *cast) {
  switch (cast->getCastKind()) {
  case CK_LValueToRValue: // reading the object; for a pointer variable the caller has stepped over it
  case CK_PointerToBoolean:
  case CK_PointerToIntegral:
  case CK_ToVoid: return false;
  default: return !isReadOnlyAgain(cast);
  }
}

// Whether the value of user still leads to the object that its operand expr leads to.
bool stillReaches(const Expr *user, const Expr *expr) {
  if (isa<ParenExpr, ExprWithCleanups, MaterializeTemporaryExpr>(user)) return true;
  if (const auto *choice = dyn_cast<ConditionalOperator>(user)) return choice->getCond() != expr;
  if (const auto *cast = dyn_cast<CastExpr>(user)) return keepsObject(cast);
  if (const auto *element = dyn_cast<ArraySubscriptExpr>(user)) return element->getBase() == expr;
  if (const auto *member = dyn_cast<MemberExpr>(user)) {
    const auto *field = dyn_cast<FieldDecl>(member->getMemberDecl());
    return field && !field->isMutable() && !field->getType()->isReferenceType();
  }
  if (const auto *operation = dyn_cast<UnaryOperator>(user))
    return operation->getOpcode() == UO_Deref || operation->getOpcode() == UO_AddrOf ||
           operation->getOpcode() == UO_Extension;
  if (const auto *operation = dyn_cast<BinaryOperator>(user))
    return (operation->isAdditiveOp() && operation->getType()->isPointerType() && expr->getType()->isPointerType()) ||
           (operation->getOpcode() == BO_Comma && operation->getRHS() == expr);
  return false;
}

const ParmVarDecl *parameterFor(const FunctionDecl *callee, const Expr *call, const Expr *argument, bool &isVariadic) {
  ArrayRef<const Expr *> arguments;
  unsigned first = 0;
  if (const auto *plain = dyn_cast<CallExpr>(call)) {
    arguments = ArrayRef<const Expr *>(plain->getArgs(), plain->getNumArgs());
    const auto *method = dyn_cast_or_null<CXXMethodDecl>(callee);
    if (isa<CXXOperatorCallExpr>(call) && method && !method->isStatic()) first = 1;
  } else if (const auto *construct = dyn_cast<CXXConstructExpr>(call)) {
    arguments = ArrayRef<const Expr *>(construct->getArgs(), construct->getNumArgs());
  }
  isVariadic = true;
  for (unsigned index = first; index < arguments.size(); ++index)
    if (arguments[index] == argument && callee && index - first < callee->getNumParams()) {
      isVariadic = false;
      return callee->getParamDecl(index - first);
    }
  return nullptr;
}

} // namespace

FunctionUses::FunctionUses(const FunctionDecl *function) : function_(function), parents_(function->getBody()) {
  descend(function->getBody(), [this](const Stmt *statement) {
    collect(statement);
    return Descend::Into;
  });
}

void FunctionUses::collect(const Stmt *statement) {
  if (const auto *reference = dyn_cast<DeclRefExpr>(statement))
    if (const auto *variable = dyn_cast<VarDecl>(reference->getDecl())) uses_[variable].push_back(reference);
  if (const auto *object = dyn_cast<CXXThisExpr>(statement)) thisUses_.push_back(object);
  if (const auto *assignment = dyn_cast<BinaryOperator>(statement); assignment && assignment->getOpcode() == BO_Assign)
    if (const auto *member = dyn_cast<MemberExpr>(assignment->getLHS()->IgnoreParens()))
      if (const auto *field = dyn_cast<FieldDecl>(member->getMemberDecl()))
        assigned_[field].push_back(assignment->getRHS());
}

ArrayRef<const Expr *> FunctionUses::values(const FieldDecl *field) const {
  const auto found = assigned_.find(field);
  return found == assigned_.end() ? ArrayRef<const Expr *>() : ArrayRef<const Expr *>(found->second);
}

ArrayRef<const DeclRefExpr *> FunctionUses::uses(const VarDecl *variable) const {
  const auto found = uses_.find(variable);
  return found == uses_.end() ? ArrayRef<const DeclRefExpr *>() : ArrayRef<const DeclRefExpr *>(found->second);
}

const FunctionUses &Accesses::usesOf(const FunctionDecl *definition) {
  auto &known = functions_[definition];
  if (!known) known = std::make_unique<FunctionUses>(definition);
  return *known;
}

std::optional<Access> Accesses::through(const Expr *expr, const FunctionDecl *function) {
  return climb(expr, usesOf(function), 0);
}

SmallVector<const Expr *, 4> Accesses::valuesOf(const VarDecl *variable, const FunctionDecl *function) {
  SmallVector<const Expr *, 4> values;
  const auto add = [&](const Expr *value) {
    if (value->isNullPointerConstant(context_, Expr::NPC_ValueDependentIsNotNull)) return;
    const auto *step = dyn_cast<BinaryOperator>(value->IgnoreParenCasts());
    const Expr *base = step && step->isAdditiveOp() ? step->getLHS() : value;
    if (localVariable(base->IgnoreParenCasts()) != variable) values.push_back(value);
  };
  const FunctionUses &uses = usesOf(function);
  if (variable->getInit()) add(variable->getInit());
  for (const DeclRefExpr *use : uses.uses(variable)) {
    const auto *assignment = dyn_cast_or_null<BinaryOperator>(uses.parent(use));
    if (assignment && assignment->getOpcode() == BO_Assign && assignment->getLHS() == use) add(assignment->getRHS());
  }
  return values;
}

// Follows the expression outwards, from operand to operator, as long as it reaches the object.
std::optional<Access> Accesses::climb(const Expr *expr, const FunctionUses &uses, unsigned depth) {
  if (depth == kMaxDepth) {
    FunctionGraphs::of(context_).giveUp(uses.function());
    return std::nullopt;
  }
  while (const Stmt *around = uses.parent(expr)) {
    if (const auto *declaration = dyn_cast<DeclStmt>(around)) return initialised(declaration, expr, uses, depth);
    const auto *user = dyn_cast<Expr>(around);
    if (!user) return std::nullopt;
    if (!stillReaches(user, expr)) return used(user, expr, uses, depth);
    expr = user;
  }
  return std::nullopt;
}

// What the outermost expression that reaches the object is used for. Storing, throwing and deleting
// write nothing here.
std::optional<Access> Accesses::used(const Expr *user, const Expr *expr, const FunctionUses &uses, unsigned depth) {
  if (const auto *member = dyn_cast<MemberExpr>(user)) {
    const auto *call = dyn_cast_or_null<CXXMemberCallExpr>(uses.parent(member));
    return call && isa<CXXMethodDecl>(member->getMemberDecl()) ? callMethod(call, expr) : std::nullopt;
  }
  if (const auto *step = dyn_cast<UnaryOperator>(user); step && step->isIncrementDecrementOp())
    return Access{Access::Kind::Written, step};
  if (const auto *assignment = dyn_cast<BinaryOperator>(user); assignment && assignment->isAssignmentOp()) {
    if (assignment->getLHS() == expr) return Access{Access::Kind::Written, assignment};
    const VarDecl *target = expr->getType()->isPointerType() ? localVariable(assignment->getLHS()) : nullptr;
    return target ? variable(target, uses, depth + 1) : std::nullopt;
  }
  if (isa<CallExpr, CXXConstructExpr>(user)) return passed(user, expr);
  return std::nullopt;
}

std::optional<Access> Accesses::initialised(const DeclStmt *declaration, const Expr *value, const FunctionUses &uses,
                                            unsigned depth) {
  for (const Decl *declared : declaration->decls()) {
    const auto *target = dyn_cast<VarDecl>(declared);
    if (!target || target->getInit() != value || target->isStaticLocal()) continue;
    if (target->getType()->isPointerType() || target->getType()->isReferenceType())
      return variable(target, uses, depth + 1);
  }
  return std::nullopt;
}

// From a pointer variable to its value: a plain read, or a step (p++) whose value is used on. nullptr:
// the variable itself is written to, or its address is taken.
const Expr *Accesses::valueOf(const DeclRefExpr *use, const FunctionUses &uses) {
  const Stmt *around = uses.parent(use);
  while (isa_and_nonnull<ParenExpr>(around)) around = uses.parent(around);
  const auto *step = dyn_cast_or_null<UnaryOperator>(around);
  if (step && step->isIncrementDecrementOp()) {
    const auto *load = dyn_cast_or_null<ImplicitCastExpr>(uses.parent(step));
    return load && load->getCastKind() == CK_LValueToRValue ? static_cast<const Expr *>(load) : step;
  }
  const auto *read = dyn_cast_or_null<ImplicitCastExpr>(around);
  return read && read->getCastKind() == CK_LValueToRValue ? read : nullptr;
}

// A variable that is given other values too may reach another object at the write.
std::optional<Access> Accesses::variable(const VarDecl *variable, const FunctionUses &uses, unsigned depth) {
  const bool isPointer = variable->getType()->isPointerType();
  const QualType target = isPointer ? variable->getType()->getPointeeType() : variable->getType().getNonReferenceType();
  if (target.isConstQualified()) return std::nullopt;
  if (isPointer && !isa<ParmVarDecl>(variable) && valuesOf(variable, uses.function()).size() > 1) return std::nullopt;
  for (const DeclRefExpr *use : uses.uses(variable)) {
    const Expr *start = isPointer ? valueOf(use, uses) : use;
    if (!start) continue;
    if (auto access = climb(start, uses, depth)) return access;
  }
  return std::nullopt;
}

std::optional<Access> Accesses::passed(const Expr *call, const Expr *argument) {
  const FunctionDecl *callee = nullptr;
  if (const auto *plain = dyn_cast<CallExpr>(call)) {
    callee = plain->getDirectCallee();
    if (!callee) {
      const bool isArgument = llvm::is_contained(plain->arguments(), argument);
      if (!isArgument || !mayWrite_({call, nullptr, false}, argument)) return std::nullopt;
      return Access{Access::Kind::Passed, call};
    }
  } else {
    callee = cast<CXXConstructExpr>(call)->getConstructor();
  }
  if (const auto *operation = dyn_cast<CXXOperatorCallExpr>(call)) {
    const auto *method = dyn_cast<CXXMethodDecl>(callee);
    const bool isObject = method && operation->getNumArgs() > 0 && operation->getArg(0) == argument;
    if (isObject && (method->isCopyAssignmentOperator() || method->isMoveAssignmentOperator()))
      return Access{Access::Kind::Written, call};
    if (isObject) return method->isConst() ? std::nullopt : inCallee(call, callee, nullptr, argument);
  }
  bool isVariadic = false;
  const ParmVarDecl *parameter = parameterFor(callee, call, argument, isVariadic);
  if (isVariadic) return std::nullopt;
  const QualType type = parameter->getType();
  if (!type->isPointerType() && !type->isReferenceType()) return std::nullopt;
  if (type->getPointeeType().isConstQualified() || type->isRValueReferenceType()) return std::nullopt;
  return inCallee(call, callee, parameter, argument);
}

std::optional<Access> Accesses::callMethod(const CXXMemberCallExpr *call, const Expr *object) {
  const CXXMethodDecl *method = call->getMethodDecl();
  if (!method || method->isConst() || method->isStatic()) return std::nullopt;
  return inCallee(call, method, nullptr, object);
}

// parameter: nullptr means the object that a method is called on.
std::optional<Access> Accesses::inCallee(const Expr *call, const FunctionDecl *callee, const ParmVarDecl *parameter,
                                         const Expr *argument) {
  const auto *method = dyn_cast<CXXMethodDecl>(callee);
  const FunctionDecl *definition = callee->getDefinition();
  // Bodies in system headers are not the same in every host; what is declared there speaks by its type.
  const bool known = definition && definition->getBody() && !callee->isDefaulted() &&
                     !(method && method->isVirtual()) && !isInSystemHeader(definition);
  if (!mayWrite_({call, callee, known}, argument)) return std::nullopt;
  if (!known) return Access{Access::Kind::Passed, call, callee};
  const std::optional<Access> inside = summary(*definition, parameter);
  if (!inside) return std::nullopt;
  return Access{Access::Kind::Passed, call, callee, inside->site};
}

// What a function does through a parameter or its object. Made once; a function that calls itself
// adds nothing to what it does anyway.
std::optional<Access> Accesses::summary(const FunctionDecl &definition, const ParmVarDecl *parameter) {
  const Decl *key = &definition;
  if (parameter) key = definition.getParamDecl(parameter->getFunctionScopeIndex());
  const auto [known, isNew] = summaries_.try_emplace(key, std::nullopt);
  if (!isNew) return known->second;
  if (calls_ == kMaxCalls) {
    summaries_.erase(key); // from nearer by, there may be room to look
    FunctionGraphs::of(context_).giveUp(&definition);
    return std::nullopt;
  }
  ++calls_;
  const FunctionUses &uses = usesOf(&definition);
  std::optional<Access> access;
  if (parameter) {
    access = variable(cast<ParmVarDecl>(key), uses, 0);
  } else {
    for (const CXXThisExpr *object : uses.thisUses())
      if ((access = climb(object, uses, 0))) break;
  }
  --calls_;
  summaries_[key] = access;
  return access;
}

} // namespace lintel::checkers::checks::cast_away_const
