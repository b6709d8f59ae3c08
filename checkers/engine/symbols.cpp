#include "checkers/engine/symbols.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"

#include <algorithm>

namespace lintel::checkers {
namespace {

// A lambda is part of the function it stands in.
bool isLambdaPart(const clang::NamedDecl &decl) {
  const auto *self = llvm::dyn_cast<clang::CXXRecordDecl>(&decl);
  const auto *record = llvm::dyn_cast<clang::CXXRecordDecl>(decl.getDeclContext());
  return (self && self->isLambda()) || (record && record->isLambda());
}

class Collector : public clang::RecursiveASTVisitor<Collector> {
public:
  std::vector<const clang::NamedDecl *> decls;

  bool VisitFunctionDecl(clang::FunctionDecl *function) { return take(*function); }
  bool VisitTagDecl(clang::TagDecl *type) { return take(*type); }

private:
  bool take(const clang::NamedDecl &decl) {
    if (!decl.isImplicit() && !isLambdaPart(decl)) decls.push_back(&decl);
    return true;
  }
};

} // namespace

std::string qualifiedName(const clang::NamedDecl &decl, const clang::ASTContext &context) {
  std::string text;
  llvm::raw_string_ostream out(text);
  clang::PrintingPolicy policy = context.getPrintingPolicy();
  policy.SuppressUnwrittenScope = true; // inline namespaces come and go with the standard library
  decl.printQualifiedName(out, policy);
  return text;
}

SymbolTable::SymbolTable(clang::ASTContext &context) : context_(context) {
  Collector collector;
  for (clang::Decl *decl : context.getTraversalScope()) collector.TraverseDecl(decl);
  const clang::SourceManager &sources = context.getSourceManager();
  for (const clang::NamedDecl *decl : collector.decls) {
    const clang::SourceRange range = decl->getSourceRange();
    if (range.isInvalid()) continue;
    const auto [file, begin] = sources.getDecomposedLoc(sources.getExpansionLoc(range.getBegin()));
    const auto [endFile, end] = sources.getDecomposedLoc(sources.getExpansionRange(range.getEnd()).getEnd());
    if (file == endFile) extents_[file].push_back({begin, end, decl});
  }
  for (auto &[file, extents] : extents_)
    std::stable_sort(extents.begin(), extents.end(), [](const Extent &a, const Extent &b) {
      return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
    });
}

std::string SymbolTable::enclosing(clang::SourceLocation location) const {
  const clang::SourceManager &sources = context_.getSourceManager();
  const auto [file, offset] = sources.getDecomposedLoc(sources.getFileLoc(location));
  const auto found = extents_.find(file);
  if (found == extents_.end()) return "";
  const std::vector<Extent> &extents = found->second;
  auto it = std::upper_bound(extents.begin(), extents.end(), offset,
                             [](unsigned at, const Extent &extent) { return at < extent.begin; });
  while (it != extents.begin()) // the innermost begins last; what ended before the place is passed over
    if ((--it)->end >= offset) return qualifiedName(*it->decl, context_);
  return "";
}

} // namespace lintel::checkers
