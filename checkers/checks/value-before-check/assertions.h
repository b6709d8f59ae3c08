// What the text asserts, also where NDEBUG leaves nothing of it for the compiler.
#pragma once

#include "checkers/analysis/fallible_values.h"

#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

namespace clang {
class IdentifierInfo;
class Preprocessor;
} // namespace clang

namespace lintel::checkers::checks::value_before_check {

class Assertions {
public:
  void watch(clang::Preprocessor &preprocessor, const clang::SourceManager &sources);
  // An assert() between the declaration of the variable that finding uses and the use names the variable.
  bool speakOf(const fallible::Finding &finding, const clang::SourceManager &sources) const;
  void clear() { places.clear(); }

private:
  llvm::DenseMap<const clang::IdentifierInfo *, llvm::SmallVector<clang::SourceLocation, 2>> places; // looked up only
};

} // namespace lintel::checkers::checks::value_before_check
