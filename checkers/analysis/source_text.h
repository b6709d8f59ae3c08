// What the text says and the AST does not: comments that give a reason why nothing is done about an error, and
// assertions that a release build leaves out.
#pragma once

#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringSet.h"

namespace lintel::checkers {

// The stub that a fix leaves for a person to complete. By itself it is no reason.
inline constexpr llvm::StringRef kReasonStub = "ignored:";

// True when the comment says something at all. Markers for tools and notes of work to be done, such as "TODO", and
// the bare stub are no reasons.
bool isReason(llvm::StringRef comment);

// The stricter rule, for code that does nothing at all about an error: the comment also says more than that an error
// is caught and nothing is done about it. known: what the code itself says. A label in front, such as "NOTE:", is
// passed over.
bool isReason(llvm::StringRef comment, const llvm::StringSet<> &known);

// True when it speaks of ignoring or of a deliberate choice: "the file may be gone, ignored", "best effort".
bool speaksOfIgnoring(llvm::StringRef comment);

// A comment on the lines of the range, or alone on a line directly above it, is a reason. range: the dropping
// expression, in file locations.
bool hasReason(clang::SourceRange range, const clang::ASTContext &context);

// True when such a comment speaks of ignoring the error: then even a plain statement without a cast drops it on
// purpose.
bool saysIgnored(clang::SourceRange range, const clang::ASTContext &context);

struct SourceText {
  llvm::SmallVector<llvm::StringRef, 4> comments; // on the lines of the range
  llvm::SmallVector<llvm::StringRef, 4> above;    // on lines of their own, directly above it
  bool hasDirectives = false;                     // "#if" and its like inside the range
  bool hasTokens = false;                         // names or numbers inside the range, of macros if the AST has none
  llvm::StringSet<> words;                        // what the code on the lines says, split into words
};
// range: in one file, both ends included. inner: the part that is searched for directives and names.
SourceText readText(clang::SourceRange range, clang::SourceRange inner, const clang::ASTContext &context);

// True when an assertion in the range names the identifier, also one that a release build leaves out.
bool isAsserted(llvm::StringRef identifier, clang::SourceRange range, const clang::ASTContext &context);

} // namespace lintel::checkers
