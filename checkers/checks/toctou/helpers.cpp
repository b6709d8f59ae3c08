#include "checkers/checks/toctou/helpers.h"

#include "checkers/analysis/function_graph.h"
#include "checkers/analysis/names.h"
#include "checkers/analysis/unit_calls.h"
#include "checkers/checks/toctou/paths.h"
#include "checkers/checks/toctou/probes.h"

#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/MapVector.h"

namespace lintel::checkers::checks::toctou {

using namespace clang;

namespace {

constexpr unsigned kDepth = 4;

// The parameter that the name comes from, also as name.c_str().
const ParmVarDecl *parameterOf(const Expr *path) {
  for (;;) {
    path = path->IgnoreUnlessSpelledInSource();
    const auto *call = dyn_cast<CXXMemberCallExpr>(path);
    if (!call || call->getNumArgs() != 0 || !call->getImplicitObjectArgument()) break;
    path = call->getImplicitObjectArgument();
  }
  const auto *reference = dyn_cast<DeclRefExpr>(path);
  return reference ? dyn_cast<ParmVarDecl>(reference->getDecl()) : nullptr;
}

// file_, also as file_.c_str().
const MemberExpr *memberOf(const Expr *path) {
  const auto *member = dyn_cast<MemberExpr>(samePath(path));
  return member && isa<CXXThisExpr>(member->getBase()->IgnoreParenImpCasts()) ? member : nullptr;
}

bool isOnThis(const CallExpr *call) {
  const auto *method = dyn_cast<CXXMemberCallExpr>(call);
  const Expr *object = method ? method->getImplicitObjectArgument() : nullptr;
  return object && isa<CXXThisExpr>(object->IgnoreParenImpCasts());
}

} // namespace

llvm::SmallVector<Access, 2> Helpers::accesses(const Expr *call) { return accesses(call, kDepth); }

llvm::SmallVector<Access, 2> Helpers::accesses(const Expr *expr, unsigned depth) {
  llvm::SmallVector<Access, 2> found;
  if (const auto access = accessOf(expr, context_)) {
    found.push_back(*access);
    if (probes_.contains(expr)) found.push_back({Role::Check, access->path, expr, access->function});
    // What stood under the new name is lost.
    const auto *call = dyn_cast<CallExpr>(expr);
    if (access->function == "rename" && call && call->getNumArgs() >= 2)
      found.push_back({Role::Use, call->getArg(1), expr, access->function});
    return found;
  }
  const auto *call = dyn_cast<CallExpr>(expr);
  const FunctionDecl *callee = call ? call->getDirectCallee() : nullptr;
  if (!callee) return found;
  if (depth == 0) {
    if (callee->hasBody() && !isInSystemHeader(callee)) FunctionGraphs::of(callee->getASTContext()).giveUp(callee);
    return found;
  }
  const unsigned shift = isa<CXXOperatorCallExpr>(call) && isa<CXXMethodDecl>(callee) ? 1 : 0;
  for (const Summary &summary : summarise(callee, depth - 1))
    if (summary.member) {
      if (isOnThis(call)) found.push_back({summary.role, summary.member, expr, simpleName(callee)});
    } else if (summary.parameter + shift < call->getNumArgs())
      found.push_back({summary.role, call->getArg(summary.parameter + shift), expr, simpleName(callee)});
  return found;
}

bool Helpers::concerns(Stmt *body) {
  return llvm::any_of(UnitCalls::of(context_).in(body).made, [this](const Expr *expr) {
    const auto *call = dyn_cast<CallExpr>(expr);
    if (!call) return accessOf(expr, context_).has_value();
    const FunctionDecl *callee = call->getDirectCallee();
    if (!callee) return false;
    if (const auto known = concerned_.find(callee); known != concerned_.end()) return known->second;
    return concerned_[callee] = isFileFunction(callee) || !summarise(callee, kDepth - 1).empty();
  });
}

bool Helpers::noteProbes(const Stmt *body) {
  const auto before = probes_.size();
  findProbes(body, probes_, context_);
  return probes_.size() > before;
}

// A function that only looks answers a question about the file; one that also uses it is judged where
// it is written, and its callers have no part in it.
const Helpers::Summaries &Helpers::summarise(const FunctionDecl *function, unsigned depth) {
  const FunctionDecl *definition = nullptr;
  if (!function->hasBody(definition) || definition->isDependentContext() || isInSystemHeader(definition)) return none_;
  if (const auto entry = known_.find(definition); entry != known_.end()) return entry->second;
  known_.try_emplace(definition); // recursion ends here
  const unsigned count = definition->getNumParams();
  const bool answers = definition->getReturnType()->isIntegralOrEnumerationType();
  llvm::SmallVector<std::pair<bool, bool>, 8> seen(count);                           // checked, used
  llvm::MapVector<const ValueDecl *, std::pair<const Expr *, const Expr *>> members; // checked, used
  const std::vector<const Expr *> &calls = UnitCalls::of(context_).in(definition->getBody()).made;
  if (llvm::any_of(calls, [&](const Expr *call) { return opensExisting(call, context_); }))
    noteProbes(definition->getBody());
  for (const Expr *call : calls)
    for (const Access &access : accesses(call, depth)) {
      if (probes_.contains(call) && (access.role == Role::Use) == answers) continue; // whether there is a file
      if (const MemberExpr *member = memberOf(access.path))
        (access.role == Role::Check ? members[member->getMemberDecl()].first
                                    : members[member->getMemberDecl()].second) = member;
      const ParmVarDecl *parameter = parameterOf(access.path);
      if (!parameter || parameter->getFunctionScopeIndex() >= count) continue;
      if (definition->getParamDecl(parameter->getFunctionScopeIndex()) != parameter) continue;
      auto &mark = seen[parameter->getFunctionScopeIndex()];
      (access.role == Role::Check ? mark.first : mark.second) = true;
    }
  Summaries summaries;
  for (unsigned i = 0; i < count; ++i) {
    if (seen[i].first == seen[i].second) continue;
    if (seen[i].first && (!answers || calls.size() > 6)) continue; // does more than to answer
    summaries.push_back({i, seen[i].first ? Role::Check : Role::Use});
  }
  for (const auto &[member, access] : members) {
    const auto &[checked, used] = access;
    if (checked && used) continue;
    if (checked && (!answers || calls.size() > 6)) continue;
    summaries.push_back({0, checked ? Role::Check : Role::Use, checked ? checked : used});
  }
  return known_[definition] = std::move(summaries);
}

} // namespace lintel::checkers::checks::toctou
