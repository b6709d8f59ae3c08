// Comments in and around an empty handler or branch, and whether one of them says why it is empty.
#pragma once

#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringSet.h"

namespace lintel::checkers::checks::catch_swallowed {

// The stub that a fix leaves for a person to complete. By itself it is no reason.
inline constexpr llvm::StringRef kReasonStub = "ignored:";

struct SourceText {
  llvm::SmallVector<llvm::StringRef, 4> comments; // on the lines of the range
  llvm::SmallVector<llvm::StringRef, 4> above;    // on lines of their own, directly above it
  bool hasDirectives = false;                     // "#if" and its like inside the range
  bool hasTokens = false;                         // names or numbers inside the range, of macros if the AST has none
  llvm::StringSet<> words;                        // what the code on the lines says, split into words
};
// range: in one file, both ends included. inner: the part that is searched for directives and names.
SourceText readText(clang::SourceRange range, clang::SourceRange inner, const clang::ASTContext &context);

// True when the comment gives a reason: it says more than that an error is caught and nothing is done about it. known:
// what the code itself says. A label in front, such as "NOTE:", is passed over; what follows one that speaks of work to
// be done, such as "TODO", is no reason.
bool isReason(llvm::StringRef comment, const llvm::StringSet<> &known);

// True when it is a reason and speaks of ignoring or of a deliberate choice.
bool saysIgnored(llvm::StringRef comment, const llvm::StringSet<> &known);

} // namespace lintel::checkers::checks::catch_swallowed
