// The function or type that encloses a place: what a fingerprint and a reader hold on to.
#pragma once

#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/DenseMap.h"

#include <string>
#include <vector>

namespace clang {
class ASTContext;
class NamedDecl;
} // namespace clang

namespace lintel::checkers {

// Without parameters and inline namespaces: "ns::Class::method".
std::string qualifiedName(const clang::NamedDecl &decl, const clang::ASTContext &context);

// Functions and types of a unit's traversal scope by place. Built once, when the first finding asks.
class SymbolTable {
public:
  explicit SymbolTable(clang::ASTContext &context);

  // Qualified name without parameters ("ns::Class::method"), or "" at file scope.
  std::string enclosing(clang::SourceLocation location) const;

private:
  struct Extent {
    unsigned begin = 0; // offsets in the file, both inclusive
    unsigned end = 0;
    const clang::NamedDecl *decl = nullptr;
  };
  const clang::ASTContext &context_;
  llvm::DenseMap<clang::FileID, std::vector<Extent>> extents_; // by begin, outer before inner
};

} // namespace lintel::checkers
