#include "checkers/engine/symbols.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"

namespace lintel::checkers {
namespace {

class Finder : public clang::RecursiveASTVisitor<Finder> {
public:
  Finder(const clang::SourceManager &sources, clang::SourceLocation place)
      : sources_(sources), place_(sources.getFileLoc(place)) {}

  // Declarations that do not hold the place are not entered: one path down, not a whole walk.
  bool TraverseDecl(clang::Decl *decl) {
    if (!decl || decl->isImplicit() || !holds(*decl)) return true;
    return RecursiveASTVisitor::TraverseDecl(decl);
  }
  bool TraverseStmt(clang::Stmt *stmt) {
    return !stmt || !holds(stmt->getSourceRange()) || RecursiveASTVisitor::TraverseStmt(stmt);
  }
  bool VisitDecl(clang::Decl *decl) {
    if (const auto *function = llvm::dyn_cast<clang::FunctionDecl>(decl))
      take(*function);
    else if (const auto *type = llvm::dyn_cast<clang::TagDecl>(decl))
      take(*type);
    return true;
  }

  std::string name;

private:
  void take(const clang::NamedDecl &decl) {
    const auto *record = llvm::dyn_cast<clang::CXXRecordDecl>(decl.getDeclContext());
    if (record && record->isLambda()) return; // a lambda is part of the function it stands in
    if (const auto *type = llvm::dyn_cast<clang::CXXRecordDecl>(&decl); type && type->isLambda()) return;
    std::string text;
    llvm::raw_string_ostream out(text);
    clang::PrintingPolicy policy = decl.getASTContext().getPrintingPolicy();
    policy.SuppressUnwrittenScope = true; // inline namespaces come and go with the standard library
    decl.printQualifiedName(out, policy);
    name = text;
  }

  bool holds(const clang::Decl &decl) const {
    if (llvm::isa<clang::TranslationUnitDecl>(decl)) return true;
    if (const auto *function = decl.getAsFunction())
      if (const auto *pattern = function->getTemplateInstantiationPattern(); pattern && pattern != function)
        return false;
    return holds(decl.getSourceRange());
  }

  bool holds(clang::SourceRange range) const {
    if (range.isInvalid()) return false;
    const clang::SourceLocation begin = sources_.getExpansionLoc(range.getBegin());
    const clang::SourceLocation end = sources_.getExpansionRange(range.getEnd()).getEnd();
    if (sources_.getFileID(begin) != sources_.getFileID(place_) ||
        sources_.getFileID(end) != sources_.getFileID(place_))
      return false;
    return !sources_.isBeforeInTranslationUnit(place_, begin) && !sources_.isBeforeInTranslationUnit(end, place_);
  }

  const clang::SourceManager &sources_;
  clang::SourceLocation place_;
};

} // namespace

std::string enclosingSymbol(clang::ASTContext &context, clang::SourceLocation location) {
  Finder finder(context.getSourceManager(), location);
  for (clang::Decl *decl : context.getTraversalScope()) finder.TraverseDecl(decl);
  return finder.name;
}

} // namespace lintel::checkers
