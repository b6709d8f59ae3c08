// The base class of every check. It is a ClangTidyCheck, so the same object code runs in lintel's
// engine, in clang-tidy through the plugin and in clangd.
//
// Conventions that all three hosts understand:
//  - a finding is one warning diagnostic; its steps are notes, in order of execution, emitted right after it;
//  - a safe fix is attached to the warning itself, an unsafe one to a note whose text describes it
//    (clang-tidy applies fixes of notes only with --fix-notes);
//  - matchers stand alone: what traverse(TK_AsIs, ...) asks for is the default, and its wrapper hides which kinds of
//    nodes a matcher is for, so that all of them are tried;
//  - a finding that weighs less than the check's severity says so: diag(...) << ... << weighing(Severity::Note).
#pragma once

#include "checkers/engine/check_def.h"

#include "clang-tidy/ClangTidyCheck.h"
#include "clang/ASTMatchers/ASTMatchers.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseSet.h"

namespace lintel::checkers {

class Check : public clang::tidy::ClangTidyCheck {
public:
  using ClangTidyCheck::ClangTidyCheck;
  // Whether it looks at the types of functions that a C unit only declares. Headers in C are mostly such
  // declarations: lintel leaves them out when no check asks for them.
  virtual bool looksAtPrototypes() const { return false; }

protected:
  // Whether nothing was reported there before. Instantiations of a template share their places, and so do the parts of
  // a macro's expansion: one finding stands for all.
  bool isNew(clang::SourceLocation place) { return reported_.insert(place).second; }
  // Where a finding about `at` stands: in the file, where a macro is used. Invalid if a macro of the system wrote it,
  // or if that place is not new.
  clang::SourceLocation newPlace(clang::SourceLocation at, const clang::SourceManager &sources) {
    if (sources.isInSystemMacro(at)) return {};
    const clang::SourceLocation place = sources.getFileLoc(at);
    return isNew(place) ? place : clang::SourceLocation();
  }

private:
  llvm::DenseSet<clang::SourceLocation> reported_; // every host makes the checks anew for each unit
};

// Handed over as an argument that no message refers to, so that clang-tidy and clangd pass over it.
struct Weight {
  const char *text;
};
inline constexpr llvm::StringLiteral kWeightNote = "lintel-severity: note";
inline constexpr llvm::StringLiteral kWeightWarning = "lintel-severity: warning";
inline Weight weighing(Severity severity) {
  return {severity == Severity::Note ? kWeightNote.data() : kWeightWarning.data()};
}
inline const clang::StreamingDiagnostic &operator<<(const clang::StreamingDiagnostic &diagnostic, Weight weight) {
  diagnostic.AddTaggedVal(reinterpret_cast<std::uint64_t>(weight.text), clang::DiagnosticsEngine::ak_c_string);
  return diagnostic;
}

template <class T>
std::unique_ptr<clang::tidy::ClangTidyCheck> make(llvm::StringRef name, clang::tidy::ClangTidyContext *context) {
  return std::make_unique<T>(name, context);
}

} // namespace lintel::checkers
