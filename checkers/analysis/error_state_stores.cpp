#include "checkers/analysis/error_state_stores.h"

#include "checkers/analysis/names.h"
#include "checkers/analysis/result_numbers.h"

#include "clang/AST/Attr.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"

namespace lintel::checkers {

using namespace clang;

namespace {

// errno is a macro for the object that a function of the system points to.
bool isErrno(const Expr *value) {
  const auto *deref = dyn_cast<UnaryOperator>(value->IgnoreParenImpCasts());
  if (!deref || deref->getOpcode() != UO_Deref) return false;
  const auto *call = dyn_cast<CallExpr>(deref->getSubExpr()->IgnoreParenImpCasts());
  const FunctionDecl *callee = call ? call->getDirectCallee() : nullptr;
  const StringRef name = callee ? simpleName(callee) : StringRef();
  return name == "__errno_location" || name == "__error" || name == "_errno" || name == "__errno";
}

// A pointer's failure is that of a value that is used too early, which is another matter.
bool failsOnlyAsNull(const FunctionContract &contract) {
  return llvm::all_of(contract.returns, [](Failure failure) { return failure == Failure::Null; });
}

class StoreFinder : public RecursiveASTVisitor<StoreFinder> {
public:
  explicit StoreFinder(ErrorSources &sources) : sources_(sources) {}
  bool found() const { return found_; }

  bool TraverseLambdaExpr(LambdaExpr *) { return true; } // a function of its own
  bool VisitVarDecl(VarDecl *variable) {
    if (variable->getInit() && isFollowed(variable)) look(variable->getInit());
    return !found_;
  }
  bool VisitBinaryOperator(BinaryOperator *operation) {
    if (operation->isAssignmentOp() && isa<DeclRefExpr>(operation->getLHS()->IgnoreParens())) look(operation->getRHS());
    return !found_;
  }
  bool VisitCallExpr(CallExpr *call) {
    if (const auto *operation = dyn_cast<CXXOperatorCallExpr>(call);
        operation && operation->isAssignmentOp() && call->getNumArgs() == 2)
      look(call->getArg(1));
    for (unsigned i = 0; i < call->getNumArgs() && !found_; ++i)
      if (sources_.filledBy(call, i, false)) found_ = true;
    return !found_;
  }

private:
  void look(const Expr *value) {
    if (sources_.of(value)) found_ = true;
  }
  ErrorSources &sources_;
  bool found_ = false;
};

} // namespace

bool isPlainCode(const ErrorSource &source) {
  if (source.isErrno || source.isFilled || source.isInferred) return true;
  if (source.subject.type) return source.subject.type->propagate.size() != 0 || source.subject.contract == nullptr;
  if (!source.subject.contract) return false;
  return llvm::all_of(source.subject.contract->returns, [](Failure failure) {
    return failure == Failure::Nonzero || failure == Failure::ErrnoValue || failure == Failure::Enum ||
           failure == Failure::NotOne;
  });
}

bool saysOnlyFailure(const ErrorSource &source) {
  if (isPlainCode(source)) return true;
  const FunctionContract *contract = source.subject.contract;
  if (!contract || !contract->isBuiltIn || contract->declaredIn != DeclaredIn::SystemHeaders) return false;
  if (contract->returns.empty() || contract->truncates || !source.expr->getType()->isIntegerType()) return false;
  const StringRef name = source.subject.callee;
  return !yieldsNumber(name) && !isAmbiguousResult(name) && llvm::all_of(contract->returns, [](Failure failure) {
    return failure == Failure::Negative || failure == Failure::MinusOne || failure == Failure::Eof;
  });
}

std::string describe(const ErrorSource &source) {
  if (source.isErrno) return "errno";
  if (!source.subject.callee.empty()) return "the error of '" + source.subject.callee + "'";
  return source.subject.typeName.empty() ? "the error" : "the '" + source.subject.typeName + "'";
}

const Expr *plainValue(const Expr *value) {
  for (const Expr *before = nullptr; before != value;) {
    before = value;
    value = value->IgnoreParenCasts()->IgnoreUnlessSpelledInSource();
    if (const auto *list = dyn_cast<InitListExpr>(value); list && list->getNumInits() == 1) value = list->getInit(0);
  }
  return value;
}

const ErrorSource *ErrorSources::of(const Expr *value) {
  if (const auto found = known_.find(value); found != known_.end()) return found->second.get();
  known_[value] = nullptr; // finding may ask again
  auto found = find(value);
  auto &kept = known_[value];
  if (found) kept = std::make_unique<ErrorSource>(std::move(*found));
  return kept.get();
}

std::optional<ErrorSource> ErrorSources::find(const Expr *value) {
  const Expr *plain = plainValue(value);
  if (plain->isTypeDependent() || plain->isValueDependent()) return std::nullopt;
  if (isErrno(value)) {
    ErrorSource source;
    source.expr = plain;
    source.isErrno = true;
    return source;
  }
  if (const auto *choice = dyn_cast<ConditionalOperator>(plain)) {
    auto found = find(choice->getTrueExpr());
    return found ? found : find(choice->getFalseExpr());
  }
  if (const auto *assignment = dyn_cast<BinaryOperator>(plain); assignment && assignment->getOpcode() == BO_Assign)
    return find(assignment->getRHS());
  if (!isa<CallExpr, CoawaitExpr>(plain) || plain->getType()->isAnyPointerType()) return std::nullopt;
  const std::optional<ErrorSubject> subject = subjects_.find(plain, context_);
  if (!subject && isa<CallExpr>(plain)) return infer(cast<CallExpr>(plain));
  if (!subject || (subject->contract && failsOnlyAsNull(*subject->contract))) return std::nullopt;
  if (subject->isNodiscardOnly) return std::nullopt; // many such types do their work by being kept
  if (!subject->contract && subject->typeName.empty() && !plain->getType()->isIntegralOrEnumerationType())
    return std::nullopt;
  ErrorSource source;
  source.expr = plain;
  source.subject = *subject;
  return source;
}

std::optional<ErrorSource> ErrorSources::infer(const CallExpr *call) {
  const FunctionDecl *callee = call->getDirectCallee();
  if (!callee || isInSystemHeader(callee) || subjects_.contractOf(call)) return std::nullopt;
  const auto isError = [this](const CallExpr *inner) {
    const ErrorSource *source = of(inner);
    return source && isPlainCode(*source);
  };
  if (!returns_.tellsErrors(callee, isError, context_)) return std::nullopt;
  ErrorSource source;
  source.expr = call;
  source.isInferred = true;
  source.subject.callee = qualifiedName(callee);
  if (subjects_.isIgnored(source.subject.callee)) return std::nullopt;
  return source;
}

const ErrorSource *ErrorSources::filledBy(const CallExpr *call, unsigned argument, bool resultUsed) {
  const Expr *object = call->getArg(argument)->IgnoreParens();
  const auto *address = dyn_cast<UnaryOperator>(object->IgnoreImplicit());
  const bool isPointer = address && address->getOpcode() == UO_AddrOf;
  if (!isPointer && (!object->isLValue() || object->getType().isConstQualified())) return nullptr;
  if (!isa<DeclRefExpr>(isPointer ? address->getSubExpr()->IgnoreParens() : object)) return nullptr;
  if (resultUsed) return nullptr;
  const auto [entry, isNew] = filled_.try_emplace(object);
  if (!isNew) return entry->second.get();
  const FunctionDecl *callee = call->getDirectCallee();
  if (isa<CXXOperatorCallExpr>(call) || !callee) return nullptr;
  const FunctionContract *contract = subjects_.contractOf(call);
  const bool byContract = contract && contract->outError == argument;
  if (isPointer && !byContract) return nullptr;
  ErrorSource source;
  source.expr = call;
  source.isFilled = true;
  source.subject.callee = qualifiedName(callee);
  if (const auto type = subjects_.errorType(object->getType(), context_)) {
    source.subject.type = type->type;
    source.subject.typeName = type->typeName;
  }
  const bool byType = !isPointer && source.subject.type && source.subject.type->isFilledByReference;
  if (byContract || byType) entry->second = std::make_unique<ErrorSource>(std::move(source));
  return entry->second.get();
}

bool isFollowed(const VarDecl *variable) {
  const QualType type = variable->getType();
  return variable->hasLocalStorage() && !type->isReferenceType() && !type.isVolatileQualified() &&
         !type->isAnyPointerType() && !type->isArrayType() && !type->isDependentType() &&
         !isa<DecompositionDecl>(variable) && !variable->hasAttr<CleanupAttr>() && !variable->isInvalidDecl();
}

bool storesErrors(Stmt *body, ErrorSources &sources) {
  StoreFinder finder(sources);
  finder.TraverseStmt(body);
  return finder.found();
}

} // namespace lintel::checkers
