// The base class of every check. It is a ClangTidyCheck, so the same object code runs in lintel's
// engine, in clang-tidy through the plugin and in clangd.
//
// Conventions that all three hosts understand:
//  - a finding is one warning diagnostic; its steps are notes, in order of execution, emitted right after it;
//  - a safe fix is attached to the warning itself, an unsafe one to a note whose text describes it
//    (clang-tidy applies fixes of notes only with --fix-notes).
#pragma once

#include "checkers/engine/check_def.h"

#include "clang-tidy/ClangTidyCheck.h"
#include "clang/ASTMatchers/ASTMatchers.h"

namespace lintel::checkers {

class Check : public clang::tidy::ClangTidyCheck {
public:
  using ClangTidyCheck::ClangTidyCheck;
};

template <class T>
std::unique_ptr<clang::tidy::ClangTidyCheck> make(llvm::StringRef name, clang::tidy::ClangTidyContext *context) {
  return std::make_unique<T>(name, context);
}

} // namespace lintel::checkers
