#include "checkers/analysis/names.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

namespace lintel::checkers {

using namespace clang;

llvm::StringRef simpleName(const NamedDecl *decl) {
  if (!decl) return "";
  const IdentifierInfo *identifier = decl->getDeclName().getAsIdentifierInfo();
  return identifier ? identifier->getName() : llvm::StringRef();
}

std::string qualifiedName(const NamedDecl *decl) {
  llvm::SmallVector<llvm::StringRef, 4> parts;
  for (const DeclContext *context = decl->getDeclContext(); context; context = context->getParent()) {
    const auto *named = llvm::dyn_cast<NamedDecl>(context);
    const auto *space = llvm::dyn_cast<NamespaceDecl>(context);
    if (!named || (space && (space->isInline() || space->isAnonymousNamespace()))) continue;
    if (const llvm::StringRef name = simpleName(named); !name.empty()) parts.push_back(name);
  }
  std::string text;
  for (llvm::StringRef part : llvm::reverse(parts)) text += (part + "::").str();
  return text + decl->getNameAsString();
}

llvm::StringRef outermostNamespace(const Decl *decl) {
  llvm::StringRef name;
  for (const DeclContext *context = decl->getDeclContext(); context; context = context->getParent())
    if (const auto *space = llvm::dyn_cast<NamespaceDecl>(context); space && space->getIdentifier())
      name = space->getName();
  return name;
}

bool isInStd(const Decl *decl) { return decl && outermostNamespace(decl) == "std"; }

std::string snakeCase(llvm::StringRef name) {
  std::string text;
  for (size_t i = 0; i < name.size(); ++i) {
    const bool upper = llvm::isUpper(name[i]);
    const bool afterLower = i > 0 && (llvm::isLower(name[i - 1]) || llvm::isDigit(name[i - 1]));
    const bool beforeLower = i > 0 && i + 1 < name.size() && llvm::isUpper(name[i - 1]) && llvm::isLower(name[i + 1]);
    if (upper && (afterLower || beforeLower)) text += '_';
    text += llvm::toLower(name[i]);
  }
  return text;
}

bool hasWord(llvm::StringRef name, llvm::StringRef word) {
  const std::string snake = snakeCase(name);
  llvm::SmallVector<llvm::StringRef, 6> words;
  llvm::StringRef(snake).split(words, '_', -1, false);
  return llvm::is_contained(words, word);
}

bool isAnnotated(const Decl *decl, llvm::StringRef text) {
  if (!decl) return false;
  for (const Decl *redeclaration : decl->redecls())
    for (const auto *attribute : redeclaration->specific_attrs<AnnotateAttr>())
      if (attribute->getAnnotation() == text) return true;
  return false;
}

bool isInSystemHeader(const Decl *decl) {
  const SourceManager &sources = decl->getASTContext().getSourceManager();
  return sources.isInSystemHeader(sources.getExpansionLoc(decl->getLocation()));
}

} // namespace lintel::checkers
