#include "checkers/checks/value-before-check/fixes.h"

#include "checkers/analysis/error_state_check.h"
#include "checkers/analysis/names.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringSet.h"

namespace lintel::checkers::checks::value_before_check {

using namespace clang;

namespace {

// Types whose value() returns what * and -> give, and throws when there is nothing.
bool throwsInValue(QualType type) {
  static const llvm::StringSet<> names = {"std::optional", "std::expected", "tl::optional", "tl::expected",
                                          "boost::optional"};
  const auto *record = type.getNonReferenceType()->getAsCXXRecordDecl();
  return record && names.contains(qualifiedName(record));
}

bool isPostfix(const Expr *expr) { return isa<DeclRefExpr, MemberExpr, CallExpr>(expr); }

llvm::SmallVector<FixItHint, 2> callValue(const CXXOperatorCallExpr *access, const ASTContext &context) {
  const Expr *object = access->getArg(0)->IgnoreParenImpCasts();
  if (const auto *temporary = dyn_cast<MaterializeTemporaryExpr>(object))
    object = temporary->getSubExpr()->IgnoreParenImpCasts();
  if (const auto *temporary = dyn_cast<CXXBindTemporaryExpr>(object)) object = temporary->getSubExpr();
  if (access->getBeginLoc().isMacroID() || access->getEndLoc().isMacroID() || !throwsInValue(object->getType()))
    return {};
  const SourceLocation end =
      Lexer::getLocForEndOfToken(object->getEndLoc(), 0, context.getSourceManager(), context.getLangOpts());
  if (end.isInvalid() || !isPostfix(object) || isa<CXXOperatorCallExpr>(object)) return {};
  const SourceLocation at = access->getOperatorLoc();
  if (access->getOperator() == OO_Star) {
    if (access->getArg(0)->IgnoreImpCasts()->getBeginLoc() != object->getBeginLoc()) return {}; // parentheses
    return {FixItHint::CreateRemoval(CharSourceRange::getTokenRange(at)), FixItHint::CreateInsertion(end, ".value()")};
  }
  if (access->getOperator() == OO_Arrow)
    return {FixItHint::CreateReplacement(CharSourceRange::getTokenRange(at), ".value().")};
  return {};
}

// What the function returns when something else fails, or a guess by its type.
std::string resultFor(const FunctionDecl *function, const ASTContext &context) {
  const QualType type = function->getReturnType();
  if (isa<CXXConstructorDecl>(function)) return "";
  if (type->isVoidType()) return "return;";
  if (const std::string value = failingReturn(function, context); !value.empty()) return "return " + value + ";";
  if (type->isPointerType()) return context.getLangOpts().CPlusPlus ? "return nullptr;" : "return NULL;";
  if (type->isBooleanType()) return "return false;";
  return type->isSignedIntegerType() && !type->isEnumeralType() ? "return -1;" : "";
}

// The statement of a block in body that the expression is a part of.
const Stmt *statementAround(const Stmt *body, const Expr *expr, const SourceManager &sources) {
  const SourceLocation at = expr->getExprLoc();
  const Stmt *found = nullptr;
  llvm::SmallVector<std::pair<const Stmt *, bool>, 8> pending = {{body, false}};
  while (!pending.empty()) {
    const auto [stmt, inBlock] = pending.pop_back_val();
    if (!stmt || stmt->getBeginLoc().isInvalid()) continue;
    const auto isAfter = [&](SourceLocation a, SourceLocation b) { return sources.isBeforeInTranslationUnit(b, a); };
    if (isAfter(stmt->getBeginLoc(), at) || isAfter(at, stmt->getEndLoc())) continue;
    if (inBlock) found = stmt;
    for (const Stmt *child : stmt->children()) pending.push_back({child, isa<CompoundStmt>(stmt)});
  }
  return found;
}

// A new line for a statement that has its own.
std::string separatorBefore(SourceLocation statement, const SourceManager &sources) {
  const auto [file, offset] = sources.getDecomposedLoc(statement);
  const StringRef line = sources.getBufferData(file).take_front(offset).rsplit('\n').second;
  return line.trim().empty() ? "\n" + line.str() : " ";
}

// The pointer as it is written, when evaluating it once more is harmless.
std::string pointerText(const fallible::Use &use, const ASTContext &context) {
  const Expr *pointer = nullptr;
  if (use.kind == fallible::UseKind::Argument) pointer = use.at;
  if (const auto *member = dyn_cast<MemberExpr>(use.at); member && member->isArrow()) pointer = member->getBase();
  if (const auto *element = dyn_cast<ArraySubscriptExpr>(use.at)) pointer = element->getBase();
  if (const auto *operation = dyn_cast<UnaryOperator>(use.at)) pointer = operation->getSubExpr();
  if (!pointer) return "";
  pointer = pointer->IgnoreParenImpCasts();
  if (!isa<DeclRefExpr>(pointer) && !isa<MemberExpr>(pointer)) return "";
  if (const auto *member = dyn_cast<MemberExpr>(pointer);
      member && !isa<DeclRefExpr, CXXThisExpr>(member->getBase()->IgnoreParenImpCasts()))
    return "";
  return Lexer::getSourceText(CharSourceRange::getTokenRange(pointer->getSourceRange()), context.getSourceManager(),
                              context.getLangOpts())
      .str();
}

llvm::SmallVector<FixItHint, 1> leaveEarly(const fallible::Use &use, const ASTContext &context) {
  if (use.at->getBeginLoc().isMacroID() || use.at->getEndLoc().isMacroID() || !use.function->getBody()) return {};
  const std::string result = resultFor(use.function, context);
  const std::string pointer = pointerText(use, context);
  const Stmt *stmt = statementAround(use.function->getBody(), use.at, context.getSourceManager());
  // A declaration or a loop may itself make the pointer, and a label must stay where it is.
  if (result.empty() || pointer.empty() || !isa_and_nonnull<Expr, ReturnStmt, IfStmt>(stmt)) return {};
  if (stmt->getBeginLoc().isMacroID() || stmt->getBeginLoc() == use.function->getBody()->getBeginLoc()) return {};
  const std::string separator = separatorBefore(stmt->getBeginLoc(), context.getSourceManager());
  return {FixItHint::CreateInsertion(stmt->getBeginLoc(), "if (!" + pointer + ") " + result + separator)};
}

} // namespace

Fixes fixesFor(const fallible::Finding &finding, const ASTContext &context) {
  Fixes fixes;
  if (const auto *access = dyn_cast<CXXOperatorCallExpr>(finding.use.at);
      access && finding.use.kind == fallible::UseKind::Access)
    fixes.safe = callValue(access, context);
  else if (finding.use.function)
    fixes.check = leaveEarly(finding.use, context);
  return fixes;
}

} // namespace lintel::checkers::checks::value_before_check
