#include "checkers/analysis/unit_calls.h"

#include "checkers/analysis/per_context.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace lintel::checkers {

using namespace clang;

namespace {

class CallFinder : public RecursiveASTVisitor<CallFinder> {
public:
  explicit CallFinder(Calls &calls) : calls_(calls) {}

  // The sizes of arrays are all that is evaluated in a type.
  bool TraverseTypeLoc(TypeLoc type, bool = true) {
    return !type.getType()->isVariablyModifiedType() || RecursiveASTVisitor::TraverseTypeLoc(type);
  }
  bool TraverseLambdaExpr(LambdaExpr *lambda) {
    for (Expr *capture : lambda->capture_inits())
      if (!TraverseStmt(capture)) return false;
    return true;
  }
  bool VisitCallExpr(CallExpr *call) { return make(call); }
  bool VisitCXXConstructExpr(CXXConstructExpr *construction) { return make(construction); }
  bool VisitCXXNewExpr(CXXNewExpr *allocation) { return make(allocation); }
  bool VisitDeclRefExpr(DeclRefExpr *reference) { return name(reference->getDecl()); }
  bool VisitMemberExpr(MemberExpr *member) { return name(member->getMemberDecl()); }

private:
  bool make(const Expr *call) {
    calls_.made.push_back(call);
    return true;
  }
  bool name(const ValueDecl *declaration) {
    const auto *function = dyn_cast<FunctionDecl>(declaration);
    if (function && seen_.insert(function).second) calls_.named.push_back(function);
    return true;
  }

  Calls &calls_;
  llvm::SmallPtrSet<const FunctionDecl *, 16> seen_;
};

} // namespace

UnitCalls &UnitCalls::of(ASTContext &context) { return PerContext<UnitCalls>::of(context); }

const Calls &UnitCalls::in(Stmt *body) {
  std::unique_ptr<Calls> &calls = calls_[body];
  if (!calls) {
    calls = std::make_unique<Calls>();
    CallFinder(*calls).TraverseStmt(body);
  }
  return *calls;
}

} // namespace lintel::checkers
