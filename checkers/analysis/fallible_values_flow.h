// The analysis of one function: the domain that ForwardFlow carries through its graph.
#pragma once

#include "checkers/analysis/fallible_values.h"
#include "checkers/analysis/fallible_values_locals.h"
#include "checkers/analysis/forward_flow.h"

namespace lintel::checkers::fallible {

class FunctionFlow {
public:
  using State = fallible::State;

  FunctionFlow(FallibleValues &unit, const FunctionGraph &graph, bool withGiven)
      : unit_(unit), graph_(graph), function_(graph.function()), locals_(graph.function()), withGiven_(withGiven) {}
  Summary run();

  // The domain.
  void execute(const clang::Stmt *stmt, State &state);
  void assume(const clang::Expr *condition, bool outcome, State &state);
  void assumeCase(const clang::SwitchStmt *choice, const clang::SwitchCase *label, State &state);
  bool join(State &into, const State &from);

private:
  static constexpr unsigned kMaxNesting = 300;

  // A call of a function with a body: how its places look from here.
  struct Binding {
    const clang::FunctionDecl *callee = nullptr;
    std::vector<const clang::Expr *> arguments;
    std::vector<Value> values; // of the arguments, before the call
    const clang::Expr *object = nullptr;
    bool objectIsPointer = false;
  };

  // Expressions: fallible_values_expressions.cpp. Without effects_ they only ask.
  Value visit(const clang::Expr *expr, State &state);
  Value visitParts(const clang::Stmt *stmt, State &state);
  Value visitOperator(const clang::BinaryOperator *operation, State &state);
  Value visitUnary(const clang::UnaryOperator *operation, State &state);
  Value visitConstruction(const clang::CXXConstructExpr *construction, State &state);
  Value visitNew(const clang::CXXNewExpr *allocation, State &state);
  Value visitChoice(const clang::ConditionalOperator *choice, State &state);
  void visitPlace(const clang::Expr *glvalue, State &state);
  void visitLambda(const clang::LambdaExpr *lambda, State &state);
  void declare(const clang::VarDecl *variable, State &state);
  void declareParts(PlaceId place, const clang::InitListExpr *list, State &state);
  void initialize(const clang::Expr *value, Value held, State &state);
  Value peek(const clang::Expr *expr, const State &state);

  // Calls: fallible_values_calls.cpp.
  // nullptr: nothing that the function does matters here.
  const Summary *summaryFor(const clang::FunctionDecl *callee, llvm::ArrayRef<Value> values, const State &state);
  Value visitCall(const clang::CallExpr *call, State &state);
  std::optional<Value> visitCarrierCall(const clang::CallExpr *call, State &state);
  const clang::FunctionDecl *target(const clang::CallExpr *call) const;
  const clang::FunctionDecl *pointedTo(const clang::Expr *callee) const;
  Value applySummary(const clang::Expr *call, const Summary &summary, const Binding &binding, State &state);
  void applyUses(const clang::Expr *call, const Summary &summary, const Binding &binding, State &state);
  void applyLeft(const clang::Expr *call, const Summary &summary, const Binding &binding, State &state);
  Value returned(const clang::Expr *call, const Summary &summary, const Binding &binding, State &state);
  void unknownCall(const clang::FunctionDecl *callee, llvm::ArrayRef<const clang::Expr *> arguments, State &state);
  bool isExcluded(const Use &inner, const Entry &entry, const Binding &binding, State &state,
                  llvm::SmallVectorImpl<Witness> &here);
  bool mayReturn(const Summary::Returned &part, const Binding &binding);
  std::optional<PlaceId> outside(PlaceId inner, const Binding &binding);
  Value valueOutside(PlaceId inner, const Binding &binding, State &state);
  bool isValidCall(const clang::CallExpr *call, const State &state) const;
  bool isKnownToSucceed(const clang::CallExpr *call, const State &state);
  Binding bind(const clang::CallExpr *call, const clang::FunctionDecl *callee, std::vector<Value> values) const;

  // Places: fallible_values_places.cpp.
  std::optional<PlaceId> placeOf(const clang::Expr *glvalue, unsigned depth = 0);
  std::optional<PlaceId> elementOf(const clang::ArraySubscriptExpr *element, unsigned depth);
  std::optional<PlaceId> pointee(const clang::Expr *pointer, unsigned depth = 0);
  std::optional<PlaceId> holder(const clang::Expr *value, unsigned depth = 0); // the place that an rvalue was read from
  std::optional<PlaceId> part(PlaceId whole, PathStep step);
  std::nullopt_t giveUp();
  Value read(PlaceId place, const State &state);
  void write(PlaceId place, Value value, State &state);
  void forgetBelow(PlaceId place, State &state);
  void forget(PlaceId place, State &state);
  void markValid(const Value &value, State &state);
  void markNull(const Value &value, State &state);
  bool assumeFailureValue(const clang::Expr *expr, clang::BinaryOperatorKind kind, std::int64_t bound, State &state);
  void assumeNumber(const clang::Expr *expr, clang::BinaryOperatorKind kind, std::optional<std::int64_t> bound,
                    State &state);
  void use(const Value &value, const clang::Expr *at, UseKind kind, llvm::StringRef name, State &state);
  void record(Use use);
  bool isScalar(PlaceId place) const;
  void learn(PlaceId place, const Fact &fact, State &state);
  std::optional<Fact> factOf(const clang::Expr *value);
  std::optional<Fact> factOf(const clang::Expr *value, const State &state);
  llvm::SmallVector<Witness, 2> knownOutside(const State &state) const;
  void forgetReachableFacts(State &state);

  // Conditions: fallible_values_conditions.cpp.
  void assumeValue(const clang::Expr *expr, bool valid, State &state);
  bool assumeComparison(const clang::BinaryOperator *comparison, bool outcome, State &state);
  bool assumeCall(const clang::CallExpr *call, bool outcome, State &state);
  void assumeFact(const clang::Expr *expr, const Fact &fact, State &state);
  void doubtMentioned(const clang::Expr *condition, PlaceId except, State &state);
  bool isNullConstant(const clang::Expr *expr) const;
  bool isNothing(const clang::Expr *expr) const; // a null pointer, or what an empty object is made of
  void keepTest(PlaceId variable, const clang::Expr *value, State &state);
  unsigned identity(const clang::Expr *call) const;
  void doubtNull(const Value &tested, State &state);
  void noteAssert(const clang::Expr *expr, State &state);
  bool joinValue(Value &here, const Value &there, llvm::ArrayRef<Witness> onlyHere, llvm::ArrayRef<Witness> onlyThere);

  // Assertions of tests: fallible_values_assertions.cpp.
  struct Required;
  void noteRequirement(const clang::Stmt *stmt, State &state);
  void require(const clang::Stmt *stmt, const Required &required, State &state);
  bool requireComparison(const clang::CallExpr *call, const Required &required, State &state);

  // Summaries: fallible_values_summary.cpp.
  void leave(const clang::CFGBlock &block, State &state);
  void leaveValue(const clang::Expr *result, State &state);
  void leavePart(Summary::Returned part);
  Value onePerSource(const Value &value) const;
  void keep(Value &into, const Entry &entry); // gives up on the function when there are too many
  std::uint32_t validParameters(const State &state);
  void leavePlaces(const State &state);
  llvm::SmallVector<PlaceId, 2> reports(const State &state, const Entry &entry);

  FallibleValues &unit_;
  const FunctionGraph &graph_;
  const clang::FunctionDecl *function_;
  const Locals locals_;
  const bool withGiven_;
  Summary summary_;
  State left_;
  bool anyLeft_ = false;
  bool effects_ = true;
  bool recording_ = false;
  unsigned nesting_ = 0;
};

} // namespace lintel::checkers::fallible
