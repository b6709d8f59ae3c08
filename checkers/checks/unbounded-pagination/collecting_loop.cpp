#include "checkers/checks/unbounded-pagination/collecting_loop.h"

#include "checkers/analysis/names.h"

#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

namespace lintel::checkers::checks::unbounded_pagination {

using namespace clang;

namespace {

const VarDecl *variableOf(const Expr *expr) {
  while (expr) {
    expr = expr->IgnoreParenImpCasts();
    if (const auto *reference = llvm::dyn_cast<DeclRefExpr>(expr)) return llvm::dyn_cast<VarDecl>(reference->getDecl());
    if (const auto *member = llvm::dyn_cast<MemberExpr>(expr))
      expr = member->getBase();
    else if (const auto *unary = llvm::dyn_cast<UnaryOperator>(expr))
      expr = unary->getSubExpr();
    else if (const auto *operation = llvm::dyn_cast<CXXOperatorCallExpr>(expr);
             operation && operation->getNumArgs() > 0)
      expr = operation->getArg(0);
    else if (const auto *call = llvm::dyn_cast<CXXMemberCallExpr>(expr))
      expr = call->getImplicitObjectArgument();
    else
      return nullptr;
  }
  return nullptr;
}

// What grows: the object of a method, the left side of +=, a function's first argument.
const Expr *appendedTo(const CallExpr &call) {
  if (const auto *member = llvm::dyn_cast<CXXMemberCallExpr>(&call)) return member->getImplicitObjectArgument();
  return call.getNumArgs() > 0 ? call.getArg(0) : nullptr;
}

std::string nameOf(const Expr *expr) {
  expr = expr->IgnoreParenImpCasts();
  if (const auto *member = llvm::dyn_cast<MemberExpr>(expr)) return simpleName(member->getMemberDecl()).str();
  const VarDecl *variable = variableOf(expr);
  return variable ? simpleName(variable).str() : std::string();
}

// Sizes and ends of what exists, and constants, limit a loop; 0 and 1 are states, not limits.
bool isLimit(const Expr *expr, const ASTContext &context) {
  expr = expr->IgnoreParenCasts(); // "(int)items.size()" is as much a limit
  if (const auto *call = llvm::dyn_cast<CallExpr>(expr)) {
    static const llvm::StringSet<> names = {"size", "length", "end", "cend", "capacity", "max_size", "ssize", "strlen"};
    return names.contains(simpleName(call->getDirectCallee()));
  }
  Expr::EvalResult result;
  if (expr->isValueDependent() || !expr->getType()->isIntegerType() || !expr->EvaluateAsInt(result, context))
    return false;
  const llvm::APSInt value = result.Val.getInt();
  return !value.isNegative() && value.getLimitedValue() > 1 && value.getLimitedValue() < kNoBound;
}

bool isEnd(const Expr *expr) {
  expr = expr->IgnoreImplicit()->IgnoreParenImpCasts();
  // An iterator that becomes a const_iterator.
  if (const auto *construct = llvm::dyn_cast<CXXConstructExpr>(expr); construct && construct->getNumArgs() == 1)
    return isEnd(construct->getArg(0));
  const auto *call = llvm::dyn_cast<CallExpr>(expr);
  return call && (simpleName(call->getDirectCallee()) == "end" || simpleName(call->getDirectCallee()) == "cend");
}

// Is condition, or a part of it, a limit of another kind than what came from outside?
class Limits {
public:
  Limits(llvm::ArrayRef<const Expr *> outside, const ASTContext &context) : outside_(outside), context_(context) {}

  bool in(const Expr *condition) const {
    condition = condition->IgnoreImplicit()->IgnoreParenImpCasts();
    if (const auto *unary = llvm::dyn_cast<UnaryOperator>(condition)) return in(unary->getSubExpr());
    if (const auto *rewritten = llvm::dyn_cast<CXXRewrittenBinaryOperator>(condition))
      return compares(rewritten->getLHS(), rewritten->getRHS(), rewritten->getOpcode());
    if (const auto *operation = llvm::dyn_cast<CXXOperatorCallExpr>(condition))
      return operation->isComparisonOp() && operation->getNumArgs() == 2 &&
             compares(operation->getArg(0), operation->getArg(1),
                      BinaryOperator::getOverloadedOpcode(operation->getOperator()));
    const auto *binary = llvm::dyn_cast<BinaryOperator>(condition);
    if (!binary) return false;
    if (binary->isLogicalOp()) return in(binary->getLHS()) || in(binary->getRHS());
    return binary->isComparisonOp() && compares(binary->getLHS(), binary->getRHS(), binary->getOpcode());
  }

private:
  bool compares(const Expr *left, const Expr *right, BinaryOperatorKind kind) const {
    if (llvm::is_contained(outside_, left->IgnoreParenImpCasts()) ||
        llvm::is_contained(outside_, right->IgnoreParenImpCasts()))
      return false;
    if (BinaryOperator::isRelationalOp(kind)) return isLimit(left, context_) || isLimit(right, context_);
    return BinaryOperator::isEqualityOp(kind) && (isEnd(left) || isEnd(right));
  }

  llvm::ArrayRef<const Expr *> outside_;
  const ASTContext &context_;
};

class BodyFinder : public ConstDynamicRecursiveASTVisitor {
public:
  explicit BodyFinder(const Limits &limits) : limits_(limits) {}
  bool leavesByLimit = false;
  const Expr *container = nullptr;

  bool TraverseLambdaExpr(const LambdaExpr *) override { return true; }
  bool VisitVarDecl(const VarDecl *variable) override {
    inner_.insert(variable);
    return true;
  }
  bool VisitIfStmt(const IfStmt *branch) override {
    leavesByLimit |= branch->getCond() && !branch->getCond()->isValueDependent() && limits_.in(branch->getCond()) &&
                     leaves(branch->getThen());
    return true;
  }
  bool VisitCallExpr(const CallExpr *call) override {
    if (container || !isAppend(*call)) return true;
    const Expr *target = appendedTo(*call);
    const VarDecl *variable = target ? variableOf(target) : nullptr;
    if (target && !(variable && inner_.contains(variable)) && !nameOf(target).empty()) container = target;
    return true;
  }

private:
  static bool leaves(const Stmt *stmt) {
    if (const auto *block = llvm::dyn_cast<CompoundStmt>(stmt))
      return !block->body_empty() && leaves(block->body_back());
    if (const auto *full = llvm::dyn_cast<FullExpr>(stmt)) return leaves(full->getSubExpr());
    return llvm::isa<BreakStmt, ReturnStmt, GotoStmt, CXXThrowExpr>(stmt);
  }

  const Limits &limits_;
  llvm::SmallPtrSet<const VarDecl *, 8> inner_;
};

void addBounds(const Expr *condition, CollectingLoop &loop) {
  condition = condition->IgnoreImplicit()->IgnoreParenImpCasts();
  const auto *binary = llvm::dyn_cast<BinaryOperator>(condition);
  if (!binary) {
    const auto *unary = llvm::dyn_cast<UnaryOperator>(condition);
    if (unary && unary->isIncrementDecrementOp())
      loop.bounds.push_back(unary->getSubExpr()->IgnoreParenImpCasts());
    else if (condition->getType()->isIntegerType() && llvm::isa<DeclRefExpr>(condition))
      loop.bounds.push_back(condition);
    return;
  }
  const auto add = [&](const Expr *side) {
    side = side->IgnoreParenImpCasts();
    const auto *unary = llvm::dyn_cast<UnaryOperator>(side);
    loop.bounds.push_back(unary && unary->isIncrementDecrementOp() ? unary->getSubExpr()->IgnoreParenImpCasts() : side);
  };
  switch (binary->getOpcode()) {
  case BO_LAnd:
    addBounds(binary->getLHS(), loop);
    addBounds(binary->getRHS(), loop);
    break;
  case BO_LT:
  case BO_LE: add(binary->getRHS()); break;
  case BO_GT:
  case BO_GE: add(binary->getLHS()); break;
  case BO_NE:
    add(binary->getLHS());
    add(binary->getRHS());
    break;
  default: break;
  }
}

} // namespace

bool isAppend(const CallExpr &call) {
  if (const auto *operation = llvm::dyn_cast<CXXOperatorCallExpr>(&call))
    return operation->getOperator() == OO_PlusEqual && operation->getArg(0)->getType()->isRecordType();
  const llvm::StringRef name = simpleName(call.getDirectCallee());
  if (llvm::isa<CXXMemberCallExpr>(call)) {
    static const llvm::StringSet<> names = {"push_back", "emplace_back", "append",        "insert", "emplace",
                                            "push",      "push_front",   "emplace_front", "add",    "Add"};
    return call.getNumArgs() > 0 && names.contains(name);
  }
  return call.getNumArgs() > 1 && (hasWord(name, "append") || hasWord(name, "push"));
}

std::optional<CollectingLoop> collectingLoop(const Stmt &loop, Evaluator &evaluator) {
  const Expr *condition = nullptr;
  const Stmt *body = nullptr;
  if (const auto *counted = llvm::dyn_cast<ForStmt>(&loop)) {
    condition = counted->getCond();
    body = counted->getBody();
  } else if (const auto *head = llvm::dyn_cast<WhileStmt>(&loop)) {
    condition = head->getCond();
    body = head->getBody();
  } else if (const auto *tail = llvm::dyn_cast<DoStmt>(&loop)) {
    condition = tail->getCond();
    body = tail->getBody();
  }
  if (!condition || !body || condition->isValueDependent()) return std::nullopt;
  CollectingLoop found;
  addBounds(condition, found);
  // Most loops end here: nothing from outside bounds them.
  llvm::erase_if(found.bounds, [&](const Expr *bound) { return !evaluator.valueOf(bound).isUnbounded(); });
  const Limits limits(found.bounds, evaluator.unit.context);
  if (found.bounds.empty() || limits.in(condition)) return std::nullopt;
  BodyFinder finder(limits);
  finder.TraverseStmt(body);
  if (!finder.container || finder.leavesByLimit) return std::nullopt;
  found.container = nameOf(finder.container);
  return found;
}

} // namespace lintel::checkers::checks::unbounded_pagination
