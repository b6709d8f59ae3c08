// Forward flow of pointer values through one function: what each pointer variable may point to at each point.
#pragma once

#include "checkers/analysis/flat_map.h"
#include "checkers/analysis/forward_flow.h"
#include "checkers/analysis/pointees.h"

namespace lintel::checkers {

class PointeeFlow {
public:
  struct State {
    FlatMap<Slot, PointerValue> slots;
    FlatSet<const clang::VarDecl *> escaped; // variables that code unseen may write
    FlatSet<const clang::VarDecl *> shared;  // parameters behind which code unseen may write
    bool branched = false;                   // a condition lies between the start of the function and here
    // By the place of a union: the member written last and where.
    FlatMap<Slot, std::pair<const clang::FieldDecl *, const clang::Expr *>> written;
  };

  PointeeFlow(Pointees &owner, const clang::FunctionDecl *function, FunctionPointees &result)
      : owner_(owner), context_(owner.context()), function_(function), result_(result) {}

  void execute(const clang::Stmt *stmt, State &state);
  void assume(const clang::Expr *condition, bool outcome, State &state);
  void assumeCase(const clang::SwitchStmt *, const clang::SwitchCase *, State &state) { test(state); }
  bool join(State &into, const State &from);
  // From now on, execute() writes casts, accesses and calls into the result.
  void startRecording() { recording_ = true; }
  void leave(const State &state);

private:
  // pointees_flow.cpp: effects
  void visit(const clang::Stmt *stmt, State &state);
  void declare(const clang::VarDecl *variable, State &state);
  void initialise(const clang::VarDecl *variable, const clang::Expr *init, State &state);
  void copyMembers(const PointerValue &to, const PointerValue &from, clang::QualType type, State &state);
  void assign(const clang::Expr *place, const clang::Expr *value, State &state);
  void store(const PointerValue &place, const PointerValue &value, State &state);
  void noteUnion(const clang::Expr *place, bool isWrite, bool isRead, State &state);
  void access(const clang::Expr *place, State &state);
  // pointees_calls.cpp: calls
  void touchObject(const clang::CallExpr *call, State &state);
  void call(const clang::CallExpr *call, State &state);
  void applyOutputs(const FunctionPointees &callee, const clang::FunctionDecl *function, const clang::CallExpr *call,
                    const llvm::SmallVectorImpl<PointerValue> &arguments, State &state);
  static bool mayLeadToPointer(const Pointee &pointee, const State &state);
  void escape(const PointerValue &value, State &state);
  void escapeVariable(const clang::VarDecl *variable, State &state);
  void forgetUnseen(State &state);
  static void test(State &state);

  // pointees_values.cpp: what expressions point to
  PointerValue valueOf(const clang::Expr *expr, const State &state, unsigned depth = 0);
  PointerValue placeOf(const clang::Expr *expr, const State &state, unsigned depth = 0);
  PointerValue load(const PointerValue &place, clang::QualType type, const State &state);
  PointerValue loadSlot(const Slot &slot, clang::QualType type, const State &state);
  PointerValue ofCall(const clang::CallExpr *call, const State &state, unsigned depth);
  PointerValue ofMember(const clang::MemberExpr *member, const State &state, unsigned depth);
  PointerValue moved(const clang::BinaryOperator *sum, const State &state, unsigned depth);
  std::optional<Pointee> allocated(const clang::CallExpr *call, const clang::FunctionDecl *callee);
  Pointee object(const clang::VarDecl *variable, const clang::Expr *origin) const;
  Pointee unnamed(clang::QualType type, const clang::Expr *origin) const;
  std::optional<std::int64_t> number(const clang::Expr *expr) const;
  bool isTooDeep(unsigned depth) const;
  std::int64_t sizeOf(clang::QualType type) const;
  static std::optional<Slot> slotOf(const Pointee &pointee);

  Pointees &owner_;
  clang::ASTContext &context_;
  const clang::FunctionDecl *function_;
  FunctionPointees &result_;
  bool recording_ = false;
};

// call's arguments in the order of the callee's parameters.
llvm::ArrayRef<const clang::Expr *> argumentsOf(const clang::CallExpr *call);
// A complete type whose size is known and not 0.
bool hasSize(clang::QualType type);

} // namespace lintel::checkers
