#include "checkers/checks/toctou/flow.h"

#include "checkers/analysis/forward_flow.h"
#include "checkers/analysis/function_graph.h"
#include "checkers/analysis/names.h"

#include "clang/AST/ExprCXX.h"
#include "clang/Analysis/Analyses/PostOrderCFGView.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

#include <map>
#include <set>

namespace lintel::checkers::checks::toctou {

using namespace clang;

namespace {

// The graph runs the parts of these before, each where it belongs; lambdas run elsewhere.
bool hasOwnBlocks(const Stmt *stmt) {
  const auto *binary = dyn_cast<BinaryOperator>(stmt);
  return (binary && binary->isLogicalOp()) || isa<AbstractConditionalOperator, StmtExpr, LambdaExpr>(stmt);
}

// The names whose file was checked, with the checks that may have been the last.
class CheckedNames {
public:
  struct Name {
    const VarDecl *root = nullptr;
    std::string text;
    std::set<unsigned> checks; // indexes into checks
    bool operator==(const Name &) const = default;
  };
  using State = std::map<std::string, Name>;

  explicit CheckedNames(Helpers &helpers) : helpers(helpers) {}
  bool gaveUp() const { return paths.gaveUp(); }

  void execute(const Stmt *stmt, State &state) { run(stmt, state, nullptr); }
  void assume(const Expr *, bool, State &) {}
  void assumeCase(const SwitchStmt *, const SwitchCase *, State &) {}
  bool join(State &into, const State &from) {
    bool changed = false;
    for (const auto &[key, name] : from) {
      const auto [entry, isNew] = into.try_emplace(key, name);
      changed |= isNew;
      for (const unsigned check : name.checks) changed |= entry->second.checks.insert(check).second;
    }
    return changed;
  }

  // In the order of evaluation: operands first.
  void run(const Stmt *stmt, State &state, std::vector<Race> *races) {
    if (!stmt || hasOwnBlocks(stmt)) return;
    for (const Stmt *child : stmt->children()) run(child, state, races);
    if (const auto *binary = dyn_cast<BinaryOperator>(stmt); binary && binary->isAssignmentOp())
      forget(binary->getLHS(), state);
    else if (const auto *unary = dyn_cast<UnaryOperator>(stmt); unary && unary->isIncrementDecrementOp())
      forget(unary->getSubExpr(), state);
    else if (const auto *declaration = dyn_cast<DeclStmt>(stmt))
      for (const Decl *declared : declaration->decls()) forget(dyn_cast<VarDecl>(declared), state);
    else if (isa<CallExpr, CXXConstructExpr>(stmt))
      call(cast<Expr>(stmt), state, races);
  }

private:
  void call(const Expr *call, State &state, std::vector<Race> *races) {
    const llvm::SmallVector<Access, 2> accesses = helpers.accesses(call);
    if (races)
      for (const Access &access : accesses)
        if (access.role == Role::Use) look(access, state, *races);
    forgetWritten(call, state);
    for (const Access &access : accesses) {
      if (access.role != Role::Check) continue;
      const auto path = paths.of(access.path);
      if (path) state[path->key] = {path->root, path->text, {indexOf(access)}};
    }
  }

  void look(const Access &use, const State &state, std::vector<Race> &races) {
    const auto path = paths.of(use.path);
    if (!path) return;
    const auto name = state.find(path->key);
    if (name == state.end()) return;
    for (const unsigned check : name->second.checks) races.push_back({checks[check], use, path->text});
  }

  unsigned indexOf(const Access &check) {
    const auto known = llvm::find_if(checks, [&](const Access &other) { return other.call == check.call; });
    if (known == checks.end()) return checks.push_back(check), checks.size() - 1;
    return known - checks.begin();
  }

  void forget(const VarDecl *variable, State &state) {
    if (variable) std::erase_if(state, [&](const auto &entry) { return entry.second.root == variable; });
  }
  // Anything that begins with the written place, and through a pointer in it.
  void forget(const Expr *written, State &state) {
    const auto place = paths.of(written);
    if (!place) {
      if (const auto *element = dyn_cast<ArraySubscriptExpr>(written->IgnoreParenImpCasts()))
        forget(element->getBase(), state);
      return;
    }
    std::erase_if(state, [&](const auto &entry) { return llvm::StringRef(entry.first).contains(place->key); });
  }

  // What a call may write: arguments given by pointer or reference to something that is not const.
  void forgetWritten(const Expr *expr, State &state) {
    const auto *call = dyn_cast<CallExpr>(expr);
    if (const auto *method = dyn_cast<CXXMemberCallExpr>(expr);
        method && method->getMethodDecl() && !method->getMethodDecl()->isConst() &&
        simpleName(method->getMethodDecl()) != "data" && method->getImplicitObjectArgument())
      forget(method->getImplicitObjectArgument(), state);
    const auto *construct = dyn_cast<CXXConstructExpr>(expr);
    const unsigned count = call ? call->getNumArgs() : construct->getNumArgs();
    for (unsigned i = 0; i < count; ++i) {
      const Expr *argument = call ? call->getArg(i) : construct->getArg(i);
      const Expr *plain = argument->IgnoreParenImpCasts();
      const QualType type = argument->getType();
      const bool given = type->isPointerType() ? !type->getPointeeType().isConstQualified()
                                               : argument->isLValue() && !type.isConstQualified();
      if (!given) continue;
      const auto *address = dyn_cast<UnaryOperator>(plain);
      forget(address && address->getOpcode() == UO_AddrOf ? address->getSubExpr() : plain, state);
    }
  }

  Helpers &helpers;
  Paths paths;
  std::vector<Access> checks;
};

// Whether one call may run after another within one turn of every loop around both: the next turn
// deals with the next file.
class Forward {
public:
  explicit Forward(const CFG &cfg) : rank(cfg.getNumBlockIDs()) {
    unsigned next = 0;
    for (const CFGBlock *block : PostOrderCFGView(&cfg)) rank[block->getBlockID()] = ++next;
    for (const CFGBlock *block : cfg)
      for (const CFGElement &element : *block)
        if (const auto statement = element.getAs<CFGStmt>()) home.try_emplace(statement->getStmt(), block);
  }

  bool leads(const Expr *from, const Expr *to) const {
    const CFGBlock *start = home.lookup(from), *target = home.lookup(to);
    if (!start || !target || start == target) return true; // in order already
    llvm::DenseSet<const CFGBlock *> seen;
    llvm::SmallVector<const CFGBlock *, 16> pending = {start};
    while (!pending.empty()) {
      const CFGBlock *block = pending.pop_back_val();
      if (block == target) return true;
      for (const CFGBlock *next : block->succs())
        if (next && rank[next->getBlockID()] > rank[block->getBlockID()] && seen.insert(next).second)
          pending.push_back(next);
    }
    return false;
  }

private:
  std::vector<unsigned> rank; // in reverse post-order
  llvm::DenseMap<const Stmt *, const CFGBlock *> home;
};

} // namespace

std::optional<std::vector<Race>> findRaces(const FunctionGraph &graph, Helpers &helpers) {
  CheckedNames domain(helpers);
  ForwardFlow<CheckedNames> flow(graph, domain);
  if (!flow.settle({})) return std::nullopt;
  std::vector<Race> races;
  flow.replay([&](const Stmt *stmt, CheckedNames::State state) { domain.run(stmt, state, &races); },
              [](const CFGBlock &, const CheckedNames::State &) {});
  if (domain.gaveUp()) FunctionGraphs::of(graph.function()->getASTContext()).giveUp(graph.function());
  if (races.empty()) return races;
  const Forward forward(graph.cfg());
  std::erase_if(races, [&](const Race &race) { return !forward.leads(race.check.call, race.use.call); });
  return races;
}

} // namespace lintel::checkers::checks::toctou
