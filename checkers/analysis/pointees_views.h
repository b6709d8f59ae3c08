// Whether memory holds what it is looked at as: the object behind a pointer against the type of an access.
#pragma once

#include "checkers/analysis/pointees.h"

#include <string>

namespace lintel::checkers {

enum class ViewFault : std::uint8_t {
  None,
  TooSmall,     // the access ends behind the object
  Misaligned,   // bytes whose declared alignment does not suffice
  Incompatible, // an object of another type lies there
  Neighbour,    // a pointer to one member was moved to another one
};

struct ViewJudgement {
  ViewFault fault = ViewFault::None;
  Pointee pointee;        // what is wrong about it
  bool isCertain = false; // nothing else can lie there
  explicit operator bool() const { return fault != ViewFault::None; }
};

class Views {
public:
  // function: the one whose accesses are judged.
  Views(Pointees &pointees, const clang::FunctionDecl *function)
      : pointees_(pointees), context_(pointees.context()), function_(function) {}

  ViewJudgement judge(const PointerAccess &access);
  // A cast whose target type the object cannot hold, wherever the pointer is used.
  ViewJudgement judge(const PointerCast &cast);
  // Whether an object of type `region` has at `offset` something that may be accessed as `view`.
  bool holds(clang::QualType region, std::int64_t offset, clang::QualType view, unsigned depth = 0) const;
  // Whether all members of record `view` find their like at the same place in record `region`.
  bool sharesLayout(clang::QualType region, clang::QualType view, unsigned depth = 0) const;

private:
  ViewFault faultOf(const Pointee &pointee, clang::QualType view, clang::QualType leaf, std::int64_t begin,
                    std::int64_t size) const;
  ViewFault ofUnknownOffset(const Pointee &pointee, clang::QualType view, clang::QualType leaf) const;
  bool reachesNeighbour(const Pointee &pointee, std::int64_t start, std::int64_t size) const;
  bool mayAlias(clang::QualType type) const;
  bool isTooDeep(unsigned depth) const;

  Pointees &pointees_;
  clang::ASTContext &context_;
  const clang::FunctionDecl *function_;
};

bool isByteType(clang::QualType type);
// "an object of type 'short'", "an allocation of 4 bytes".
std::string describe(const Pointee &pointee);
// How the pointer came to where it is used, in order of execution.
struct PointerStep {
  clang::SourceLocation place;
  std::string text;
};
std::vector<PointerStep> stepsTo(const Pointee &pointee, clang::SourceLocation use,
                                 const clang::SourceManager &sources);

} // namespace lintel::checkers
