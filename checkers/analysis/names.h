// Names of declarations as the checks ask for them.
#pragma once

#include "clang/AST/Decl.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace lintel::checkers {

// The identifier, or "" for operators, constructors, conversions and unnamed declarations.
llvm::StringRef simpleName(const clang::NamedDecl *decl);

// "ns::Class::method", without template arguments and inline namespaces.
std::string qualifiedName(const clang::NamedDecl *decl);

// The name of the outermost named namespace around decl, "" when there is none.
llvm::StringRef outermostNamespace(const clang::Decl *decl);
bool isInStd(const clang::Decl *decl);

// "ListOrdersRequest" -> "list_orders_request", "HTTPQuery" -> "http_query", "m_limit" stays.
std::string snakeCase(llvm::StringRef name);

// True when one of the words of name, split as snakeCase splits it, is word (lower case).
bool hasWord(llvm::StringRef name, llvm::StringRef word);

// True for a declaration with [[clang::annotate("text")]], on any of its redeclarations.
bool isAnnotated(const clang::Decl *decl, llvm::StringRef text);

bool isInSystemHeader(const clang::Decl *decl);

} // namespace lintel::checkers
