#include "checkers/checks/toctou/paths.h"

#include "checkers/analysis/names.h"

#include "clang/AST/ExprCXX.h"

namespace lintel::checkers::checks::toctou {

using namespace clang;

const Expr *samePath(const Expr *expr) {
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

namespace {

constexpr unsigned kDepth = 8;

// A name that is a second one for the same place, or a constant copy: "const std::string &file = options.file;".
const Expr *originalOf(const VarDecl *variable) {
  if (isa<ParmVarDecl>(variable) || !variable->hasLocalStorage() || !variable->getInit()) return nullptr;
  const QualType type = variable->getType();
  if (!type->isReferenceType() && !type.isConstQualified()) return nullptr;
  const Expr *original = samePath(variable->getInit());
  return isa<DeclRefExpr, MemberExpr>(original) ? original : nullptr;
}

} // namespace

std::string Paths::number(const Decl *decl) {
  return std::to_string(numbers_.try_emplace(decl->getCanonicalDecl(), numbers_.size()).first->second) + ';';
}

bool Paths::append(const Expr *expr, Path &path, unsigned depth) {
  gaveUp_ |= depth == 0;
  if (depth == 0 || expr->isTypeDependent()) return false;
  expr = samePath(expr);
  if (const auto *literal = dyn_cast<StringLiteral>(expr)) {
    if (literal->getCharByteWidth() != 1) return false;
    path.key += "\"" + literal->getString().str() + "\"";
    path.text += literal->getString().str();
    return true;
  }
  if (const auto *reference = dyn_cast<DeclRefExpr>(expr)) {
    const auto *variable = dyn_cast<VarDecl>(reference->getDecl());
    if (!variable) return false;
    if (const Expr *original = originalOf(variable)) return append(original, path, depth - 1);
    if (!path.root) path.root = variable;
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
    if (!append(element->getBase(), path, depth - 1)) return false;
    const Expr *index = element->getIdx()->IgnoreParenImpCasts();
    if (const auto *number = dyn_cast<IntegerLiteral>(index)) {
      const std::string text = "[" + std::to_string(number->getValue().getLimitedValue()) + "]";
      path.key += text;
      path.text += text;
      return true;
    }
    path.key += "[";
    path.text += "[";
    if (!isa<DeclRefExpr>(index) || !append(index, path, depth - 1)) return false;
    path.key += "]";
    path.text += "]";
    return true;
  }
  // directory / "name", directory + "/name"
  if (const auto *joined = dyn_cast<CXXOperatorCallExpr>(expr)) {
    const OverloadedOperatorKind kind = joined->getOperator();
    if ((kind != OO_Slash && kind != OO_Plus) || joined->getNumArgs() != 2 || !isInStd(joined->getDirectCallee()))
      return false;
    const char *sign = kind == OO_Slash ? "/" : "+";
    path.key += "(";
    if (!append(joined->getArg(0), path, depth - 1)) return false;
    path.key += sign;
    path.text += sign;
    if (!append(joined->getArg(1), path, depth - 1)) return false;
    path.key += ")";
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
