#include "checkers/analysis/handlers.h"

#include "checkers/analysis/names.h"
#include "checkers/analysis/parents.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/SmallVector.h"

namespace lintel::checkers {

using namespace clang;

namespace {

bool isCallOf(const Stmt *stmt, llvm::ArrayRef<llvm::StringRef> names) {
  const auto *call = dyn_cast<CallExpr>(stmt);
  const FunctionDecl *callee = call ? call->getDirectCallee() : nullptr;
  return callee && !simpleName(callee).empty() && llvm::is_contained(names, qualifiedName(callee));
}

bool isRethrow(const Stmt *stmt) {
  const auto *expression = dyn_cast<CXXThrowExpr>(stmt);
  return expression && !expression->getSubExpr();
}

bool rethrowsCurrent(const FunctionDecl *function) {
  const FunctionDecl *definition = nullptr;
  return function->hasBody(definition) && anyPart(definition->getBody(), isRethrow);
}

} // namespace

void forEachPart(const Stmt *stmt, llvm::function_ref<bool(const Stmt *)> visit) {
  llvm::SmallVector<const Stmt *, 32> pending = {stmt};
  while (!pending.empty()) {
    const Stmt *part = pending.pop_back_val();
    if (!part || !visit(part) || isa<LambdaExpr>(part)) continue;
    const size_t first = pending.size();
    for (const Stmt *child : part->children()) pending.push_back(child);
    std::reverse(pending.begin() + first, pending.end());
  }
}

bool anyPart(const Stmt *stmt, llvm::function_ref<bool(const Stmt *)> wanted) {
  bool found = false;
  forEachPart(stmt, [&](const Stmt *part) {
    found = found || wanted(part);
    return !found;
  });
  return found;
}

const CXXRecordDecl *caughtClass(const CXXCatchStmt *handler) {
  if (!handler->getExceptionDecl()) return nullptr;
  const QualType type = handler->getCaughtType().getNonReferenceType();
  const CXXRecordDecl *named =
      type->isPointerType() ? type->getPointeeType()->getAsCXXRecordDecl() : type->getAsCXXRecordDecl();
  return named && named->hasDefinition() ? named->getDefinition() : nullptr;
}

std::string spelling(const CXXCatchStmt *handler) {
  const VarDecl *variable = handler->getExceptionDecl();
  if (!variable) return "catch (...)";
  return "catch (" + variable->getType().getAsString(variable->getASTContext().getPrintingPolicy()) + ")";
}

bool isGeneralException(const CXXRecordDecl *type) {
  if (!type) return false;
  const std::string name = qualifiedName(type);
  return name == "std::exception" || name == "std::runtime_error" || name == "std::logic_error" ||
         name == "boost::exception";
}

bool isKindOf(const CXXRecordDecl *type, const CXXRecordDecl *base) {
  if (!type || !base) return false;
  if (type->getCanonicalDecl() == base->getCanonicalDecl()) return true;
  return type->hasDefinition() && base->hasDefinition() && type->isDerivedFrom(base);
}

Surroundings surroundingsOf(const Stmt *stmt, ASTContext &context) {
  Surroundings around;
  for (DynTypedNode node = DynTypedNode::create(*stmt);;) {
    const auto outer = parentOf(node, context);
    if (!outer) return around;
    node = *outer;
    if (const auto *lambda = node.get<LambdaExpr>()) {
      around.function = lambda->getCallOperator();
      return around;
    }
    if (const auto *function = node.get<FunctionDecl>()) {
      around.function = function;
      return around;
    }
    if (const auto *parent = node.get<Stmt>()) around.statements.push_back(parent);
  }
}

bool mentions(const Stmt *stmt, const ValueDecl *variable) {
  if (!variable) return false;
  return anyPart(stmt, [&](const Stmt *part) {
    if (const auto *lambda = dyn_cast<LambdaExpr>(part)) return mentions(lambda->getBody(), variable);
    const auto *reference = dyn_cast<DeclRefExpr>(part);
    if (reference) return reference->getDecl()->getCanonicalDecl() == variable->getCanonicalDecl();
    return false;
  });
}

bool throwsOrEnds(const Stmt *stmt) {
  return anyPart(stmt, [](const Stmt *part) {
    if (isa<CXXThrowExpr>(part)) return true;
    const auto *call = dyn_cast<CallExpr>(part);
    const FunctionDecl *callee = call ? call->getDirectCallee() : nullptr;
    if (!callee) return false;
    return callee->isNoReturn() || rethrowsCurrent(callee) ||
           isCallOf(part, {"std::rethrow_exception", "std::throw_with_nested", "std::rethrow_if_nested",
                           "std::terminate", "std::abort", "std::exit", "std::_Exit", "std::quick_exit"});
  });
}

bool asksForCurrentException(const Stmt *stmt) {
  return anyPart(stmt, [](const Stmt *part) {
    return isCallOf(part, {"std::current_exception", "boost::current_exception",
                           "boost::current_exception_diagnostic_information", "__cxa_current_exception_type",
                           "abi::__cxa_current_exception_type"});
  });
}

bool isInMacro(SourceLocation at, const re2::RE2 &name, const ASTContext &context) {
  const SourceManager &sources = context.getSourceManager();
  for (; at.isMacroID(); at = sources.getImmediateMacroCallerLoc(at)) {
    const llvm::StringRef macro = Lexer::getImmediateMacroName(at, sources, context.getLangOpts());
    if (re2::RE2::FullMatch(re2::StringPiece(macro.data(), macro.size()), name)) return true;
  }
  return false;
}

} // namespace lintel::checkers
