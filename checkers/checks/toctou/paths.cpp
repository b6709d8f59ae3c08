#include "checkers/checks/toctou/paths.h"

#include "checkers/analysis/names.h"

#include "clang/AST/ExprCXX.h"

namespace lintel::checkers::checks::toctou {

using namespace clang;

namespace {

constexpr unsigned kDepth = 8;

// The same text in another shape: path.c_str(), fs::path(name), std::string(name).
const Expr *sameName(const Expr *expr) {
  for (;;) {
    expr = expr->IgnoreUnlessSpelledInSource();
    if (const auto *cast = dyn_cast<CastExpr>(expr)) {
      expr = cast->getSubExpr();
      continue;
    }
    if (const auto *call = dyn_cast<CXXMemberCallExpr>(expr)) {
      const llvm::StringRef name = simpleName(call->getMethodDecl());
      const bool shape = name == "c_str" || name == "data" || name == "string" || name == "native" ||
                         isa_and_nonnull<CXXConversionDecl>(call->getMethodDecl());
      if (!shape || call->getNumArgs() != 0) return expr;
      expr = call->getImplicitObjectArgument();
      continue;
    }
    if (const auto *construct = dyn_cast<CXXConstructExpr>(expr)) {
      unsigned given = 0;
      for (const Expr *argument : construct->arguments()) given += !isa<CXXDefaultArgExpr>(argument);
      if (given != 1) return expr;
      expr = construct->getArg(0);
      continue;
    }
    return expr;
  }
}

} // namespace

std::string Paths::number(const Decl *decl) {
  return std::to_string(numbers_.try_emplace(decl->getCanonicalDecl(), numbers_.size()).first->second) + ';';
}

bool Paths::append(const Expr *expr, Path &path, unsigned depth) {
  if (depth == 0 || expr->isTypeDependent()) return false;
  expr = sameName(expr);
  if (const auto *literal = dyn_cast<StringLiteral>(expr)) {
    if (literal->getCharByteWidth() != 1) return false;
    path.key += "\"" + literal->getString().str() + "\"";
    path.text += literal->getString().str();
    return true;
  }
  if (const auto *reference = dyn_cast<DeclRefExpr>(expr)) {
    const auto *variable = dyn_cast<VarDecl>(reference->getDecl());
    if (!variable) return false;
    path.root = variable;
    path.key += "v" + number(variable);
    path.text += variable->getName().str();
    return true;
  }
  if (isa<CXXThisExpr>(expr)) {
    path.key += "this";
    path.text += "this";
    return true;
  }
  if (const auto *member = dyn_cast<MemberExpr>(expr)) {
    if (!append(member->getBase(), path, depth - 1)) return false;
    path.key += "." + number(member->getMemberDecl());
    const std::string name = member->getMemberDecl()->getNameAsString();
    path.text = path.text == "this" ? name : path.text + (member->isArrow() ? "->" : ".") + name;
    return true;
  }
  if (const auto *element = dyn_cast<ArraySubscriptExpr>(expr)) {
    const auto *index = dyn_cast<IntegerLiteral>(element->getIdx()->IgnoreParenImpCasts());
    if (!index || !append(element->getBase(), path, depth - 1)) return false;
    const std::string text = "[" + std::to_string(index->getValue().getLimitedValue()) + "]";
    path.key += text;
    path.text += text;
    return true;
  }
  if (const auto *unary = dyn_cast<UnaryOperator>(expr);
      unary && (unary->getOpcode() == UO_Deref || unary->getOpcode() == UO_AddrOf)) {
    path.key += unary->getOpcode() == UO_Deref ? "*" : "&";
    return append(unary->getSubExpr(), path, depth - 1);
  }
  const auto *getter = dyn_cast<CXXMemberCallExpr>(expr);
  if (getter && getter->getNumArgs() == 0 && getter->getMethodDecl() && getter->getMethodDecl()->isConst()) {
    if (!append(getter->getImplicitObjectArgument(), path, depth - 1)) return false;
    path.key += "()" + number(getter->getMethodDecl());
    const std::string name = getter->getMethodDecl()->getNameAsString() + "()";
    path.text = path.text == "this" ? name : path.text + "." + name;
    return true;
  }
  return false;
}

std::optional<Path> Paths::of(const Expr *expr) {
  Path path;
  if (!append(expr, path, kDepth) || path.key == "this") return std::nullopt;
  return path;
}

} // namespace lintel::checkers::checks::toctou
