#include "checkers/checks/catch-swallowed/effects.h"

#include "checkers/analysis/handlers.h"
#include "checkers/analysis/names.h"

#include "clang/AST/ExprCXX.h"

namespace lintel::checkers::checks::catch_swallowed {

using namespace clang;

namespace {

constexpr StringRef kLogWords[] = {"log",  "logf",  "logger", "logging", "printf", "fprintf", "print", "println",
                                   "puts", "fputs", "perror", "syslog",  "warn",   "warning", "trace", "debug"};
// Calls that tell nobody of the failure: waiting and cleaning up.
constexpr StringRef kMuteCalls[] = {"sleep", "usleep", "nanosleep", "sleep_for", "sleep_until",
                                    "yield", "free",   "fclose",    "close"};

bool isLogName(StringRef name) {
  return llvm::any_of(kLogWords, [&](StringRef word) { return hasWord(name, word); });
}

bool isOutputStream(QualType type) {
  const CXXRecordDecl *record = type.getNonReferenceType()->getAsCXXRecordDecl();
  return record && simpleName(record) == "basic_ostream";
}

// The variable or field at the root of a place, or nullptr.
const ValueDecl *rootOf(const Expr *place) {
  for (;;) {
    place = place->IgnoreParenCasts();
    if (const auto *member = dyn_cast<MemberExpr>(place)) {
      if (isa<CXXThisExpr>(member->getBase()->IgnoreParenCasts())) return member->getMemberDecl();
      place = member->getBase();
    } else if (const auto *element = dyn_cast<ArraySubscriptExpr>(place)) {
      place = element->getBase();
    } else if (const auto *reference = dyn_cast<DeclRefExpr>(place)) {
      return reference->getDecl();
    } else {
      return nullptr;
    }
  }
}

class Reader {
public:
  Reader(const CXXCatchStmt *handler, const ASTContext &context) : handler(handler), context(context) {}

  Effect read(bool returnsTell) {
    const Stmt *block = handler->getHandlerBlock();
    if (throwsOrEnds(block) || asksForCurrentException(block)) return Effect::Recorded;
    forEachPart(block, [&](const Stmt *part) { return visit(part, returnsTell); });
    return recorded ? Effect::Recorded : logged ? Effect::MuteLog : Effect::Nothing;
  }

private:
  bool visit(const Stmt *part, bool returnsTell) {
    if (recorded) return false;
    if (const auto *cast = dyn_cast<CStyleCastExpr>(part); cast && cast->getType()->isVoidType())
      return !isa<DeclRefExpr>(cast->getSubExpr()->IgnoreParenImpCasts()); // "(void)e" only quiets the compiler
    if (const auto *cast = dyn_cast<CXXStaticCastExpr>(part); cast && cast->getType()->isVoidType())
      return !isa<DeclRefExpr>(cast->getSubExpr()->IgnoreParenImpCasts());
    const VarDecl *exception = handler->getExceptionDecl();
    if (const auto *reference = dyn_cast<DeclRefExpr>(part); reference && reference->getDecl() == exception)
      recorded = true;
    else if (const auto *lambda = dyn_cast<LambdaExpr>(part))
      recorded = mentions(lambda, exception);
    else if (const auto *finish = dyn_cast<ReturnStmt>(part))
      recorded = finish->getRetValue() && returnsTell;
    else if (isa<GotoStmt, IndirectGotoStmt, CoreturnStmt, CoroutineSuspendExpr, GCCAsmStmt>(part))
      recorded = true;
    else if (isa<BreakStmt>(part))
      recorded = caughtClass(handler) && !isGeneralException(caughtClass(handler));
    else if (const auto *operation = dyn_cast<BinaryOperator>(part))
      recorded = operation->isAssignmentOp() && isOutside(operation->getLHS());
    else if (const auto *step = dyn_cast<UnaryOperator>(part))
      recorded = step->isIncrementDecrementOp() && isOutside(step->getSubExpr());
    else if (const auto *call = dyn_cast<CallExpr>(part))
      visitCall(call);
    else if (part->getStmtClass() == Stmt::CXXDependentScopeMemberExprClass)
      recorded = true; // a template's part that is not known yet
    return !recorded;
  }

  // Declared outside the handler, so that somebody can look at it later.
  bool isOutside(const Expr *place) const {
    const ValueDecl *root = rootOf(place);
    return !root || !isInside(root);
  }
  bool isInside(const ValueDecl *variable) const {
    const SourceManager &sources = context.getSourceManager();
    const SourceRange range = handler->getSourceRange();
    const auto *local = dyn_cast<VarDecl>(variable);
    return local && local->hasLocalStorage() &&
           !sources.isBeforeInTranslationUnit(local->getLocation(), range.getBegin()) &&
           !sources.isBeforeInTranslationUnit(range.getEnd(), local->getLocation());
  }

  void visitCall(const CallExpr *call) {
    const FunctionDecl *callee = call->getDirectCallee();
    if (const auto *operation = dyn_cast<CXXOperatorCallExpr>(call)) {
      if (operation->getOperator() == OO_LessLess && isOutputStream(operation->getType()))
        logged = true;
      else if (operation->isAssignmentOp())
        recorded = isOutside(operation->getArg(0));
      else if (!callee || !isInStd(callee))
        recorded = operation->getOperator() == OO_Call;
      return;
    }
    if (!callee) {
      recorded = true;
      return;
    }
    const auto *method = dyn_cast<CXXMethodDecl>(callee);
    if (isa<CXXConversionDecl>(callee)) return;
    if (isLogName(simpleName(callee)) || (method && isLogName(simpleName(method->getParent())))) {
      logged = true;
      return;
    }
    if (llvm::is_contained(kMuteCalls, simpleName(callee))) return;
    if (const auto *member = dyn_cast<CXXMemberCallExpr>(call)) {
      const ValueDecl *root = rootOf(member->getImplicitObjectArgument());
      if (root && isInside(root)) return;                  // works on something that dies with the handler
      if (isOutputStream(member->getObjectType())) return; // flush
      if (method && method->isConst() && isInStd(method)) return;
    } else if (isInStd(callee) && call->getNumArgs() > 0 && isOutputStream(call->getArg(0)->getType())) {
      return; // std::endl
    }
    recorded = true;
  }

  const CXXCatchStmt *handler;
  const ASTContext &context;
  bool recorded = false;
  bool logged = false;
};

// A value by which two returns can be told to be the same.
std::optional<llvm::APSInt> constantOf(const Expr *value, const ASTContext &context) {
  Expr::EvalResult result;
  if (!value || value->isValueDependent() || !value->getType()->isIntegralOrEnumerationType() ||
      !value->EvaluateAsInt(result, context))
    return std::nullopt;
  return result.Val.getInt();
}

// False when the function returns one and the same constant everywhere: its caller cannot tell a failure from it.
bool returnsTell(const FunctionDecl *function, const ASTContext &context) {
  if (!function || !function->hasBody()) return true;
  std::optional<llvm::APSInt> first;
  bool same = true;
  unsigned count = 0;
  forEachPart(function->getBody(), [&](const Stmt *part) {
    const auto *finish = dyn_cast<ReturnStmt>(part);
    if (!finish) return true;
    const auto value = constantOf(finish->getRetValue(), context);
    same = same && value && (!first || llvm::APSInt::isSameValue(*first, *value));
    if (!first) first = value;
    ++count;
    return true;
  });
  return !same || count < 2;
}

const Stmt *lastOf(const CompoundStmt *block) { return block->body_empty() ? nullptr : block->body_back(); }

bool isFailing(const Stmt *stmt) {
  return anyPart(stmt, [](const Stmt *part) {
    const auto *call = dyn_cast<CallExpr>(part);
    const FunctionDecl *callee = call ? call->getDirectCallee() : nullptr;
    return callee && (callee->isNoReturn() || StringRef(simpleName(callee).lower()).contains("fail"));
  });
}

// The type of a value that is asked whether it is there: bool, a pointer, an optional.
bool canBeAbsent(QualType type) {
  type = type.getNonReferenceType();
  if (type->isBooleanType() || type->isAnyPointerType()) return true;
  const CXXRecordDecl *record = type->getAsCXXRecordDecl();
  const StringRef name = simpleName(record);
  return name == "optional" || name == "unique_ptr" || name == "shared_ptr" || name == "expected";
}

// The place that an expression statement assigns to and the value, or two nullptrs.
std::pair<const Expr *, const Expr *> assignmentIn(const Stmt *stmt) {
  const auto *expression = dyn_cast_or_null<Expr>(stmt);
  if (!expression) return {};
  expression = expression->IgnoreUnlessSpelledInSource();
  if (const auto *operation = dyn_cast<BinaryOperator>(expression); operation && operation->getOpcode() == BO_Assign)
    return {operation->getLHS(), operation->getRHS()};
  if (const auto *operation = dyn_cast<CXXOperatorCallExpr>(expression);
      operation && operation->getOperator() == OO_Equal)
    return {operation->getArg(0), operation->getArg(1)};
  return {};
}

bool isMentionedAfter(const ValueDecl *variable, SourceLocation end, const FunctionDecl *function,
                      const ASTContext &context) {
  if (!function || !function->getBody()) return false;
  return anyPart(function->getBody(), [&](const Stmt *part) {
    const auto *reference = dyn_cast<DeclRefExpr>(part);
    return reference && reference->getDecl() == variable &&
           context.getSourceManager().isBeforeInTranslationUnit(end, reference->getBeginLoc());
  });
}

// "done = true;" at the end, or a pointer that stays null: what was not done can be seen afterwards.
bool leavesTrace(const CXXTryStmt *attempt, const FunctionDecl *function, const ASTContext &context) {
  const CompoundStmt *block = attempt->getTryBlock();
  const auto [lastPlace, lastValue] = assignmentIn(lastOf(block));
  if (lastValue && (constantOf(lastValue, context) || lastValue->getType()->isEnumeralType())) return true;
  for (const Stmt *stmt : block->body()) {
    const auto [place, value] = assignmentIn(stmt);
    const ValueDecl *root = place ? rootOf(place) : nullptr;
    if (!root || !canBeAbsent(place->getType())) continue;
    if (!isa<VarDecl>(root) || !cast<VarDecl>(root)->hasLocalStorage()) return true; // a field
    if (isMentionedAfter(root, attempt->getEndLoc(), function, context)) return true;
  }
  return false;
}

// Whether something runs after the try statement that does not run when all went well.
bool isFollowed(const CXXTryStmt *attempt, ArrayRef<const Stmt *> parents) {
  const Stmt *child = attempt;
  for (const Stmt *parent : parents) {
    if (isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(parent)) return true;
    const auto *block = dyn_cast<CompoundStmt>(parent);
    if (block && lastOf(block) != child) return true;
    child = parent;
  }
  return false;
}

} // namespace

Effect effectOf(const CXXCatchStmt *handler, const CXXTryStmt *attempt, const FunctionDecl *function,
                const ASTContext &context) {
  const Effect effect = Reader(handler, context).read(returnsTell(function, context));
  if (effect != Effect::MuteLog) return effect;
  // The name of a specific type says what went wrong, and so does a handler after those that look at it.
  const CXXRecordDecl *type = caughtClass(handler);
  if (type ? !isGeneralException(type) : handler->getExceptionDecl() != nullptr) return Effect::Recorded;
  if (!type && attempt->getNumHandlers() > 1) return Effect::Recorded;
  return effect;
}

bool isToldAround(const CXXTryStmt *attempt, ArrayRef<const Stmt *> parents, const FunctionDecl *function,
                  const ASTContext &context) {
  // The first error is on its way already.
  if (llvm::any_of(parents, [](const Stmt *parent) { return isa<CXXCatchStmt>(parent); })) return true;
  const Stmt *last = lastOf(attempt->getTryBlock());
  if (!last) return true;           // nothing is tried
  if (isFailing(last)) return true; // the exception is what is expected
  const bool jumps = isa<ReturnStmt, BreakStmt, ContinueStmt, GotoStmt, CoreturnStmt>(last) ||
                     (isa<Expr>(last) && isa<CXXThrowExpr>(cast<Expr>(last)->IgnoreUnlessSpelledInSource()));
  if (jumps && isFollowed(attempt, parents)) return true;
  return leavesTrace(attempt, function, context);
}

} // namespace lintel::checkers::checks::catch_swallowed
