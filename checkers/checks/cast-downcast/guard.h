// Whether a program looks at what a base object is before it takes it for a derived one.
#pragma once

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"

namespace lintel::checkers::checks::cast_downcast {

// Whether the class, or a base of it, has a number or an enumeration that is named for what an object is: a kind, a
// type, a tag.
bool carriesTag(const clang::CXXRecordDecl *record);

// A condition before the cast that asks the object (or a value made from it) for more than being null.
bool isGuarded(const clang::CastExpr *cast, const clang::FunctionDecl *function, clang::ASTContext &context);

} // namespace lintel::checkers::checks::cast_downcast
