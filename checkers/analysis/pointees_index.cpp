#include "checkers/analysis/pointees_index.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/MapVector.h"

namespace lintel::checkers {

using namespace clang;

namespace {

bool isCharOrVoid(QualType type) {
  return type->isVoidType() || type->isAnyCharacterType() || type->isStdByteType() || type->isFunctionType();
}

constexpr unsigned kMaxDepth = 12;

const Expr *strip(const Expr *expr) { return expr->IgnoreParenCasts(); }

} // namespace

bool changesView(const CastExpr *cast, const ASTContext &context) {
  QualType to;
  QualType from;
  switch (cast->getCastKind()) {
  case CK_BaseToDerived: return true;
  case CK_LValueBitCast:
    to = cast->getType();
    from = cast->getSubExpr()->getType();
    break;
  case CK_BitCast:
  case CK_NoOp:
    to = cast->getType()->getPointeeType();
    from = cast->getSubExpr()->getType()->getPointeeType();
    break;
  default: return false;
  }
  if (to.isNull() || from.isNull() || to->isDependentType() || from->isDependentType()) return false;
  if (isCharOrVoid(to) || to->isIncompleteType() || to->isPointerType()) return false;
  return !context.hasSameUnqualifiedType(to, from);
}

class PointeeIndexBuilder : public RecursiveASTVisitor<PointeeIndexBuilder> {
public:
  PointeeIndexBuilder(PointeeIndex &index, ASTContext &context) : index_(index), context_(context) {}

  bool shouldVisitTemplateInstantiations() const { return true; }
  bool shouldVisitImplicitCode() const { return false; }

  bool TraverseDecl(Decl *decl) {
    if (!decl || (decl->getLexicalDeclContext() && decl->getLexicalDeclContext()->isFileContext() &&
                  !isa<NamespaceDecl, LinkageSpecDecl, TranslationUnitDecl>(decl) && decl->getLocation().isValid() &&
                  context_.getSourceManager().isInSystemHeader(decl->getLocation())))
      return true;
    const auto *function = dyn_cast<FunctionDecl>(decl);
    if (!function || !function->isThisDeclarationADefinition()) return RecursiveASTVisitor::TraverseDecl(decl);
    if (function->isDependentContext()) return true;
    const FunctionDecl *outer = std::exchange(function_, function);
    const bool wasInteresting = std::exchange(isInteresting_, false);
    auto outerCasts = std::exchange(casts_, {});
    const bool result = RecursiveASTVisitor::TraverseDecl(decl);
    if (isInteresting_ || !casts_.empty()) candidates_.push_back({function, isInteresting_, std::move(casts_)});
    casts_ = std::move(outerCasts);
    function_ = outer;
    isInteresting_ = wasInteresting;
    return result;
  }

  // The body of a lambda is a function of its own.
  bool TraverseLambdaExpr(LambdaExpr *lambda) {
    for (Expr *capture : lambda->capture_inits())
      if (capture && !TraverseStmt(capture)) return false;
    if (lambda->isGenericLambda()) {
      if (FunctionTemplateDecl *generic = lambda->getDependentCallOperator())
        for (FunctionDecl *instance : generic->specializations())
          if (!TraverseDecl(instance)) return false;
      return true;
    }
    return TraverseDecl(lambda->getCallOperator());
  }

  bool VisitCXXRecordDecl(CXXRecordDecl *record) {
    if (!record->isThisDeclarationADefinition() || record->isDependentContext()) return true;
    for (const CXXBaseSpecifier &base : record->bases())
      if (const CXXRecordDecl *declaration = base.getType()->getAsCXXRecordDecl())
        index_.derived_[declaration->getCanonicalDecl()].push_back(record);
    return true;
  }

  bool VisitVarDecl(VarDecl *variable) {
    if (!variable->hasInit() || !(variable->getType()->isPointerType() || variable->getType()->isReferenceType()))
      return true;
    sources_[variable->getCanonicalDecl()].push_back(variable->getInit());
    if (variable->isLocalVarDecl() && variable->getType()->isFunctionPointerType()) {
      if (const auto *reference = dyn_cast<DeclRefExpr>(strip(variable->getInit())->IgnoreParens()))
        hold(variable, reference);
      else if (const auto *address = dyn_cast<UnaryOperator>(strip(variable->getInit())))
        if (const auto *named = dyn_cast<DeclRefExpr>(strip(address->getSubExpr()))) hold(variable, named);
    }
    const auto *address = dyn_cast<UnaryOperator>(variable->getInit()->IgnoreParenImpCasts());
    if (address && address->getOpcode() == UO_AddrOf) noteMemberAddress(address);
    return true;
  }

  bool VisitCallExpr(CallExpr *call) {
    const Expr *callee = strip(call->getCallee());
    if (const auto *deref = dyn_cast<UnaryOperator>(callee); deref && deref->getOpcode() == UO_Deref)
      callee = strip(deref->getSubExpr());
    const auto *reference = dyn_cast<DeclRefExpr>(callee);
    if (!reference) {
      if (const FunctionDecl *method = call->getDirectCallee())
        index_.calls_[method->getCanonicalDecl()].push_back({call, function_});
      return true;
    }
    benign_.insert(reference);
    if (const auto *function = dyn_cast<FunctionDecl>(reference->getDecl()))
      index_.calls_[function->getCanonicalDecl()].push_back({call, function_});
    else if (const auto *variable = dyn_cast<VarDecl>(reference->getDecl()))
      indirect_.push_back({variable, {call, function_}});
    return true;
  }

  bool VisitDeclRefExpr(DeclRefExpr *reference) {
    if (benign_.contains(reference)) return true;
    if (const auto *function = dyn_cast<FunctionDecl>(reference->getDecl()))
      index_.leaked_.insert(function->getCanonicalDecl());
    else if (const auto *variable = dyn_cast<VarDecl>(reference->getDecl()))
      useVariable(variable);
    return true;
  }

  bool VisitBinaryOperator(BinaryOperator *operation) {
    if (operation->getOpcode() == BO_Assign) {
      const auto *reference = dyn_cast<DeclRefExpr>(operation->getLHS()->IgnoreParens());
      const auto *variable = reference ? dyn_cast<VarDecl>(reference->getDecl()) : nullptr;
      if (variable && variable->getType()->isPointerType() && !variable->getType()->isFunctionPointerType()) {
        benign_.insert(reference);
        sources_[variable->getCanonicalDecl()].push_back(operation->getRHS());
        if (variable->hasGlobalStorage()) index_.writers_[variable->getCanonicalDecl()].push_back(function_);
      }
      noteUnionMember(operation->getLHS());
    } else if (operation->isCompoundAssignmentOp()) {
      noteStep(operation->getLHS());
      noteUnionMember(operation->getLHS());
    } else if (operation->isAdditiveOp() && operation->getType()->isPointerType()) {
      const auto *address = dyn_cast<UnaryOperator>(strip(operation->getLHS()));
      if (address && address->getOpcode() == UO_AddrOf) noteMemberAddress(address);
    }
    return true;
  }

  bool VisitUnaryOperator(UnaryOperator *operation) {
    if (operation->isIncrementDecrementOp()) noteStep(operation->getSubExpr());
    return true;
  }

  bool VisitCastExpr(CastExpr *cast) {
    if (cast->getCastKind() == CK_LValueToRValue) { // a read: neither leaks nor exposes
      if (const auto *reference = dyn_cast<DeclRefExpr>(cast->getSubExpr()->IgnoreParens()))
        if (isa<VarDecl>(reference->getDecl()) && !reference->getType()->isFunctionPointerType())
          benign_.insert(reference);
      if (context_.getLangOpts().CPlusPlus) noteUnionMember(cast->getSubExpr());
      return true;
    }
    if (function_ && !isInteresting_ && changesView(cast, context_) && !isFreshMemory(cast)) {
      if (cast->getCastKind() == CK_BaseToDerived)
        isInteresting_ = true;
      else
        casts_.push_back(cast->getSubExpr());
    }
    return true;
  }

  bool VisitReturnStmt(ReturnStmt *result) {
    if (function_ && result->getRetValue() &&
        (function_->getReturnType()->isPointerType() || function_->getReturnType()->isReferenceType()))
      results_[function_->getCanonicalDecl()].push_back(result->getRetValue());
    return true;
  }

  void finish() {
    for (const auto &[variable, call] : indirect_)
      if (const FunctionDecl *function = index_.heldBy(variable))
        index_.calls_[function->getCanonicalDecl()].push_back(call);
    for (const auto &[variable, function] : pendingHolds_)
      if (!index_.heldBy(variable)) index_.leaked_.insert(function);
    for (const auto &entry : results_)
      if (mayReturnKnown(entry.first, 0)) index_.returnsKnown_.insert(entry.first);
    for (const Candidate &candidate : candidates_)
      if (candidate.isInteresting ||
          llvm::any_of(candidate.casts, [&](const Expr *operand) { return mayBeKnown(operand, 0); }))
        index_.interesting_.push_back(candidate.function);
  }

private:
  struct Candidate {
    const FunctionDecl *function;
    bool isInteresting;
    std::vector<const Expr *> casts; // their operands
  };

  // p += n and ++p keep what p points into.
  void noteStep(const Expr *place) {
    const auto *reference = dyn_cast<DeclRefExpr>(place->IgnoreParens());
    const auto *variable = reference ? dyn_cast<VarDecl>(reference->getDecl()) : nullptr;
    if (variable && !variable->hasGlobalStorage()) benign_.insert(reference);
  }

  // Whether anything in the unit gives the expression a known object or allocation. Regardless of order, and
  // therefore cheap: it keeps the data flow away from functions in which it has nothing to find.
  bool mayBeKnown(const Expr *expr, unsigned depth) {
    if (depth > kMaxDepth) return true; // the data flow will tell
    expr = expr->IgnoreParenCasts()->IgnoreImplicit()->IgnoreParenCasts();
    if (const auto *reference = dyn_cast<DeclRefExpr>(expr)) {
      const auto *variable = dyn_cast<VarDecl>(reference->getDecl());
      return variable && mayHoldKnown(variable, depth);
    }
    if (const auto *member = dyn_cast<MemberExpr>(expr)) return mayBeKnown(member->getBase(), depth + 1);
    if (const auto *unary = dyn_cast<UnaryOperator>(expr)) return mayBeKnown(unary->getSubExpr(), depth + 1);
    if (const auto *element = dyn_cast<ArraySubscriptExpr>(expr)) return mayBeKnown(element->getBase(), depth + 1);
    if (const auto *operation = dyn_cast<BinaryOperator>(expr))
      return mayBeKnown(operation->getRHS(), depth + 1) || mayBeKnown(operation->getLHS(), depth + 1);
    if (const auto *choice = dyn_cast<AbstractConditionalOperator>(expr))
      return mayBeKnown(choice->getTrueExpr(), depth + 1) || mayBeKnown(choice->getFalseExpr(), depth + 1);
    if (const auto *call = dyn_cast<CallExpr>(expr)) {
      const FunctionDecl *callee = call->getDirectCallee();
      if (!callee || callee->hasBody()) return !callee || mayReturnKnown(callee->getCanonicalDecl(), depth + 1);
      return llvm::any_of(call->arguments(), [&](const Expr *argument) { // an allocation of a known size
        Expr::EvalResult size;
        return !argument->isValueDependent() && argument->getType()->isIntegerType() &&
               argument->EvaluateAsInt(size, context_);
      });
    }
    return !isa<CXXThisExpr, IntegerLiteral>(expr);
  }

  bool mayReturnKnown(const FunctionDecl *function, unsigned depth) {
    const auto found = results_.find(function);
    if (found == results_.end()) return false;
    const auto [known, isNew] = returnsKnown_.try_emplace(function, false);
    if (!isNew) return known->second;
    const bool result =
        llvm::any_of(found->second, [&](const Expr *expr) { return mayBeKnown(expr, depth) || isParameter(expr); });
    returnsKnown_[function] = result;
    return result;
  }

  static bool isParameter(const Expr *expr) {
    const auto *reference = dyn_cast<DeclRefExpr>(strip(expr));
    return reference && isa<ParmVarDecl>(reference->getDecl());
  }

  bool mayHoldKnown(const VarDecl *variable, unsigned depth) {
    variable = variable->getCanonicalDecl();
    const QualType type = variable->getType();
    if (!type->isPointerType() && !type->isReferenceType()) return true; // an object itself
    if (index_.exposed_.contains(variable)) return true;
    const auto [known, isNew] = holdsKnown_.try_emplace(variable, false);
    if (!isNew) return known->second;
    bool result = false;
    if (const auto found = sources_.find(variable); found != sources_.end())
      result = llvm::any_of(found->second, [&](const Expr *source) { return mayBeKnown(source, depth + 1); });
    const auto *parameter = dyn_cast<ParmVarDecl>(variable);
    const auto *function = parameter ? dyn_cast<FunctionDecl>(parameter->getDeclContext()) : nullptr;
    if (!result && function)
      result = llvm::any_of(index_.callsOf(function), [&](const PointeeIndex::Call &call) {
        const unsigned skipped = isa<CXXOperatorCallExpr>(call.call) && isa<CXXMethodDecl>(function) ? 1 : 0;
        const unsigned index = parameter->getFunctionScopeIndex() + skipped;
        return index < call.call->getNumArgs() && mayBeKnown(call.call->getArg(index), depth + 1);
      });
    holdsKnown_[variable] = result;
    return result;
  }

  void hold(const VarDecl *variable, const DeclRefExpr *reference) {
    const auto *function = dyn_cast<FunctionDecl>(reference->getDecl());
    if (!function) return;
    benign_.insert(reference);
    index_.held_[variable] = function;
    pendingHolds_.push_back({variable, function->getCanonicalDecl()});
  }

  // A use that is neither a call through the variable nor a plain read.
  void useVariable(const VarDecl *variable) {
    index_.held_.erase(variable);
    if (variable->getType()->isPointerType()) index_.exposed_.insert(variable->getCanonicalDecl());
  }

  void noteMemberAddress(const UnaryOperator *address) {
    const auto *member = dyn_cast<MemberExpr>(address->getSubExpr()->IgnoreParens());
    if (member && isa<FieldDecl>(member->getMemberDecl()) && member->getType()->isScalarType()) isInteresting_ = true;
  }

  void noteUnionMember(const Expr *place) {
    for (const auto *member = dyn_cast<MemberExpr>(place->IgnoreParens()); member;
         member = dyn_cast<MemberExpr>(member->getBase()->IgnoreParenImpCasts()))
      if (const auto *field = dyn_cast<FieldDecl>(member->getMemberDecl()); field && field->getParent()->isUnion()) {
        if (const auto *root = dyn_cast<DeclRefExpr>(member->getBase()->IgnoreParenImpCasts()))
          isInteresting_ |= isa<VarDecl>(root->getDecl()) && !root->getType()->isReferenceType();
        return;
      }
  }

  // T *p = malloc(n): nothing is known to be wrong unless n is a number that is too small.
  bool isFreshMemory(const CastExpr *cast) const {
    const auto *call = dyn_cast<CallExpr>(strip(cast->getSubExpr()));
    if (!call || call->getType()->getPointeeType().isNull() || !call->getType()->getPointeeType()->isVoidType())
      return false;
    const FunctionDecl *callee = call->getDirectCallee();
    if (!callee || callee->hasBody()) return false;
    for (const Expr *argument : call->arguments()) {
      Expr::EvalResult size;
      if (argument->isValueDependent() || !argument->EvaluateAsInt(size, context_)) continue;
      const QualType type = cast->getType()->getPointeeType();
      if (call->getNumArgs() == 1 && size.Val.getInt().getExtValue() < context_.getTypeSizeInChars(type).getQuantity())
        return false;
    }
    return true;
  }

  PointeeIndex &index_;
  ASTContext &context_;
  const FunctionDecl *function_ = nullptr;
  bool isInteresting_ = false;
  std::vector<const Expr *> casts_; // operands of the casts of function_
  std::vector<Candidate> candidates_;
  llvm::DenseMap<const VarDecl *, std::vector<const Expr *>> sources_;       // what is stored in a pointer
  llvm::MapVector<const FunctionDecl *, std::vector<const Expr *>> results_; // what a function returns
  llvm::DenseMap<const VarDecl *, bool> holdsKnown_;
  llvm::DenseMap<const FunctionDecl *, bool> returnsKnown_;
  llvm::DenseSet<const DeclRefExpr *> benign_; // seen through the expression around it
  std::vector<std::pair<const VarDecl *, PointeeIndex::Call>> indirect_;
  std::vector<std::pair<const VarDecl *, const FunctionDecl *>> pendingHolds_;
};

PointeeIndex::PointeeIndex(ASTContext &context) {
  PointeeIndexBuilder builder(*this, context);
  builder.TraverseAST(context);
  builder.finish();
}

llvm::ArrayRef<PointeeIndex::Call> PointeeIndex::callsOf(const FunctionDecl *function) const {
  const auto found = calls_.find(function->getCanonicalDecl());
  return found == calls_.end() ? llvm::ArrayRef<Call>() : llvm::ArrayRef<Call>(found->second);
}

bool PointeeIndex::hasOnlyKnownCallers(const FunctionDecl *function) const {
  if (function->isExternallyVisible() || leaked_.contains(function->getCanonicalDecl())) return false;
  const auto *method = dyn_cast<CXXMethodDecl>(function);
  return !method || (!method->isVirtual() && !method->getParent()->isLambda());
}

const FunctionDecl *PointeeIndex::heldBy(const VarDecl *variable) const { return held_.lookup(variable); }

llvm::ArrayRef<const FunctionDecl *> PointeeIndex::writersOf(const VarDecl *variable) const {
  const auto found = writers_.find(variable->getCanonicalDecl());
  return found == writers_.end() ? llvm::ArrayRef<const FunctionDecl *>() : llvm::ArrayRef(found->second);
}

llvm::ArrayRef<const CXXRecordDecl *> PointeeIndex::derivedFrom(const CXXRecordDecl *base) const {
  const auto found = derived_.find(base->getCanonicalDecl());
  return found == derived_.end() ? llvm::ArrayRef<const CXXRecordDecl *>() : llvm::ArrayRef(found->second);
}

} // namespace lintel::checkers
