// Which numbers an expression may yield, store and prove in a given state: the domain of the forward
// flow over ranges.
//
// Statements run in the order of the control flow graph. Operands of &&, || and ?: have run in blocks of
// their own when the whole expression is reached, which then only asks for their values.
#pragma once

#include "checkers/analysis/ranged_value.h"
#include "checkers/analysis/unit_ranges.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

namespace lintel::checkers {

class RangeEvaluator {
public:
  using State = RangeState;
  RangeEvaluator(UnitRanges &unit, const clang::FunctionDecl *function);

  void execute(const clang::Stmt *stmt, State &state);
  void assume(const clang::Expr *condition, bool outcome, State &state);
  void assumeCase(const clang::SwitchStmt *choice, const clang::SwitchCase *label, State &state);
  bool join(State &into, const State &from) { return into.joinWith(from, places_); }

  State startWith(const std::vector<RangeSeed> &seeds);
  // Conversions are judged only in the last pass, when states are final.
  void collect(bool on) { collecting_ = on; }
  RangeSummary summarise(const State &exit);

private:
  using Into = std::optional<PlaceId>;
  // A place that an expression names; weak: one of many elements.
  struct Target {
    PlaceId id;
    bool weak = false;
  };

  // Expressions (range_evaluator.cpp)
  RangedValue evaluate(const clang::Expr *expr, Into into = {});
  RangedValue evaluateNode(const clang::Expr *expr, Into into);
  RangedValue valueOf(const clang::Expr *expr); // without effects
  void evaluateChildren(const clang::Stmt *stmt);
  RangedValue unary(const clang::UnaryOperator *operation);
  RangedValue binary(const clang::BinaryOperator *operation, Into into);
  RangedValue conditional(const clang::Expr *condition, const clang::Expr *yes, const clang::Expr *no);
  RangedValue initList(const clang::InitListExpr *list, Into into);
  void declare(const clang::DeclStmt *stmt);
  void assign(const Target &target, const clang::Expr *value);
  void store(const Target &target, RangedValue value, const clang::Expr *at, clang::QualType type);
  bool isOfItsType(const RangedValue &value, clang::QualType type) const;

  // Conversions and arithmetic (range_arithmetic.cpp)
  RangedValue cast(const clang::CastExpr *cast, Into into);
  void judge(const clang::Expr *site, const RangedValue &value, const Interval &fitting);
  RangedValue converted(const clang::Expr *site, RangedValue value, clang::QualType to);
  RangedValue arithmetic(clang::BinaryOperatorKind kind, const RangedValue &a, const RangedValue &b,
                         clang::QualType type);

  // Places (range_places.cpp)
  std::optional<Target> place(const clang::Expr *expr, unsigned depth = 0);
  void startWithOutside(const clang::ParmVarDecl &parameter, State &start);
  const clang::MemberExpr *requestAccessor(const clang::CallExpr *call) const;
  RangedValue requested(const clang::MemberExpr &member, clang::QualType type);
  std::optional<Target> lengthPlace(const clang::CallExpr *call, unsigned depth);
  PlaceId variable(const clang::ValueDecl *decl);
  RangedValue read(const Target &target, clang::QualType type);
  PlaceId pointedBy(PlaceId pointer) { return places_.member(pointer, star_); }
  PlaceId thisPlace();
  PlaceId returnPlace() { return places_.root(&places_); }
  void forget(PlaceId whole);
  void forgetOutside(); // what a function that is not followed may have changed

  // Calls (range_calls.cpp)
  RangedValue call(const clang::CallExpr *call);
  RangedValue construct(const clang::CXXConstructExpr *construct, Into into);
  std::optional<RangedValue> libraryResult(const clang::CallExpr *call, const clang::FunctionDecl *callee,
                                           llvm::ArrayRef<RangedValue> values);
  RangedValue insideDomain(const clang::CallExpr *call, const Interval &domain);
  std::optional<RangedValue> standardFunction(const clang::CallExpr *call, const clang::FunctionDecl *callee);
  RangedValue smallest(llvm::ArrayRef<RangedValue> values, bool largest);
  struct Arguments {
    const clang::Expr *whole;
    Into object;
    llvm::ArrayRef<const clang::Expr *> exprs;
    llvm::SmallVector<RangedValue, 4> values;
  };
  std::optional<RangedValue> followed(const clang::FunctionDecl *callee, const Arguments &arguments);
  std::vector<RangeSeed> seedsFor(const clang::FunctionDecl *callee, const Arguments &arguments);
  void addSeeds(PlaceId whole, const void *root, llvm::ArrayRef<const clang::IdentifierInfo *> prefix,
                std::vector<RangeSeed> &seeds);
  // The place in the caller that the callee knows as its parameter's object.
  Into objectOf(const clang::FunctionDecl *callee, unsigned parameter, const Arguments &arguments);
  void notFollowed(const clang::FunctionDecl *callee, const Arguments &arguments);

  // Conditions (range_guards.cpp)
  struct Limit {
    Interval range = Interval::everything();
    bool capsAbove = false, capsBelow = false;
  };
  void assumeIn(const clang::Expr *condition, bool outcome, unsigned depth = 0);
  void assumeCall(const clang::CallExpr *call, bool outcome, unsigned depth);
  void assumeComparison(const clang::Expr *left, const clang::Expr *right, clang::BinaryOperatorKind kind,
                        bool outcome);
  void atMost(const clang::Expr *left, const clang::Expr *right, bool strictly);
  void limit(const clang::Expr *expr, const Limit &to, unsigned depth = 0);
  void limitPlace(PlaceId id, const Limit &to, clang::QualType type);
  void exclude(const clang::Expr *expr, Interval::Number number);
  void tameArguments(const clang::Expr *expr);

  UnitRanges &unit_;
  const clang::FunctionDecl *function_;
  const FunctionFacts &facts_;
  Places places_;
  llvm::DenseMap<const clang::Stmt *, const clang::FieldDecl *> initialisers_;
  const clang::IdentifierInfo *star_;
  State *state_ = nullptr;
  std::set<PlaceId> modified_;
  bool collecting_ = false;
  bool asking_ = false; // effects are left out
};

} // namespace lintel::checkers
