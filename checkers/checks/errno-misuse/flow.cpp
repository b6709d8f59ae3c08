#include "checkers/checks/errno-misuse/flow.h"

#include "checkers/analysis/forward_flow.h"

#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/STLExtras.h"

#include <map>

namespace lintel::checkers::checks::errno_misuse {

using namespace clang;

namespace {

constexpr int kNone = -1;
constexpr std::size_t kMostFacts = 16;

// What one path has done to errno.
struct Fact {
  int source = kNone;  // the call that errno speaks of
  int between = kNone; // a later call with a dropped result that may have changed it
  bool zero = false;   // errno was 0 before source, or is 0
  bool looked = false; // somebody looked at source's result
  auto operator<=>(const Fact &) const = default;
};

// The graph runs the parts of these before, each where it belongs; lambdas run elsewhere.
bool hasOwnBlocks(const Stmt *stmt) {
  const auto *binary = dyn_cast<BinaryOperator>(stmt);
  return (binary && binary->isLogicalOp()) || isa<AbstractConditionalOperator, StmtExpr, LambdaExpr>(stmt);
}

class ErrnoDomain {
public:
  struct State {
    std::set<Fact> facts;
    std::set<unsigned> before;              // calls that ran before, of those that are not told by the result
    std::map<const VarDecl *, int> numbers; // variables that hold the error number of a call
  };

  explicit ErrnoDomain(const Events &events) : events(events) {}

  void execute(const Stmt *stmt, State &state) { run(stmt, state, nullptr); }
  // A call that returns an error number has failed: whatever errno holds is not of this failure.
  void assume(const Expr *condition, bool outcome, State &state) {
    if (const std::optional<int> failed = failedByNumber(condition, outcome, state))
      state.facts = {Fact{*failed, kNone, false, true}};
  }
  void assumeCase(const SwitchStmt *, const SwitchCase *, State &) {}
  bool join(State &into, const State &from) {
    bool changed = false;
    for (const Fact &fact : from.facts) changed |= into.facts.insert(fact).second;
    for (const unsigned call : from.before) changed |= into.before.insert(call).second;
    changed |= std::erase_if(into.numbers, [&](const auto &number) {
                 const auto other = from.numbers.find(number.first);
                 return other == from.numbers.end() || other->second != number.second;
               }) > 0;
    return changed;
  }

  void run(const Stmt *stmt, State &state, ErrnoFlow *result) {
    if (!stmt || hasOwnBlocks(stmt)) return;
    for (const Stmt *child : stmt->children()) run(child, state, result);
    if (const auto *reference = dyn_cast<DeclRefExpr>(stmt))
      look(reference, state);
    else if (const auto *assignment = dyn_cast<BinaryOperator>(stmt))
      write(assignment, state);
    else if (const auto *declaration = dyn_cast<DeclStmt>(stmt))
      for (const Decl *declared : declaration->decls()) {
        if (const auto *variable = dyn_cast<VarDecl>(declared)) keepNumber(variable, variable->getInit(), state);
      }
    else if (const auto *call = dyn_cast<CallExpr>(stmt)) {
      if (const auto read = events.reads.find(call); read != events.reads.end() && result)
        judge(call, read->second, state, *result);
      if (const auto index = events.callIndex.find(call); index != events.callIndex.end())
        callRuns(static_cast<int>(index->second), state);
    }
  }

private:
  template <class Change> static void change(State &state, Change apply) {
    std::set<Fact> changed;
    for (Fact fact : state.facts) changed.insert(apply(fact));
    if (changed.size() > kMostFacts) changed = {Fact()};
    state.facts = std::move(changed);
  }

  void look(const DeclRefExpr *reference, State &state) const {
    change(state, [&](Fact fact) {
      if (fact.source != kNone && events.calls[fact.source].variable == reference->getDecl()) fact.looked = true;
      return fact;
    });
  }

  // The call of Report::ByNumber whose result the expression is, or nullopt.
  std::optional<int> numberOf(const Expr *value, const State &state) const {
    value = value->IgnoreParenImpCasts();
    if (const auto *assignment = dyn_cast<BinaryOperator>(value); assignment && assignment->getOpcode() == BO_Assign) {
      if (events.writes.contains(assignment)) return std::nullopt; // errno = pthread_create(...)
      value = assignment->getRHS()->IgnoreParenImpCasts();
    }
    if (const auto *call = dyn_cast<CallExpr>(value)) {
      const auto index = events.callIndex.find(call);
      if (index != events.callIndex.end() && events.calls[index->second].report == Report::ByNumber)
        return index->second;
    }
    const auto *reference = dyn_cast<DeclRefExpr>(value);
    const auto *variable = reference ? dyn_cast<VarDecl>(reference->getDecl()) : nullptr;
    const auto known = state.numbers.find(variable);
    return known == state.numbers.end() ? std::nullopt : std::optional(known->second);
  }

  static bool isZero(const Expr *expr) {
    const auto *number = dyn_cast<IntegerLiteral>(expr->IgnoreParenImpCasts());
    return number && number->getValue().isZero();
  }

  std::optional<int> failedByNumber(const Expr *condition, bool outcome, const State &state) const {
    condition = condition->IgnoreParenImpCasts();
    if (const auto *negation = dyn_cast<UnaryOperator>(condition); negation && negation->getOpcode() == UO_LNot)
      return failedByNumber(negation->getSubExpr(), !outcome, state);
    const auto *comparison = dyn_cast<BinaryOperator>(condition);
    if (!comparison || !comparison->isComparisonOp()) return outcome ? numberOf(condition, state) : std::nullopt;
    const bool fails = comparison->getOpcode() == (outcome ? BO_NE : BO_EQ);
    return fails && isZero(comparison->getRHS()) ? numberOf(comparison->getLHS(), state) : std::nullopt;
  }

  void keepNumber(const VarDecl *variable, const Expr *value, State &state) const {
    const std::optional<int> number = value ? numberOf(value, state) : std::nullopt;
    if (number)
      state.numbers[variable] = *number;
    else
      state.numbers.erase(variable);
  }

  void write(const BinaryOperator *assignment, State &state) const {
    if (const auto *target = dyn_cast<DeclRefExpr>(assignment->getLHS()->IgnoreParenImpCasts());
        target && assignment->isAssignmentOp())
      if (const auto *variable = dyn_cast<VarDecl>(target->getDecl()))
        keepNumber(variable, assignment->getOpcode() == BO_Assign ? assignment->getRHS() : nullptr, state);
    const auto known = events.writes.find(assignment);
    if (known != events.writes.end()) state.facts = {Fact{kNone, kNone, known->second, false}};
  }

  void callRuns(int index, State &state) const {
    const CallFacts &call = events.calls[index];
    if (call.report == Report::Unknown) {
      state.facts = {Fact{kNone, kNone, call.zeroes, false}};
      return;
    }
    if (call.report == Report::ByNumber) return;
    if (call.report != Report::ByResult) state.before.insert(index);
    if (call.fate == Fate::Other && call.report == Report::ByResult) { // who looks at the result is not known
      state.facts = {Fact()};
      return;
    }
    change(state, [&](Fact fact) {
      if (call.fate == Fate::Dropped) { // nobody asks whether it failed, so errno is not read because of it
        if (fact.source != kNone && !isDropped(fact.source)) {
          if (fact.between == kNone) fact.between = index;
        } else if (call.mustCheck && !fact.zero) {
          fact.source = index; // errno, if somebody asks for it, is this call's
        }
        return fact;
      }
      const bool zero = fact.zero && (fact.source == kNone || keepsErrno(fact.source));
      return Fact{index, kNone, zero, call.fate != Fate::Stored};
    });
  }

  bool isDropped(int call) const {
    return events.calls[call].fate == Fate::Dropped && events.calls[call].report == Report::ByResult;
  }
  // Changes errno only when it fails, so that a number of such calls can be asked about at once.
  bool keepsErrno(int call) const {
    const Report report = events.calls[call].report;
    return report == Report::OnlyByErrno || report == Report::ByDomain || report == Report::ByArithmetic;
  }

  void judge(const Expr *read, ReadKind kind, const State &state, ErrnoFlow &result) const {
    for (const unsigned call : state.before) result.followedByRead.insert(events.calls[call].call);
    const bool someZero = llvm::any_of(state.facts, [](const Fact &fact) { return fact.zero; });
    for (const Fact &fact : state.facts) {
      if (fact.source == kNone) continue;
      const CallFacts &source = events.calls[fact.source];
      const bool mustBeZeroed = source.report == Report::OnlyByErrno || source.report == Report::ByBoth ||
                                source.report == Report::ByArithmetic;
      if (source.report == Report::ByNumber)
        result.misuses.push_back({Problem::NeverSet, read, source.call});
      else if (fact.between != kNone)
        result.misuses.push_back({Problem::Overwritten, read, source.call, events.calls[fact.between].call});
      else if (kind != ReadKind::Value && mustBeZeroed && !someZero)
        result.misuses.push_back({Problem::NotZeroed, read, source.call});
      else if (kind == ReadKind::Test && source.report == Report::ByResult && !fact.looked)
        result.misuses.push_back({Problem::Untested, read, source.call});
    }
  }

  const Events &events;
};

} // namespace

std::optional<ErrnoFlow> followErrno(const FunctionGraph &graph, const Events &events) {
  ErrnoDomain domain(events);
  ForwardFlow<ErrnoDomain> flow(graph, domain);
  if (!flow.settle({{Fact()}, {}, {}})) return std::nullopt;
  ErrnoFlow result;
  flow.replay([&](const Stmt *stmt, ErrnoDomain::State state) { domain.run(stmt, state, &result); },
              [](const CFGBlock &, const ErrnoDomain::State &) {});
  return result;
}

} // namespace lintel::checkers::checks::errno_misuse
