#include "checkers/checks/cast-punning/fix.h"

#include "clang/AST/ParentMapContext.h"
#include "clang/Lex/Lexer.h"

namespace lintel::checkers::checks::cast_punning {

using namespace clang;

namespace {

bool isRead(const Expr *place, ASTContext &context) {
  const auto parents = context.getParents(*place);
  const auto *cast = parents.empty() ? nullptr : parents[0].get<ImplicitCastExpr>();
  return cast && cast->getCastKind() == CK_LValueToRValue;
}

} // namespace

std::optional<ProposedFix> proposeFix(const Expr *use, const Pointee &pointee, ASTContext &context) {
  const auto *deref = dyn_cast<UnaryOperator>(use);
  if (!context.getLangOpts().CPlusPlus20 || !deref || deref->getOpcode() != UO_Deref || !isRead(use, context))
    return std::nullopt;
  const auto *cast = dyn_cast<ExplicitCastExpr>(deref->getSubExpr()->IgnoreParenImpCasts());
  const auto *address = cast ? dyn_cast<UnaryOperator>(cast->getSubExpr()->IgnoreParenImpCasts()) : nullptr;
  if (!address || address->getOpcode() != UO_AddrOf || use->getBeginLoc().isMacroID() || use->getEndLoc().isMacroID())
    return std::nullopt;
  const Expr *object = address->getSubExpr();
  const QualType from = object->getType();
  const QualType to = use->getType().getUnqualifiedType();
  if (from->isIncompleteType() || context.getTypeSize(from) != context.getTypeSize(to) ||
      !from.isTriviallyCopyableType(context) || !to.isTriviallyCopyableType(context))
    return std::nullopt;
  const StringRef text = Lexer::getSourceText(CharSourceRange::getTokenRange(object->getSourceRange()),
                                              context.getSourceManager(), context.getLangOpts());
  if (text.empty() || pointee.isUnknown()) return std::nullopt;
  const std::string edit = "std::bit_cast<" + to.getAsString(context.getPrintingPolicy()) + ">(" + text.str() + ")";
  return ProposedFix{"copy the bits with std::bit_cast of <bit>",
                     FixItHint::CreateReplacement(use->getSourceRange(), edit)};
}

} // namespace lintel::checkers::checks::cast_punning
