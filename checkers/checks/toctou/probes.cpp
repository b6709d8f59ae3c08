#include "checkers/checks/toctou/probes.h"

#include "checkers/analysis/names.h"
#include "checkers/checks/toctou/calls.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/MapVector.h"

namespace lintel::checkers::checks::toctou {

using namespace clang;

namespace {

bool isWrapped(const Stmt *stmt) {
  return isa<ParenExpr, CastExpr, FullExpr, CXXBindTemporaryExpr, MaterializeTemporaryExpr>(stmt);
}

bool asks(llvm::StringRef method) { return method == "good" || method == "is_open" || method == "fail"; }

bool isCondition(const Stmt *parent, const Stmt *value) {
  if (const auto *branch = dyn_cast<IfStmt>(parent)) return branch->getCond() == value;
  if (const auto *loop = dyn_cast<WhileStmt>(parent)) return loop->getCond() == value;
  if (const auto *choice = dyn_cast<ConditionalOperator>(parent)) return choice->getCond() == value;
  const auto *operation = dyn_cast<BinaryOperator>(parent);
  const auto *negation = dyn_cast<UnaryOperator>(parent);
  return (operation && (operation->isComparisonOp() || operation->isLogicalOp())) ||
         (negation && negation->getOpcode() == UO_LNot);
}

class Finder {
public:
  Finder(llvm::DenseSet<const Expr *> &probes, const ASTContext &context) : probes(probes), context(context) {}

  void find(const Stmt *body) {
    walk(body);
    for (const auto &[variable, opened] : current) settle(opened);
  }

private:
  struct Opened {
    const Expr *call = nullptr;
    bool isTested = false;
    bool isClosed = false; // a stream of C++ closes itself
    bool isUsed = false;
  };
  enum class Use { Test, Close, Write, Other };

  void settle(const Opened &opened) {
    if (opened.call && opened.isTested && opened.isClosed && !opened.isUsed) probes.insert(opened.call);
  }

  void walk(const Stmt *stmt) {
    if (!stmt) return;
    path.push_back(stmt);
    if (const auto *declaration = dyn_cast<DeclStmt>(stmt)) {
      for (const Decl *declared : declaration->decls())
        if (const auto *variable = dyn_cast<VarDecl>(declared); variable && variable->getInit())
          store(variable, variable->getInit());
    } else if (const auto *reference = dyn_cast<DeclRefExpr>(stmt)) {
      see(reference);
    } else if (const auto *expr = dyn_cast<Expr>(stmt); expr && opensExisting(expr, context)) {
      if (useOf(path.size() - 1) == Use::Test) probes.insert(expr); // if (std::ifstream(name).good())
    }
    if (const auto *lambda = dyn_cast<LambdaExpr>(stmt)) {
      for (const Expr *capture : lambda->capture_inits()) walk(capture);
    } else {
      for (const Stmt *child : stmt->children()) walk(child);
    }
    path.pop_back();
    if (const auto *assignment = dyn_cast<BinaryOperator>(stmt); assignment && assignment->getOpcode() == BO_Assign)
      if (const auto *target = dyn_cast<DeclRefExpr>(assignment->getLHS()->IgnoreParens()))
        if (const auto *variable = dyn_cast<VarDecl>(target->getDecl())) {
          store(variable, assignment->getRHS());
          path.push_back(stmt);
          if (useOf(path.size() - 1) == Use::Test) current[variable].isTested = true;
          path.pop_back();
        }
  }

  void store(const VarDecl *variable, const Expr *value) {
    if (!variable->hasLocalStorage()) return;
    Opened &opened = current[variable];
    settle(opened);
    value = value->IgnoreUnlessSpelledInSource();
    opened = {opensExisting(value, context) ? value : nullptr, false, isa<CXXConstructExpr>(value), false};
  }

  void see(const DeclRefExpr *reference) {
    const auto *variable = dyn_cast<VarDecl>(reference->getDecl());
    const auto opened = current.find(variable);
    if (opened == current.end() || !opened->second.call) return;
    switch (useOf(path.size() - 1)) {
    case Use::Test: opened->second.isTested = true; break;
    case Use::Close: opened->second.isClosed = true; break;
    case Use::Write: break;
    case Use::Other: opened->second.isUsed = true; break;
    }
  }

  // What becomes of the value at path[at].
  Use useOf(std::size_t at) const {
    const auto *stream = dyn_cast<Expr>(path[at])->getType().getNonReferenceType()->getAsCXXRecordDecl();
    while (at > 0 && isWrapped(path[at - 1])) --at;
    if (at == 0) return Use::Other;
    const Stmt *parent = path[at - 1];
    if (isCondition(parent, path[at])) return Use::Test;
    if (const auto *member = dyn_cast<MemberExpr>(parent)) {
      const auto *method = dyn_cast<CXXMethodDecl>(member->getMemberDecl());
      if (isa_and_nonnull<CXXConversionDecl>(method) || asks(simpleName(method))) return Use::Test;
      return simpleName(method) == "close" ? Use::Close : Use::Other;
    }
    if (const auto *operation = dyn_cast<CXXOperatorCallExpr>(parent))
      return stream && operation->getOperator() == OO_Exclaim ? Use::Test : Use::Other;
    if (const auto *assignment = dyn_cast<BinaryOperator>(parent))
      return assignment->getOpcode() == BO_Assign && assignment->getLHS() == path[at] ? Use::Write : Use::Other;
    const auto *call = dyn_cast<CallExpr>(parent);
    const llvm::StringRef name = call ? simpleName(call->getDirectCallee()) : llvm::StringRef();
    return name == "fclose" || name == "close" ? Use::Close : Use::Other;
  }

  llvm::DenseSet<const Expr *> &probes;
  const ASTContext &context;
  std::vector<const Stmt *> path;
  llvm::MapVector<const VarDecl *, Opened> current;
};

} // namespace

void findProbes(const Stmt *body, llvm::DenseSet<const Expr *> &probes, const ASTContext &context) {
  Finder(probes, context).find(body);
}

} // namespace lintel::checkers::checks::toctou
