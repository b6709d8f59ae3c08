// What an expression yields, stores and proves in a given state.
//
// The data flow walks a function's statements and asks an Evaluator to carry each out. Expressions
// that only sometimes run (operands of &&, ||, ?:) are judged on a copy of the state.
#pragma once

#include "checkers/analysis/unit_taint.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace lintel::checkers {

class Evaluator {
public:
  Evaluator(UnitTaint &unit, const clang::FunctionDecl *function, Places &places)
      : unit(unit), function_(function), places_(places) {}

  // Carries out one statement or initialiser of the control flow graph.
  void execute(const clang::Stmt *stmt, State &state);
  void initialise(const clang::CXXCtorInitializer *initializer, State &state);
  // Narrows state to the executions in which condition has the given outcome. With onlyConstants,
  // comparisons with variables prove nothing (the exit of a loop).
  void assume(const clang::Expr *condition, bool outcome, State &state, bool onlyConstants = false);
  // value of a switch: in a case, bounded.
  void assumeBounded(const clang::Expr *value, State &state);

  // For sinks. The state is the one that the analysis has reached.
  Value valueOf(const clang::Expr *expr);
  State &state() { return *state_; }
  void enter(State &state) { state_ = &state; }

  // Sinks are collected only in the last pass, when states are final.
  void collect(bool on) { collecting_ = on; }
  void use(llvm::ArrayRef<Sink> sinks);

  PlaceId thisPlace();
  PlaceId returnPlace() { return places_.root(&places_); }
  std::optional<PlaceId> place(const clang::Expr *expr);
  bool wasModified(PlaceId id) const { return modified_.contains(id); }
  bool gaveUp() const { return gaveUp_; }

  UnitTaint &unit;

private:
  friend class TextBuilder;
  using Into = std::optional<PlaceId>;

  // Expressions (evaluator.cpp)
  Value evaluate(const clang::Expr *expr, Into into = {});
  Value evaluateNode(const clang::Expr *expr, Into into);
  void evaluateChildren(const clang::Stmt *stmt);
  Value member(const clang::MemberExpr *expr);
  Value binary(const clang::BinaryOperator *operation);
  Value arithmetic(clang::BinaryOperatorKind kind, const clang::Expr *left, const clang::Expr *right, const Value &a,
                   const Value &b);
  Value conditional(const clang::Expr *condition, const clang::Expr *yes, const clang::Expr *no);
  Value converted(const clang::Expr *expr, Value value);
  Value initList(const clang::InitListExpr *list, Into into);
  Value lambda(const clang::LambdaExpr *lambda);
  void declare(const clang::DeclStmt *stmt);
  Value read(PlaceId id) { return state_->read(id, places_, unit.texts); }
  void write(PlaceId id, const Value &value) { state_->write(id, value, places_, unit.texts); }
  bool addSeeds(PlaceId whole, const void *root, std::vector<Seed> &seeds);
  void assign(PlaceId id, const clang::Expr *value, bool weak = false);
  void store(PlaceId id, Value value, const clang::Expr *at, bool weak = false);
  void copyMembers(PlaceId to, PlaceId from);
  bool isConstant(const clang::Expr *expr, std::uint64_t &value) const;

  // Places (evaluator_place.cpp)
  std::optional<PlaceId> placeOfVariable(const clang::ValueDecl *decl);
  std::optional<PlaceId> placeOfMember(const clang::Expr *whole, const clang::Expr *base,
                                       const clang::NamedDecl *member);
  std::optional<PlaceId> placeOfCall(const clang::CXXMemberCallExpr *call);
  std::optional<PlaceId> placeOfSetter(const clang::CXXMemberCallExpr *call);
  PlaceId placeOfAccessor(PlaceId owner, const clang::IdentifierInfo *name, const clang::CXXMethodDecl *accessor,
                          const clang::Expr *object);
  Value sourceValue(const Source &source, const clang::Expr *at);

  // Calls (evaluator_call.cpp)
  Value call(const clang::CallExpr *call, Into into);
  Value operatorCall(const clang::CXXOperatorCallExpr *call, Into into);
  Value stringCall(const clang::CXXMemberCallExpr *call, llvm::StringRef name);
  Value libraryCall(const clang::CallExpr *call, const LibraryFunction &model);
  Value memberCall(const clang::CXXMemberCallExpr *call, const clang::CXXMethodDecl *method);
  Value unknownCall(const clang::CallExpr *call, const clang::FunctionDecl *callee);
  Value construct(const clang::CXXConstructExpr *construct, Into into);
  Value extract(const clang::CXXOperatorCallExpr *call);
  struct Arguments {
    const clang::Expr *whole;
    const clang::Expr *object; // may be null
    llvm::ArrayRef<const clang::Expr *> values;
    llvm::SmallVector<Value, 4> evaluated;
  };
  Value apply(const clang::FunctionDecl *callee, Arguments arguments, Into into, Into objectPlace = {});
  Value returned(Value value, const clang::FunctionDecl *callee, const clang::Expr *call);
  // Empty when nothing unbounded is passed.
  std::vector<Seed> seedsFor(const clang::FunctionDecl *callee, const Arguments &arguments, Into objectPlace);
  void storeArgument(const clang::Expr *argument, const Value &value);

  // Conditions (guards.cpp)
  void assumeComparison(const clang::Expr *left, const clang::Expr *right, clang::BinaryOperatorKind kind, bool outcome,
                        bool onlyConstants);
  void bound(const clang::Expr *value, const clang::Expr *by, bool onlyConstants);
  void boundPlaces(const clang::Expr *value, unsigned depth = 0);
  void boundPlace(PlaceId id);
  void boundPart(const clang::Expr *argument, llvm::ArrayRef<const clang::IdentifierInfo *> path);
  void assumeCall(const clang::CallExpr *call, bool outcome, bool onlyConstants);
  void assumeIn(const clang::Expr *condition, bool outcome, bool onlyConstants);

  const clang::FunctionDecl *function_;
  Places &places_;
  State *state_ = nullptr;
  bool collecting_ = false;
  llvm::DenseSet<PlaceId> modified_;
  bool gaveUp_ = false;                                                // something was too deeply nested to be followed
  std::map<const clang::CXXRecordDecl *, std::vector<Seed>> captured_; // by closure type
};

// The key of the place of *this, the same in every function, so that seeds can name it.
const void *thisKey();

// Is a comparison with value a bound? A limit at the end of the 32-bit range is the type's, not the program's.
inline constexpr std::uint64_t kNoBound = 0x7fffffff;

} // namespace lintel::checkers
