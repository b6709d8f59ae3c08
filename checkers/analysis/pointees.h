// What pointers point to: the object, allocation or parameter behind a pointer value, followed through
// local variables, casts and pointer arithmetic (pointees_flow), and between the functions of one unit
// (pointees.cpp). Checks read the casts and accesses of a function with values that are resolved through
// all known callers.
#pragma once

#include "checkers/analysis/function_graph.h"
#include "checkers/analysis/pointees_index.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <tuple>

namespace lintel::checkers {

// One thing that a pointer may point to.
struct Pointee {
  enum class Kind : std::uint8_t {
    Unknown,
    Parameter, // what the caller's argument points to
    Global,    // what the global pointer variable points to
    Object,    // an object of a known type: a variable, a literal, the result of new
    Within,    // a member of an object whose place is unknown
    Bytes,     // memory of an allocation function, without a type yet
  };
  Kind kind = Kind::Unknown;
  const clang::VarDecl *variable = nullptr; // Parameter, Global; Object: nullptr if it has no name
  const clang::Expr *origin = nullptr;      // where the address was taken or the memory allocated
  clang::QualType type;                     // Object: of the complete object; Within: of the record
  std::optional<std::int64_t> offset = 0;   // bytes from the start of the object
  std::optional<std::int64_t> size;         // bytes of the complete object
  std::int64_t align = 1;                   // bytes, of the complete object
  const clang::FieldDecl *member = nullptr; // the member whose address was taken
  std::int64_t memberOffset = 0;
  const clang::Expr *passed = nullptr; // the call that passed it on, if it came from another function

  bool isUnknown() const { return kind == Kind::Unknown; }
  bool isSameThing(const Pointee &other) const {
    return kind == other.kind && variable == other.variable && (variable || origin == other.origin) &&
           type == other.type;
  }
};

// All that a pointer may point to. Empty: a null pointer, or none that was ever set.
struct PointerValue {
  llvm::SmallVector<Pointee, 1> may;
  bool tested = false; // a condition lies between the point where several values met and here

  static constexpr unsigned kMaxAlternatives = 8;
  static PointerValue unknown() { return {{Pointee()}, false}; }
  bool add(const Pointee &pointee); // true: changed
  bool join(const PointerValue &other);
  void shift(std::optional<std::int64_t> bytes);
  const Pointee *single() const { return may.size() == 1 && !may.front().isUnknown() ? &may.front() : nullptr; }
};

// A pointer that is kept somewhere: in a variable, a member at an offset, or behind a parameter.
struct Slot {
  const clang::VarDecl *variable = nullptr;
  bool behind = false; // in what the parameter points to
  std::int64_t offset = 0;
  friend bool operator<(const Slot &a, const Slot &b) {
    return std::tie(a.variable, a.behind, a.offset) < std::tie(b.variable, b.behind, b.offset);
  }
};

struct PointerCast {
  const clang::CastExpr *cast = nullptr;
  PointerValue value;
};

// A read or write of an object through a pointer.
struct PointerAccess {
  const clang::Expr *place = nullptr;   // the lvalue: *p, p->member, p[i]
  const clang::Expr *pointer = nullptr; // p
  clang::QualType view;                 // what p is declared to point to
  PointerValue value;                   // of p (and i)
  std::int64_t begin = 0;               // the bytes of the view that are used
  std::int64_t size = 0;
};

// A member of a union is written in part after another member was written as a whole.
struct UnionAccess {
  const clang::MemberExpr *place = nullptr; // the member of the union that is used now
  const clang::FieldDecl *written = nullptr;
  const clang::Expr *writtenAt = nullptr;
  bool isWrite = false;
  bool isPart = false; // a member of the member
};

struct FunctionPointees {
  bool isComplete = false;
  std::vector<PointerCast> casts;
  std::vector<PointerAccess> accesses;
  std::vector<UnionAccess> unions;
  llvm::DenseMap<const clang::CallExpr *, llvm::SmallVector<PointerValue, 4>> arguments;
  std::vector<std::pair<const clang::VarDecl *, PointerValue>> globalStores;
  PointerValue returned;
  std::map<Slot, PointerValue> outputs; // behind parameters, when the function ends
  std::set<const clang::VarDecl *> escaped;
};

class Pointees {
public:
  // One for each AST; it lives as long as the AST.
  static Pointees &of(clang::ASTContext &context);
  explicit Pointees(clang::ASTContext &context);

  const PointeeIndex &index() const { return index_; }
  clang::ASTContext &context() const { return context_; }
  // nullptr: no body, no graph, or the analysis of this function is under way.
  const FunctionPointees *analyse(const clang::FunctionDecl *function);
  // Replaces parameters and globals by what the unit's callers and assignments put there.
  PointerValue resolve(const PointerValue &value, unsigned depth = 0);
  // The only function of the unit that call can reach; nullptr: unknown or defined elsewhere.
  const clang::FunctionDecl *target(const clang::CallExpr *call) const;

private:
  void keepMember(Pointee &found, const Pointee &before) const;
  PointerValue ofParameter(const clang::ParmVarDecl *parameter, unsigned depth);
  PointerValue ofGlobal(const clang::VarDecl *variable, unsigned depth);

  clang::ASTContext &context_;
  PointeeIndex index_;
  llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<FunctionPointees>> functions_;
  llvm::DenseMap<const clang::VarDecl *, PointerValue> resolved_;
  llvm::DenseSet<const clang::VarDecl *> resolving_;
  unsigned depth_ = 0;
  bool isCut_ = false; // a resolution stopped at a recursion or at its bound: it holds only for this question
};

} // namespace lintel::checkers
