#include "checkers/analysis/failure_tests.h"

#include "checkers/analysis/error_state_exits.h"
#include "checkers/analysis/handlers.h"
#include "checkers/analysis/names.h"

#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"

namespace lintel::checkers {

using namespace clang;

namespace {

const Expr *plain(const Expr *value) { return value->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts(); }

std::optional<llvm::APSInt> constant(const Expr *value, const ASTContext &context) {
  Expr::EvalResult result;
  if (value->isValueDependent() || !value->getType()->isIntegralOrEnumerationType() ||
      !value->EvaluateAsInt(result, context))
    return std::nullopt;
  return result.Val.getInt();
}

// The name by which a constant is written, when it is an enumerator.
llvm::StringRef enumeratorName(const Expr *value) {
  const auto *reference = dyn_cast<DeclRefExpr>(value->IgnoreParenCasts());
  return reference && isa<EnumConstantDecl>(reference->getDecl()) ? simpleName(reference->getDecl()) : "";
}

bool hasAnyWord(llvm::StringRef name, std::initializer_list<llvm::StringRef> words) {
  return !name.empty() && llvm::any_of(words, [&](llvm::StringRef word) { return hasWord(name, word); });
}

bool readsErrno(const Expr *value) {
  const auto *load = dyn_cast<UnaryOperator>(value->IgnoreParenImpCasts());
  const Expr *place = load && load->getOpcode() == UO_Deref ? load->getSubExpr()->IgnoreParenImpCasts() : nullptr;
  const auto *call = place ? dyn_cast<CallExpr>(place) : nullptr;
  const FunctionDecl *callee = call ? call->getDirectCallee() : nullptr;
  const llvm::StringRef name = simpleName(callee);
  return name == "__errno_location" || name == "__error" || name == "_errno" || name == "___errno";
}

// strcmp, memcmp, compareOrders: a negative result says what comes first.
bool isOrderName(llvm::StringRef name) {
  const std::string lower = name.lower();
  return llvm::StringRef(lower).contains("cmp") || llvm::StringRef(lower).contains("compare");
}

// Functions whose result is 0 or tells of a failure, never a number that somebody asked for.
bool returnsOnlyStatus(llvm::StringRef name) {
  return llvm::is_contained(
      {"access",    "bind",       "chdir",      "chmod",       "chown",     "close",    "closedir", "connect",
       "fchdir",    "fchmod",     "fchown",     "fclose",      "fflush",    "fseek",    "fstat",    "fsync",
       "ftruncate", "fdatasync",  "kill",       "link",        "listen",    "lstat",    "mkdir",    "mkfifo",
       "munmap",    "pipe",       "rename",     "rmdir",       "setgid",    "setegid",  "seteuid",  "setgroups",
       "setrlimit", "setsockopt", "setuid",     "shutdown",    "sigaction", "stat",     "symlink",  "truncate",
       "unlink",    "utimes",     "getsockopt", "sigprocmask", "sem_init",  "sem_post", "sem_wait"},
      name);
}

// ferror(stream): true says that something failed before.
bool asksForFailure(const CallExpr *call) {
  const llvm::StringRef name = simpleName(call ? call->getDirectCallee() : nullptr);
  return (name == "ferror" || name == "ferror_unlocked") && call->getNumArgs() == 1;
}

bool isStandardStream(QualType type) {
  const CXXRecordDecl *record = type.getNonReferenceType()->getAsCXXRecordDecl();
  if (!record || !record->hasDefinition()) return false;
  const auto isBase = [](const CXXRecordDecl *base) { return isInStd(base) && simpleName(base) == "basic_ios"; };
  return isBase(record) || !record->forallBases([&](const CXXRecordDecl *base) { return !isBase(base); });
}

// What the relation of a result to a constant says.
struct Relation {
  BinaryOperatorKind kind;
  std::optional<llvm::APSInt> bound;
  bool isNull = false;

  bool isZero() const { return isNull || (bound && *bound == 0); }
  bool isNegative() const { return bound && bound->isNegative(); }
  bool saysZero() const { return kind == BO_EQ && isZero(); }
  bool saysNonzero() const { return (kind == BO_NE || kind == BO_LT || kind == BO_GT) && isZero(); }
  bool saysNegative() const {
    return (kind == BO_LT && isZero()) || (kind == BO_LE && isNegative()) || (kind == BO_EQ && isNegative());
  }
  bool saysAtMostZero() const { return (kind == BO_LE && isZero()) || (kind == BO_LT && bound && *bound == 1); }
  bool saysNotPositive() const { return saysAtMostZero() || saysZero() || saysNegative(); }
};

bool admits(Failure failure, const Relation &relation, const FunctionContract &contract, const Expr *bound) {
  switch (failure) {
  case Failure::Null:
  case Failure::Zero: return relation.saysZero() || relation.saysAtMostZero();
  case Failure::Negative:
  case Failure::MinusOne:
  case Failure::Eof: return relation.saysNegative() || relation.saysAtMostZero();
  case Failure::Nonzero:
  case Failure::ErrnoValue: return relation.saysNonzero() || relation.saysNegative();
  case Failure::NotOne:
    return relation.saysNotPositive() || (relation.kind == BO_NE && relation.bound && *relation.bound == 1);
  case Failure::NotPositive: return relation.saysNotPositive();
  case Failure::ShortCount:
    // Where -1 tells of failures, 0 is the end of the input.
    if (relation.saysZero()) return contract.returns.size() == 1;
    return relation.kind == BO_LT || relation.kind == BO_NE || relation.saysNotPositive();
  case Failure::Enum:
    return relation.saysNonzero() || relation.kind == BO_NE ||
           (relation.kind == BO_EQ && bound && llvm::is_contained(contract.failure, enumeratorName(bound).str()));
  case Failure::Tested: return false;
  }
  return false;
}

} // namespace

// Only what stands before the condition in the source, and only when nobody else can write the variable.
const Expr *FailureTests::givenLast(const Expr *value) const {
  value = plain(value);
  if (const auto *cast = dyn_cast<ExplicitCastExpr>(value)) return givenLast(cast->getSubExpr());
  if (const auto *assignment = dyn_cast<BinaryOperator>(value)) {
    if (assignment->getOpcode() == BO_Assign || assignment->getOpcode() == BO_Comma)
      return givenLast(assignment->getRHS());
    return value;
  }
  const auto *reference = dyn_cast<DeclRefExpr>(value);
  const auto *variable = reference ? dyn_cast<VarDecl>(reference->getDecl()) : nullptr;
  if (!variable || !variable->hasLocalStorage() || !function_ || !function_->getBody()) return value;
  const SourceManager &sources = context_.getSourceManager();
  const Expr *last = variable->getInit();
  forEachPart(function_->getBody(), [&](const Stmt *part) {
    const auto *assignment = dyn_cast<BinaryOperator>(part);
    if (!assignment || !assignment->isAssignmentOp()) return true;
    const auto *target = dyn_cast<DeclRefExpr>(assignment->getLHS()->IgnoreParenImpCasts());
    if (target && target->getDecl() == variable &&
        sources.isBeforeInTranslationUnit(assignment->getEndLoc(), value->getBeginLoc()))
      last = assignment->getOpcode() == BO_Assign ? assignment->getRHS() : nullptr;
    return true;
  });
  return last ? last->IgnoreParenCasts() : value;
}

std::optional<FailureTest> FailureTests::ofCall(const Expr *value, BinaryOperatorKind kind, const Expr *bound) const {
  const Relation relation{kind, bound ? constant(bound, context_) : std::nullopt,
                          bound && isNullPointerConstant(bound, context_)};
  if (readsErrno(value)) return FailureTest{nullptr, nullptr, "the call that set errno"};
  const Expr *source = givenLast(value);
  const auto *call = dyn_cast<CallExpr>(source);
  if (!call) return std::nullopt;
  const FunctionDecl *callee = call->getDirectCallee();
  const std::string name = callee ? "'" + qualifiedName(callee) + "'" : "the call";
  if (asksForFailure(call))
    return relation.saysNonzero() ? std::optional(FailureTest{nullptr, call, "the stream"}) : std::nullopt;
  if (callee && isInSystemHeader(callee) && returnsOnlyStatus(simpleName(callee)) && relation.saysNonzero())
    return FailureTest{nullptr, call, name};
  if (const FunctionContract *contract = subjects_.contractOf(call); contract && !contract->returns.empty()) {
    for (const Failure failure : contract->returns)
      if (admits(failure, relation, *contract, bound)) return FailureTest{nullptr, call, name};
    return std::nullopt;
  }
  // "read(...) != Status::Ok", "read(...) == READ_FAILED"
  const llvm::StringRef enumerator = bound ? enumeratorName(bound) : "";
  if ((kind == BO_NE && hasAnyWord(enumerator, {"ok", "success"})) ||
      (kind == BO_EQ && hasAnyWord(enumerator, {"error", "err", "fail", "failed", "failure"})))
    return FailureTest{nullptr, call, name};
  // Of other functions, a negative result is a failure by common consent. A comparison is none: it orders.
  const bool isOrder = isa<CXXOperatorCallExpr>(call) || (callee && isOrderName(simpleName(callee)));
  if (!isOrder && call->getType()->isSignedIntegerType() && relation.saysNegative())
    return FailureTest{nullptr, call, name};
  return std::nullopt;
}

// question: how the object is asked: "" for its truth, else the name of a method.
std::optional<FailureTest> FailureTests::ofErrorObject(const Expr *object, llvm::StringRef question,
                                                       bool outcome) const {
  object = plain(object);
  if (object->isTypeDependent()) return std::nullopt;
  const std::optional<ErrorSubject> subject = subjects_.errorType(object->getType(), context_);
  if (!subject || !subject->type || subject->type->failed.empty()) return std::nullopt;
  llvm::StringRef failed = subject->type->failed;
  const bool failsWhen = !failed.consume_front("!");
  failed.consume_front("{}");
  failed.consume_front(".");
  failed.consume_back("()");
  // An object that is asked by a method may be asked for its truth as well, which then means success.
  const bool fits = question == failed || (question.empty() && !failsWhen);
  if (!fits || outcome != failsWhen) return std::nullopt;
  return FailureTest{object, dyn_cast<CallExpr>(object), "the '" + subject->typeName + "'"};
}

std::optional<FailureTest> FailureTests::ofTruth(const Expr *value, bool outcome) const {
  if (const auto *method = dyn_cast<CXXMemberCallExpr>(value)) {
    const CXXMethodDecl *callee = method->getMethodDecl();
    const Expr *object = method->getImplicitObjectArgument();
    if (callee && object && isStandardStream(object->IgnoreParenImpCasts()->getType())) {
      const llvm::StringRef question = simpleName(callee);
      const bool failsWhen = question == "fail" || question == "bad";
      const bool isAsked = failsWhen || isa<CXXConversionDecl>(callee);
      if (isAsked && outcome == failsWhen) return FailureTest{nullptr, nullptr, "the stream"};
      return std::nullopt;
    }
    if (callee && object)
      if (auto test = ofErrorObject(object, isa<CXXConversionDecl>(callee) ? "" : simpleName(callee), outcome))
        return test;
  }
  if (value->getType()->isRecordType()) return ofErrorObject(value, "", outcome);
  const BinaryOperatorKind kind = outcome ? BO_NE : BO_EQ;
  const Relation relation{kind, llvm::APSInt::get(0), true};
  if (readsErrno(value))
    return outcome ? std::optional(FailureTest{nullptr, nullptr, "the call that set errno"}) : std::nullopt;
  const auto *call = dyn_cast<CallExpr>(givenLast(value));
  if (call && asksForFailure(call))
    return outcome ? std::optional(FailureTest{nullptr, nullptr, "the stream"}) : std::nullopt;
  if (const FunctionDecl *callee = call ? call->getDirectCallee() : nullptr;
      callee && outcome && isInSystemHeader(callee) && returnsOnlyStatus(simpleName(callee)))
    return FailureTest{nullptr, call, "'" + qualifiedName(callee) + "'"};
  const FunctionContract *contract = call ? subjects_.contractOf(call) : nullptr;
  if (!contract) return std::nullopt;
  for (const Failure failure : contract->returns)
    if (admits(failure, relation, *contract, nullptr))
      return FailureTest{nullptr, call, "'" + qualifiedName(call->getDirectCallee()) + "'"};
  return std::nullopt;
}

std::optional<FailureTest> FailureTests::ofComparison(const BinaryOperator *comparison, bool outcome) const {
  BinaryOperatorKind kind = comparison->getOpcode();
  if (!outcome) kind = BinaryOperator::negateComparisonOp(kind);
  const Expr *left = comparison->getLHS();
  const Expr *right = comparison->getRHS();
  const bool isReversed = constant(left, context_) || isNullPointerConstant(left, context_);
  if (isReversed) {
    std::swap(left, right);
    kind = BinaryOperator::reverseComparisonOp(kind);
  }
  return ofCall(left, kind, right);
}

std::optional<FailureTest> FailureTests::find(const Expr *condition, bool outcome) const {
  condition = plain(condition);
  if (condition->isTypeDependent()) return std::nullopt;
  if (const auto *negation = dyn_cast<UnaryOperator>(condition); negation && negation->getOpcode() == UO_LNot)
    return find(negation->getSubExpr(), !outcome);
  if (const auto *negation = dyn_cast<CXXOperatorCallExpr>(condition);
      negation && negation->getOperator() == OO_Exclaim && negation->getNumArgs() == 1) {
    if (!negation->getArg(0)->isTypeDependent() &&
        isStandardStream(negation->getArg(0)->IgnoreParenImpCasts()->getType()))
      return outcome ? std::optional(FailureTest{nullptr, nullptr, "the stream"}) : std::nullopt;
    return ofErrorObject(negation->getArg(0), "", !outcome);
  }
  const auto *operation = dyn_cast<BinaryOperator>(condition);
  if (operation && operation->isLogicalOp()) {
    auto left = find(operation->getLHS(), outcome);
    auto right = find(operation->getRHS(), outcome);
    // "a && b" holds when both hold, so that one that fails is enough; "a || b" may hold by the other.
    const bool bothHold = (operation->getOpcode() == BO_LAnd) == outcome;
    if (bothHold) return left ? left : right;
    return left && right ? left : std::nullopt;
  }
  if (operation && operation->isComparisonOp() && operation->getOpcode() != BO_Cmp)
    return ofComparison(operation, outcome);
  return ofTruth(condition, outcome);
}

} // namespace lintel::checkers
