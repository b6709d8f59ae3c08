#include "checkers/analysis/view_fixes.h"

#include "checkers/analysis/error_state_check.h"
#include "checkers/analysis/names.h"

#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace lintel::checkers {

using namespace clang;

namespace {

using Way = llvm::ArrayRef<const Stmt *>;

// Calls visit for each part of stmt with all statements that lead to it, outermost first.
void forEachWay(const Stmt *stmt, llvm::function_ref<void(Way)> visit) {
  SmallVector<const Stmt *, 32> way;
  SmallVector<Stmt::const_child_iterator, 32> next;
  const auto enter = [&](const Stmt *part) {
    if (!part) return;
    way.push_back(part);
    next.push_back(part->child_begin());
    visit(way);
  };
  enter(stmt);
  while (!way.empty()) {
    if (next.back() != way.back()->child_end()) {
      enter(*next.back()++);
    } else {
      way.pop_back();
      next.pop_back();
    }
  }
}

bool isPlainText(const Stmt *stmt) { return !stmt->getBeginLoc().isMacroID() && !stmt->getEndLoc().isMacroID(); }

// Whether the object at the end of the way, or a member of it, is read and nothing else.
bool isRead(Way way) {
  for (std::size_t i = way.size() - 1; i-- > 0;) {
    const Stmt *around = way[i];
    if (const auto *cast = dyn_cast<ImplicitCastExpr>(around); cast && cast->getCastKind() == CK_LValueToRValue)
      return true;
    if (const auto *copy = dyn_cast<CXXConstructExpr>(around)) return copy->getConstructor()->isCopyOrMoveConstructor();
    const auto *member = dyn_cast<MemberExpr>(around);
    if (member ? !isa<FieldDecl>(member->getMemberDecl())
               : !isa<ParenExpr, ImplicitCastExpr, ArraySubscriptExpr>(around))
      return false;
  }
  return false;
}

// How many statements of the way lead to *p or p->member, for the pointer p at its end; 0: it is used otherwise.
std::size_t dereferenced(Way way) {
  for (std::size_t i = way.size() - 1; i-- > 0;) {
    if (isa<ParenExpr, ImplicitCastExpr>(way[i])) continue;
    const auto *unary = dyn_cast<UnaryOperator>(way[i]);
    const auto *member = dyn_cast<MemberExpr>(way[i]);
    return (unary && unary->getOpcode() == UO_Deref) || (member && member->isArrow()) ? i + 1 : 0;
  }
  return 0;
}

// The statement of a block that evaluates the end of the way, once and in any case; nullptr: there is none.
const Stmt *statementOf(Way way) {
  for (std::size_t i = way.size() - 1; i-- > 0;) {
    const Stmt *part = way[i + 1];
    if (isa<CompoundStmt>(way[i])) {
      const auto *declaration = dyn_cast<DeclStmt>(part);
      return isa<Expr, ReturnStmt>(part) || (declaration && declaration->isSingleDecl()) ? part : nullptr;
    }
    if (const auto *choice = dyn_cast<AbstractConditionalOperator>(way[i]); choice && part != choice->getCond())
      return nullptr;
    if (const auto *operation = dyn_cast<BinaryOperator>(way[i]);
        operation && (operation->isLogicalOp() || operation->isCommaOp()) && part != operation->getLHS())
      return nullptr;
  }
  return nullptr;
}

// The cast that makes the view: in the access itself, or in the initialiser of a local pointer or reference.
struct WrittenView {
  const ExplicitCastExpr *cast = nullptr;
  const VarDecl *variable = nullptr;
};

std::optional<WrittenView> writtenView(const PointerAccess &access) {
  const Expr *pointer = access.pointer->IgnoreParenImpCasts();
  if (const auto *cast = dyn_cast<ExplicitCastExpr>(pointer)) return WrittenView{cast, nullptr};
  const auto *reference = dyn_cast<DeclRefExpr>(pointer);
  const auto *variable = reference ? dyn_cast<VarDecl>(reference->getDecl()) : nullptr;
  if (!variable || !variable->hasLocalStorage() || !variable->hasInit()) return std::nullopt;
  const Expr *init = variable->getInit()->IgnoreParenImpCasts();
  if (const auto *deref = dyn_cast<UnaryOperator>(init); deref && variable->getType()->isReferenceType())
    init = deref->getSubExpr()->IgnoreParenImpCasts();
  const auto *cast = dyn_cast<ExplicitCastExpr>(init);
  return cast ? std::optional(WrittenView{cast, variable}) : std::nullopt;
}

bool canBeCopied(const Pointee &pointee, QualType view, const ASTContext &context) {
  if (!pointee.size || !view.isTriviallyCopyableType(context)) return false;
  const auto *record = view->getAsCXXRecordDecl();
  if (record && !record->hasTrivialDefaultConstructor()) return false;
  return pointee.offset.value_or(0) + context.getTypeSizeInChars(view).getQuantity() <= *pointee.size;
}

// Neither what is read nor how may be volatile: copies take no notice of that.
bool isVolatile(const ExplicitCastExpr *cast) {
  const auto object = [](QualType type) { return type->isPointerType() ? type->getPointeeType() : type; };
  return object(cast->getType()).isVolatileQualified() ||
         object(cast->getSubExprAsWritten()->getType()).isVolatileQualified();
}

// Whether a copy made where the variable is declared serves all its uses.
bool isOnlyReadUnchanged(const VarDecl *variable, const Pointee &pointee, const Stmt *body, const ASTContext &context) {
  if (!pointee.variable) return false;
  const SourceManager &sources = context.getSourceManager();
  bool serves = true;
  forEachWay(body, [&](Way use) {
    const auto *reference = dyn_cast<DeclRefExpr>(use.back());
    if (!reference) return;
    if (reference->getDecl() == pointee.variable)
      serves &= !sources.isBeforeInTranslationUnit(variable->getEndLoc(), reference->getBeginLoc());
    if (reference->getDecl() != variable) return;
    const std::size_t object = variable->getType()->isReferenceType() ? use.size() : dereferenced(use);
    serves &= object != 0 && isRead(use.take_front(object));
  });
  return serves;
}

std::string nameOfCopy(QualType view) {
  const RecordDecl *record = view->getAsRecordDecl();
  return record ? snakeCase(simpleName(record)) + "_copy" : "bits";
}

bool declares(const FunctionDecl *function, StringRef name) {
  return llvm::any_of(function->decls(), [&](const Decl *declaration) {
    const auto *named = dyn_cast<NamedDecl>(declaration);
    return named && simpleName(named) == name;
  });
}

// The address that a cast was made from, as text.
std::string addressOf(const ExplicitCastExpr *cast, const ASTContext &context) {
  const Expr *operand = cast->getSubExprAsWritten();
  return cast->isGLValue() ? "&" + textOf(operand->getSourceRange(), context).str()
                           : textOf(operand->IgnoreParens()->getSourceRange(), context).str();
}

bool declaresBitCast(const ASTContext &context) {
  for (const NamedDecl *std : context.getTranslationUnitDecl()->lookup(&context.Idents.get("std")))
    if (const auto *space = dyn_cast<NamespaceDecl>(std))
      return !space->lookup(&context.Idents.get("bit_cast")).empty();
  return false;
}

} // namespace

SmallVector<const Stmt *, 32> wayTo(const FunctionDecl *function, const Stmt *target) {
  SmallVector<const Stmt *, 32> found;
  const auto search = [&](const Stmt *part) {
    forEachWay(part, [&](Way here) {
      if (here.back() == target && found.empty()) found.assign(here.begin(), here.end());
    });
  };
  search(function->getBody());
  if (const auto *constructor = dyn_cast<CXXConstructorDecl>(function))
    for (const CXXCtorInitializer *initializer : constructor->inits()) search(initializer->getInit());
  return found;
}

std::optional<ViewFix> bitCastInstead(const Expr *place, const FunctionDecl *function, ASTContext &context) {
  if (!context.getLangOpts().CPlusPlus20 || isTemplated(function) || !isPlainText(place)) return std::nullopt;
  const Expr *object = nullptr;
  if (const auto *cast = dyn_cast<ExplicitCastExpr>(place)) {
    object = cast->getSubExprAsWritten();
  } else if (const auto *deref = dyn_cast<UnaryOperator>(place); deref && deref->getOpcode() == UO_Deref) {
    const auto *inner = dyn_cast<ExplicitCastExpr>(deref->getSubExpr()->IgnoreParenImpCasts());
    const auto *address = inner ? dyn_cast<UnaryOperator>(inner->getSubExpr()->IgnoreParenImpCasts()) : nullptr;
    if (address && address->getOpcode() == UO_AddrOf) object = address->getSubExpr();
  }
  if (!object || !object->isLValue()) return std::nullopt;
  const QualType from = object->getType();
  const QualType to = place->getType().getUnqualifiedType();
  if (from.isVolatileQualified() || place->getType().isVolatileQualified() || from->isIncompleteType() ||
      context.getTypeSize(from) != context.getTypeSize(to) || !from.isTriviallyCopyableType(context) ||
      !to.isTriviallyCopyableType(context))
    return std::nullopt;
  const auto way = wayTo(function, place);
  const StringRef text = textOf(object->getSourceRange(), context);
  if (way.empty() || !isRead(way) || text.empty()) return std::nullopt;
  ViewFix fix;
  fix.isSafe = declaresBitCast(context);
  fix.text = "copy the bits with std::bit_cast of <bit>";
  fix.edits.push_back(FixItHint::CreateReplacement(place->getSourceRange(),
                                                   "std::bit_cast<" + to.getAsString(context.getPrintingPolicy()) +
                                                       ">(" + text.str() + ")"));
  return fix;
}

std::optional<ViewFix> copyInstead(const PointerAccess &access, const Pointee &pointee, const FunctionDecl *function,
                                   ASTContext &context) {
  const QualType view = access.view.getUnqualifiedType();
  const auto written = writtenView(access);
  if (!written || isTemplated(function) || !canBeCopied(pointee, view, context)) return std::nullopt;
  const auto [cast, variable] = *written;
  const auto way = wayTo(function, cast);
  const Stmt *statement = way.empty() ? nullptr : statementOf(way);
  if (!statement || !isPlainText(statement) || !isPlainText(cast)) return std::nullopt;
  if (isVolatile(cast) || cast->getSubExprAsWritten()->HasSideEffects(context)) return std::nullopt;

  const std::string type = view.getAsString(context.getPrintingPolicy());
  const std::string name = nameOfCopy(view);
  if (StringRef(type).contains('(') || declares(function, name)) return std::nullopt;

  FixItHint use;
  if (variable && variable->getType()->isPointerType()) {
    use = FixItHint::CreateReplacement(cast->getSourceRange(), "&" + name);
  } else {
    const std::size_t object = cast->isGLValue() ? way.size() : dereferenced(way);
    if (object == 0 || (!variable && !isRead(Way(way).take_front(object)))) return std::nullopt;
    const Stmt *whole = way[object - 1];
    if (const auto *member = dyn_cast<MemberExpr>(whole))
      use = FixItHint::CreateReplacement({member->getBeginLoc(), member->getOperatorLoc()}, name + ".");
    else
      use = FixItHint::CreateReplacement(whole->getSourceRange(), name);
  }
  if (variable && !isOnlyReadUnchanged(variable, pointee, function->getBody(), context)) return std::nullopt;

  const bool isCxx = context.getLangOpts().CPlusPlus;
  ViewFix fix;
  fix.text = isCxx ? "copy the bytes into a local object with std::memcpy of <cstring>"
                   : "copy the bytes into a local object with memcpy of <string.h>";
  fix.edits.push_back(FixItHint::CreateInsertion(statement->getBeginLoc(),
                                                 type + " " + name + "; " + (isCxx ? "std::" : "") + "memcpy(&" + name +
                                                     ", " + addressOf(cast, context) + ", sizeof " + name + "); "));
  fix.edits.push_back(use);
  return fix;
}

std::optional<ViewFix> helperInstead(const PointerAccess &access, StringRef helper, const FunctionDecl *function,
                                     const ASTContext &context) {
  const auto written = writtenView(access);
  if (!written || !context.getLangOpts().CPlusPlus || isTemplated(function) || !isPlainText(written->cast) ||
      written->cast->isGLValue())
    return std::nullopt;
  const QualType view = written->cast->getType()->getPointeeType();
  ViewFix fix;
  fix.text = "make the view with " + helper.str();
  fix.edits.push_back(FixItHint::CreateReplacement(written->cast->getSourceRange(),
                                                   helper.str() + "<" + view.getAsString(context.getPrintingPolicy()) +
                                                       ">(" + addressOf(written->cast, context) + ")"));
  return fix;
}

} // namespace lintel::checkers
