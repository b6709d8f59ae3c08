// Base of the checks that judge casts and accesses by what pointers point to (analysis/pointees.h).
#pragma once

#include "checkers/analysis/pointees_views.h"
#include "checkers/engine/check.h"

#include <set>

namespace lintel::checkers {

class PointeeCheck : public Check {
public:
  using Check::Check;
  void registerMatchers(clang::ast_matchers::MatchFinder *finder) final;
  void check(const clang::ast_matchers::MatchFinder::MatchResult &result) final;

protected:
  virtual void checkFunction(const FunctionPointees &found, const clang::FunctionDecl *function,
                             Pointees &pointees) = 0;
  // How the pointer came to the finding at place.
  void addSteps(const Pointee &pointee, clang::SourceLocation place, const clang::SourceManager &sources);

private:
  bool isDone_ = false;
};

// Pairs of an object and what it is looked at as: one finding for each in a function.
class SeenViews {
public:
  bool isNew(const Pointee &pointee, clang::QualType view) {
    const void *object = pointee.variable ? static_cast<const void *>(pointee.variable) : pointee.origin;
    return seen_.insert({object, view.getCanonicalType().getTypePtr()}).second;
  }

private:
  std::set<std::pair<const void *, const clang::Type *>> seen_;
};

} // namespace lintel::checkers
