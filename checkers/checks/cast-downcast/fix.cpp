#include "checkers/checks/cast-downcast/fix.h"

#include "checkers/analysis/error_state_check.h"
#include "checkers/analysis/view_fixes.h"

#include "clang/Lex/Lexer.h"

namespace lintel::checkers::checks::cast_downcast {

using namespace clang;

namespace {

// What the function gives back when it cannot do its work; "" when that is not to be seen.
std::string returnOnFailure(const FunctionDecl *function, const ASTContext &context) {
  const QualType type = function->getReturnType();
  if (isa<CXXConstructorDecl, CXXDestructorDecl>(function)) return "";
  if (type->isVoidType()) return "return;";
  const std::string value = type->isPointerType() ? "nullptr" : failingReturn(function, context);
  return value.empty() ? "" : "return " + value + ";";
}

// The check of the pointer that the cast initialises: "" in a condition, which is one. nullopt: none is known.
std::optional<std::string> checkOfResult(const CastExpr *cast, const DeclStmt *declaration, const Stmt *around,
                                         const FunctionDecl *function, const ASTContext &context) {
  const auto *variable = declaration->isSingleDecl() ? dyn_cast<VarDecl>(declaration->getSingleDecl()) : nullptr;
  if (!variable || !variable->getType()->isPointerType() || variable->getInit()->IgnoreParenImpCasts() != cast)
    return std::nullopt;
  if (isa<IfStmt, WhileStmt>(around)) return "";
  const std::string finish = isa<CompoundStmt>(around) ? returnOnFailure(function, context) : "";
  return finish.empty() ? std::nullopt : std::optional(" if (!" + variable->getName().str() + ") " + finish);
}

} // namespace

std::optional<DynamicCastFix> dynamicCastInstead(const CastExpr *cast, const FunctionDecl *function,
                                                 const ASTContext &context) {
  const LangOptions &language = context.getLangOpts();
  const auto *written = dyn_cast<ExplicitCastExpr>(cast);
  if (!written || !language.RTTI || isTemplated(function) || cast->getBeginLoc().isMacroID() ||
      cast->getEndLoc().isMacroID())
    return std::nullopt;
  DynamicCastFix fix;
  if (const auto *named = dyn_cast<CXXStaticCastExpr>(written)) {
    fix.edits.push_back(FixItHint::CreateReplacement(SourceRange(named->getOperatorLoc()), "dynamic_cast"));
  } else if (const auto *old = dyn_cast<CStyleCastExpr>(written)) {
    const StringRef type = Lexer::getSourceText(
        CharSourceRange::getCharRange(old->getLParenLoc().getLocWithOffset(1), old->getRParenLoc()),
        context.getSourceManager(), language);
    fix.edits.push_back(
        FixItHint::CreateReplacement({old->getLParenLoc(), old->getRParenLoc()}, "dynamic_cast<" + type.str() + ">("));
    fix.edits.push_back(FixItHint::CreateInsertion(
        Lexer::getLocForEndOfToken(old->getEndLoc(), 0, context.getSourceManager(), language), ")"));
  } else {
    return std::nullopt;
  }
  if (cast->isGLValue()) {
    fix.text = "use dynamic_cast, which throws std::bad_cast for an object of another class";
    return language.CXXExceptions ? std::optional(fix) : std::nullopt;
  }
  const auto way = wayTo(function, cast);
  const auto declaration = std::find_if(way.rbegin(), way.rend(), llvm::IsaPred<DeclStmt>); // the innermost
  if (declaration == way.rend() || *declaration == way.front()) return std::nullopt;
  const auto check = checkOfResult(cast, llvm::cast<DeclStmt>(*declaration), *(declaration + 1), function, context);
  if (!check) return std::nullopt;
  fix.text = "use dynamic_cast and test its result";
  if (!check->empty())
    fix.edits.push_back(FixItHint::CreateInsertion(
        Lexer::getLocForEndOfToken((*declaration)->getEndLoc(), 0, context.getSourceManager(), language), *check));
  return fix;
}

} // namespace lintel::checkers::checks::cast_downcast
