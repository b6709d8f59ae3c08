#include "checkers/checks/fatal-outside-main/surroundings.h"

#include "checkers/analysis/descend.h"
#include "checkers/analysis/names.h"

#include "clang/AST/ParentMap.h"
#include "clang/AST/Stmt.h"

#include <algorithm>
#include <tuple>

namespace lintel::checkers::checks::fatal_outside_main {

using namespace clang;

namespace {

bool holdsExec(const Stmt *statement) {
  return holdsAny(statement, [](const Stmt *part) {
    const auto *call = dyn_cast<CallExpr>(part);
    const FunctionDecl *function = call ? call->getDirectCallee() : nullptr;
    return function && simpleName(function).starts_with("exec") && isInSystemHeader(function);
  });
}

// Whether every way past this statement leads through an exec call.
bool alwaysRunsExec(const Stmt *statement) {
  if (const auto *branch = dyn_cast<IfStmt>(statement)) return holdsExec(branch->getCond());
  return isa<Expr, DeclStmt>(statement) && holdsExec(statement);
}

} // namespace

void Definitions::add(const FunctionDecl *function, const SourceManager &sources) {
  const auto [file, begin] = sources.getDecomposedLoc(sources.getFileLoc(function->getBeginLoc()));
  const auto [endFile, end] = sources.getDecomposedLoc(sources.getFileLoc(function->getEndLoc()));
  if (file == endFile) ranges_.push_back({file, begin, end, function});
}

void Definitions::sort() {
  std::sort(ranges_.begin(), ranges_.end(), [](const Range &a, const Range &b) {
    return std::tuple(a.file, a.begin, a.end) < std::tuple(b.file, b.begin, b.end);
  });
}

const FunctionDecl *Definitions::around(SourceLocation place, const SourceManager &sources) const {
  const auto [file, offset] = sources.getDecomposedLoc(place);
  auto next =
      std::upper_bound(ranges_.begin(), ranges_.end(), std::tuple(file, offset),
                       [](const auto &at, const Range &range) { return at < std::tuple(range.file, range.begin); });
  while (next != ranges_.begin() && (--next)->file == file)
    if (offset <= next->end) return next->function;
  return nullptr;
}

bool followsExec(const CallExpr *call, const FunctionDecl *function) {
  if (!function || !holdsExec(function->getBody())) return false;
  const ParentMap parents(function->getBody());
  const Stmt *below = call;
  for (const Stmt *around = parents.getParent(below); around; below = around, around = parents.getParent(around)) {
    if (isa<IfStmt>(around) && alwaysRunsExec(around)) return true;
    if (!isa<CompoundStmt>(around)) continue;
    for (const Stmt *before : around->children()) {
      if (before == below) break;
      if (before && alwaysRunsExec(before)) return true;
    }
  }
  return false;
}

bool isProgram(const FunctionDecl *function) {
  if (function->isMain()) return true;
  return simpleName(function).ends_with_insensitive("main") && function->getNumParams() >= 2 &&
         function->getParamDecl(0)->getType()->isIntegerType() &&
         function->getParamDecl(1)->getType()->isPointerType() &&
         function->getParamDecl(1)->getType()->getPointeeType()->isPointerType();
}

bool endsWithSuccess(const CallExpr *call, const ASTContext &context) {
  Expr::EvalResult status;
  return call->getNumArgs() == 1 && !call->getArg(0)->isValueDependent() &&
         call->getArg(0)->getType()->isIntegerType() && call->getArg(0)->EvaluateAsInt(status, context) &&
         status.Val.getInt() == 0;
}

bool isPastAllCases(SourceLocation place, const FunctionDecl *function, const SourceManager &sources) {
  const auto offset = [&](SourceLocation at) { return sources.getFileOffset(sources.getFileLoc(at)); };
  const unsigned wanted = offset(place);
  const Stmt *around = function ? function->getBody() : nullptr;
  const Stmt *parent = nullptr;
  while (around) {
    if (isa<DefaultStmt>(around)) return true;
    const Stmt *inner = nullptr;
    const Stmt *before = nullptr; // the switch, or the label of a case, that was last
    for (const Stmt *child : around->children()) {
      if (!child || child->getBeginLoc().isInvalid() || offset(child->getBeginLoc()) > wanted) continue;
      if (inner)
        before = isa<CompoundStmt>(around) && isa<SwitchStmt, SwitchCase>(inner) ? inner
                 : before && isa<SwitchCase>(before)                             ? before
                                                                                 : nullptr;
      inner = child;
    }
    if (before && (isa<SwitchStmt>(before) || (isa<DefaultStmt>(before) && parent && isa<SwitchStmt>(parent))))
      return true;
    parent = around;
    around = inner;
  }
  return false;
}

} // namespace lintel::checkers::checks::fatal_outside_main
