// A comment that says why a result may be dropped: on the lines of the statement, or alone on the
// line above.
#pragma once

#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceLocation.h"

namespace lintel::checkers {

// The stub that a fix leaves for a person to complete. By itself it is no reason.
inline constexpr llvm::StringRef kReasonStub = "ignored:";

// range: the dropping expression, in file locations. Markers for tools, "TODO" and the bare stub are no reasons.
bool hasReason(clang::SourceRange range, const clang::ASTContext &context);

// True when such a comment speaks of ignoring the error ("ignored: the file may be gone already", "best effort"):
// then even a plain statement without a cast drops it on purpose.
bool saysIgnored(clang::SourceRange range, const clang::ASTContext &context);

// True when an assertion in the range names the identifier, also one that a release build leaves out.
bool isAsserted(llvm::StringRef identifier, clang::SourceRange range, const clang::ASTContext &context);

// What a comment says once its delimiters are off; for tests of the rule above.
bool isReason(llvm::StringRef comment);

} // namespace lintel::checkers
