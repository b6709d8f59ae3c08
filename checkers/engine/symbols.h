// The function or type that encloses a place: what a fingerprint and a reader hold on to.
#pragma once

#include <string>

namespace clang {
class ASTContext;
class SourceLocation;
} // namespace clang

namespace lintel::checkers {

// Qualified name without parameters ("ns::Class::method"), or "" at file scope. Looks only into the
// declarations of the traversal scope.
std::string enclosingSymbol(clang::ASTContext &context, clang::SourceLocation location);

} // namespace lintel::checkers
