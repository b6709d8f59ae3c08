// The part of the domain that walks over statements and says what each does to which variable.
#include "checkers/analysis/error_state_domain.h"

#include "checkers/analysis/names.h"

#include "llvm/ADT/STLExtras.h"

#include <re2/re2.h>

namespace lintel::checkers {

using namespace clang;

namespace {

// Calls that show their arguments to a person and do nothing else.
bool isLogging(const CallExpr *call) {
  static const re2::RE2 pattern(
      R"((?i)(\w*_)?(log|logf|printf|fprintf|vfprintf|syslog|warn|warnx|perror|trace|debug)\w*)"
      R"(|\w*(Log|LOG|Trace|Debug|Warning|Printf))");
  const FunctionDecl *callee = call->getDirectCallee();
  const StringRef name = callee ? simpleName(callee) : StringRef();
  return !name.empty() && (call->getType()->isScalarType() || call->getType()->isVoidType()) &&
         re2::RE2::FullMatch(re2::StringPiece(name.data(), name.size()), pattern);
}

bool isUnevaluated(const Stmt *stmt) {
  return isa<UnaryExprOrTypeTraitExpr, CXXNoexceptExpr, RequiresExpr, CXXTypeidExpr, OffsetOfExpr, StmtExpr, BlockExpr,
             TypeTraitExpr>(stmt); // a statement expression's parts run as statements of their own
}

} // namespace

void ErrorDomain::visitChildren(const Stmt *stmt, Use use, State &state) {
  for (const Stmt *child : stmt->children()) visit(child, use, state);
}

void ErrorDomain::readAll(const Stmt *stmt, State &state) {
  if (!stmt || isa<LambdaExpr>(stmt)) return;
  if (const auto *reference = dyn_cast<DeclRefExpr>(stmt))
    if (const auto variable = indexOf(reference)) read(*variable, Use::Used, reference, state);
  for (const Stmt *child : stmt->children()) readAll(child, state);
}

void ErrorDomain::visit(const Stmt *stmt, Use use, State &state) {
  if (!stmt || isUnevaluated(stmt)) return;
  const Use value = use == Use::Logged ? Use::Logged : Use::Used;
  if (const auto *declarations = dyn_cast<DeclStmt>(stmt)) return visitDeclarations(declarations, state);
  if (const auto *lambda = dyn_cast<LambdaExpr>(stmt)) return visitLambda(lambda, state);
  if (const auto *reference = dyn_cast<DeclRefExpr>(stmt)) {
    if (const auto variable = indexOf(reference)) read(*variable, use, reference, state);
    return;
  }
  if (const auto *cast = dyn_cast<CastExpr>(stmt))
    return visit(cast->getSubExpr(), cast->getCastKind() == CK_ToVoid ? Use::Voided : use, state);
  if (isa<ParenExpr, FullExpr, MaterializeTemporaryExpr, CXXBindTemporaryExpr>(stmt))
    return visitChildren(stmt, use, state);
  if (const auto *operation = dyn_cast<BinaryOperator>(stmt)) return visitBinary(operation, use, state);
  if (const auto *operation = dyn_cast<UnaryOperator>(stmt)) return visitUnary(operation, use, state);
  if (isa<AbstractConditionalOperator>(stmt)) { // its parts have run in blocks of their own
    if (use != Use::Dropped && use != Use::Voided) readAll(stmt, state);
    return;
  }
  if (const auto *call = dyn_cast<CallExpr>(stmt)) return visitCall(call, use, state);
  if (const auto *construction = dyn_cast<CXXConstructExpr>(stmt)) {
    for (const Expr *argument : construction->arguments()) visitArgument(argument, value, state);
    return;
  }
  if (const auto *awaited = dyn_cast<CoawaitExpr>(stmt)) return visit(awaited->getOperand(), Use::Used, state);
  if (const auto *opaque = dyn_cast<OpaqueValueExpr>(stmt)) return visit(opaque->getSourceExpr(), value, state);
  visitChildren(stmt, value, state);
}

void ErrorDomain::visitDeclarations(const DeclStmt *stmt, State &state) {
  for (const Decl *declaration : stmt->decls()) {
    const auto *variable = dyn_cast<VarDecl>(declaration);
    if (!variable) continue;
    for (QualType type = variable->getType(); const ArrayType *array = type->getAsArrayTypeUnsafe();) {
      if (const auto *sized = dyn_cast<VariableArrayType>(array)) visit(sized->getSizeExpr(), Use::Used, state);
      type = array->getElementType();
    }
    visitVariable(variable, stmt, state);
  }
}

void ErrorDomain::visitVariable(const VarDecl *variable, const Stmt *stmt, State &state) {
  const Expr *init = variable->getInit();
  if (const auto index = indexOf(variable)) {
    if (init) visit(init, Use::Used, state);
    if (init) return store(*index, init, stmt, state);
    VariableErrors &errors = at(*index, state);
    for (const PendingError &error : errors.pending) lose(error, Loss::ScopeEnd, stmt);
    errors.pending.clear();
    return;
  }
  if (!init) return;
  const auto target = variable->getType()->isReferenceType() ? indexOf(init) : std::nullopt;
  if (target) return escape(*target, state);
  visit(init, Use::Used, state);
  changed(variable, state);
}

void ErrorDomain::visitBinary(const BinaryOperator *operation, Use use, State &state) {
  const bool isUsed = use == Use::Used || use == Use::Logged;
  if (operation->isLogicalOp()) { // its parts have run in blocks of their own
    if (isUsed) readAll(operation, state);
    return;
  }
  if (operation->getOpcode() == BO_Comma) {
    visit(operation->getLHS(), Use::Dropped, state);
    return visit(operation->getRHS(), use, state);
  }
  if (!operation->isAssignmentOp()) return visitChildren(operation, use == Use::Logged ? use : Use::Used, state);
  visit(operation->getRHS(), Use::Used, state);
  const auto variable = indexOf(operation->getLHS());
  if (!variable) {
    if (const auto *target = dyn_cast<DeclRefExpr>(operation->getLHS()->IgnoreParens()))
      changed(target->getDecl(), state);
    return visit(operation->getLHS(), Use::Used, state);
  }
  if (operation->getOpcode() == BO_Assign)
    store(*variable, operation->getRHS(), operation, state);
  else if (const ErrorSource *source = sources_.of(operation->getRHS())) // rc |= f() keeps what was there
    addPending(*variable, *source, operation, state);
  if (isUsed) read(*variable, use, operation, state);
}

void ErrorDomain::visitUnary(const UnaryOperator *operation, Use use, State &state) {
  const auto variable = indexOf(operation->getSubExpr());
  if (variable && operation->getOpcode() == UO_AddrOf) return escape(*variable, state);
  const auto *reference = dyn_cast<DeclRefExpr>(operation->getSubExpr()->IgnoreParens());
  if (reference && (operation->isIncrementDecrementOp() || operation->getOpcode() == UO_AddrOf))
    changed(reference->getDecl(), state);
  visit(operation->getSubExpr(), use == Use::Logged ? use : Use::Used, state);
}

// An object that is passed as it is, without a copy, to somebody who may keep or change it.
void ErrorDomain::visitArgument(const Expr *argument, Use use, State &state) {
  const auto variable =
      argument->isLValue() && !argument->getType().isConstQualified() ? indexOf(argument) : std::nullopt;
  if (variable) return escape(*variable, state);
  visit(argument, use, state);
}

void ErrorDomain::visitCall(const CallExpr *call, Use use, State &state) {
  const bool isUsed = use == Use::Used || use == Use::Logged;
  if (const auto *operation = dyn_cast<CXXOperatorCallExpr>(call);
      operation && operation->isAssignmentOp() && call->getNumArgs() == 2) {
    visitArgument(call->getArg(1), Use::Used, state);
    const auto variable = indexOf(call->getArg(0));
    if (!variable) return visit(call->getArg(0), Use::Used, state);
    if (operation->getOperator() == OO_Equal)
      store(*variable, call->getArg(1), call, state);
    else if (const ErrorSource *source = sources_.of(call->getArg(1)))
      addPending(*variable, *source, call, state);
    if (isUsed) read(*variable, use, call, state);
    return;
  }
  const Use argumentUse = isLogging(call) ? Use::Logged : use == Use::Logged ? Use::Logged : Use::Used;
  visit(call->getCallee(), argumentUse, state);
  const bool isOperator = isa<CXXOperatorCallExpr>(call);
  llvm::SmallVector<std::pair<unsigned, const ErrorSource *>, 1> filled;
  for (unsigned i = 0; i < call->getNumArgs(); ++i) {
    const Expr *argument = call->getArg(i);
    const ErrorSource *source = sources_.filledBy(call, i, isUsed && !call->getType()->isVoidType());
    if (!source && isOperator) {
      visit(argument, argumentUse, state); // of an object: it reads
      continue;
    }
    if (!source) {
      visitArgument(argument, argumentUse, state);
      continue;
    }
    const auto *address = dyn_cast<UnaryOperator>(argument->IgnoreParenImpCasts());
    const auto variable = indexOf(address ? address->getSubExpr() : argument);
    if (variable) filled.emplace_back(*variable, source);
  }
  for (const auto &[variable, source] : filled) fill(variable, *source, call, state);
}

void ErrorDomain::visitLambda(const LambdaExpr *lambda, State &state) {
  for (const LambdaCapture &capture : lambda->captures()) {
    if (!capture.capturesVariable()) continue;
    const auto *captured = dyn_cast<VarDecl>(capture.getCapturedVar());
    const auto variable = captured ? indexOf(captured) : std::nullopt;
    if (!variable) continue;
    if (capture.getCaptureKind() == LCK_ByRef)
      escape(*variable, state);
    else
      read(*variable, Use::Used, nullptr, state);
  }
  for (const Expr *init : lambda->capture_inits()) {
    const auto variable = init ? indexOf(init) : std::nullopt;
    if (variable && init->isLValue())
      escape(*variable, state);
    else
      visit(init, Use::Used, state);
  }
}

} // namespace lintel::checkers
