#include "checkers/checks/cast-pointer-int/fix.h"
#include "checkers/analysis/parents.h"
#include "checkers/checks/cast-pointer-int/surroundings.h"

#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"

namespace lintel::checkers::checks::cast_pointer_int {
namespace {

using namespace clang;

const NamedDecl *find(const DeclContext *scope, llvm::StringRef name, ASTContext &context) {
  const auto found = scope->lookup(&context.Idents.get(name));
  return found.empty() ? nullptr : found.front();
}

bool standsBefore(const Decl *decl, SourceLocation use, ASTContext &context) {
  return decl && context.getSourceManager().isBeforeInTranslationUnit(decl->getLocation(), use);
}

// The name by which uintptr_t can be written here; declared says whether it is known at all.
std::string spelling(SourceLocation use, ASTContext &context, bool &declared) {
  const TranslationUnitDecl *unit = context.getTranslationUnitDecl();
  const bool global = standsBefore(find(unit, "uintptr_t", context), use, context);
  if (!context.getLangOpts().CPlusPlus) {
    declared = global;
    return "uintptr_t";
  }
  const auto *standard = dyn_cast_or_null<NamespaceDecl>(find(unit, "std", context));
  const bool inStandard = standard && standsBefore(find(standard, "uintptr_t", context), use, context);
  declared = inStandard || global;
  return inStandard || !global ? "std::uintptr_t" : "uintptr_t";
}

const CastExpr *nextConversion(const Expr *expr, ASTContext &context) {
  return dyn_cast_or_null<ExplicitCastExpr>(userOf(expr, context));
}

// `x % 16 == 0` and `x & 15`: the same answer for signed and unsigned, for every correct address.
bool isAlignmentTest(const Expr *expr, ASTContext &context) {
  const auto *op = dyn_cast_or_null<BinaryOperator>(userOf(expr, context));
  if (!op || (op->getOpcode() != BO_Rem && op->getOpcode() != BO_And)) return false;
  return !op->getRHS()->isValueDependent() && op->getRHS()->isEvaluatable(context) && isCompared(op, context, true);
}

// The value ends in a pointer again, so that no other type sees the change.
bool endsInPointer(const Expr *expr, ASTContext &context) {
  const CastExpr *pointer = pointerMadeFrom(expr, context);
  return pointer && isa<ExplicitCastExpr>(pointer);
}

bool isIndifferentUse(const Expr *use, ASTContext &context) {
  return nextConversion(use, context) || isAlignmentTest(use, context) || endsInPointer(use, context);
}

class Uses : public RecursiveASTVisitor<Uses> {
public:
  Uses(const VarDecl *var, ASTContext &context) : var_(var), context_(context) {}
  bool VisitDeclRefExpr(DeclRefExpr *ref) {
    if (ref->getDecl() == var_ && !isIndifferentUse(ref, context_)) indifferent = false;
    return indifferent;
  }
  bool indifferent = true;

private:
  const VarDecl *var_;
  ASTContext &context_;
};

// The variable of `long x = <cast>;`, declared alone.
const VarDecl *initialised(const Expr *expr, ASTContext &context) {
  DynTypedNode node = DynTypedNode::create(*expr);
  for (;;) {
    const auto around = parentOf(node, context);
    if (!around) return nullptr;
    node = *around;
    if (const auto *var = node.get<VarDecl>()) {
      const auto owner = parentOf(node, context);
      const auto *statement = owner ? owner->get<DeclStmt>() : nullptr;
      return statement && statement->isSingleDecl() ? var : nullptr;
    }
    const auto *outer = node.get<Expr>();
    if (!outer || !isa<ParenExpr, ImplicitCastExpr, FullExpr>(outer)) return nullptr;
  }
}

bool isPlainFile(SourceRange range) {
  return range.isValid() && !range.getBegin().isMacroID() && !range.getEnd().isMacroID();
}

// Rewrites the variable's own type where it names the same type; false when it can not.
bool retype(const VarDecl *var, const TypeFix &fix, QualType from, ASTContext &context, std::vector<FixItHint> &edits) {
  if (!var->getTypeSourceInfo() || !var->isLocalVarDecl()) return false;
  const TypeLoc written = var->getTypeSourceInfo()->getTypeLoc().getUnqualifiedLoc();
  if (written.getType()->getContainedAutoType()) return written.getAs<AutoTypeLoc>() ? true : false;
  if (!context.hasSameUnqualifiedType(written.getType(), from)) return false;
  if (!isPlainFile(written.getSourceRange())) return false;
  edits.push_back(FixItHint::CreateReplacement(written.getSourceRange(), fix.type));
  return true;
}

bool isSafe(const ExplicitCastExpr *cast, const TypeFix &fix, QualType from, ASTContext &context,
            std::vector<FixItHint> &edits) {
  if (isAlignmentTest(cast, context) || endsInPointer(cast, context)) return true;
  const VarDecl *var = initialised(cast, context);
  if (!var) return false;
  const FunctionDecl *function = enclosingFunction(cast, context);
  if (!function || function->isTemplated() || function->isTemplateInstantiation()) return false;
  if (!retype(var, fix, from, context, edits)) return false;
  Uses uses(var, context);
  uses.TraverseStmt(function->getBody());
  return uses.indifferent;
}

} // namespace

TypeFix fixType(const Mistake &mistake, ASTContext &context) {
  TypeFix fix;
  const SourceLocation use = mistake.site->getBeginLoc();
  bool declared = false;
  fix.type = spelling(context.getSourceManager().getExpansionLoc(use), context, declared);
  const auto *cast = dyn_cast<ExplicitCastExpr>(mistake.site);
  if (!cast || !cast->getTypeInfoAsWritten()) return fix;
  const SourceRange range = cast->getTypeInfoAsWritten()->getTypeLoc().getSourceRange();
  if (!isPlainFile(range)) return fix;
  fix.edits.push_back(FixItHint::CreateReplacement(range, fix.type));
  std::vector<FixItHint> more;
  fix.safe = declared && isSafe(cast, fix, mistake.integer, context, more);
  if (fix.safe) fix.edits.insert(fix.edits.end(), more.begin(), more.end());
  return fix;
}

} // namespace lintel::checkers::checks::cast_pointer_int
