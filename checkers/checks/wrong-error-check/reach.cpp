#include "checkers/checks/wrong-error-check/reach.h"

#include "checkers/analysis/forward_flow.h"

#include "clang/AST/ExprCXX.h"

#include <set>

namespace lintel::checkers::checks::wrong_error_check {

using namespace clang;

namespace {

constexpr unsigned kOther = ~0U;

// The graph runs the parts of these before, each where it belongs; lambdas run elsewhere.
bool hasOwnBlocks(const Stmt *stmt) {
  const auto *binary = dyn_cast<BinaryOperator>(stmt);
  return (binary && binary->isLogicalOp()) || isa<AbstractConditionalOperator, StmtExpr, LambdaExpr>(stmt);
}

// Reaching definitions, for the variables that hold a result somewhere.
class Definitions {
public:
  using State = std::vector<std::set<unsigned>>; // by variable

  explicit Definitions(llvm::ArrayRef<Stored> stored) {
    for (unsigned i = 0; i < stored.size(); ++i) {
      variables.try_emplace(stored[i].variable, variables.size());
      definitions.try_emplace(std::pair(stored[i].definition, stored[i].variable), i);
    }
  }
  State start() const { return State(variables.size()); }

  void execute(const Stmt *stmt, State &state) { run(stmt, state, nullptr); }
  void assume(const Expr *, bool, State &) {}
  void assumeCase(const SwitchStmt *, const SwitchCase *, State &) {}
  bool join(State &into, const State &from) {
    bool changed = false;
    for (std::size_t i = 0; i < into.size(); ++i)
      for (const unsigned definition : from[i]) changed |= into[i].insert(definition).second;
    return changed;
  }

  // Runs stmt in the order of evaluation; notes in reached what its mentions hold.
  void run(const Stmt *stmt, State &state, Reached *reached) {
    if (!stmt || hasOwnBlocks(stmt)) return;
    if (const auto *assignment = dyn_cast<BinaryOperator>(stmt); assignment && assignment->isAssignmentOp()) {
      run(assignment->getRHS(), state, reached);
      const VarDecl *variable = mentioned(assignment->getLHS());
      if (!variable || assignment->isCompoundAssignmentOp()) run(assignment->getLHS(), state, reached);
      if (variable) define(variable, stmt, state);
      return;
    }
    if (const auto *declaration = dyn_cast<DeclStmt>(stmt)) {
      for (const Decl *declared : declaration->decls())
        if (const auto *variable = dyn_cast<VarDecl>(declared)) {
          run(variable->getInit(), state, reached);
          if (!variable->getInit())
            forget(variable, state);
          else
            define(variable, stmt, state);
        }
      return;
    }
    if (const auto *reference = dyn_cast<DeclRefExpr>(stmt)) {
      if (reached) note(reference, state, *reached);
      return;
    }
    for (const Stmt *child : stmt->children()) run(child, state, reached);
    if (const auto *unary = dyn_cast<UnaryOperator>(stmt); unary && unary->isIncrementDecrementOp())
      if (const VarDecl *variable = mentioned(unary->getSubExpr())) define(variable, stmt, state);
  }

private:
  const VarDecl *mentioned(const Expr *expr) const {
    const auto *reference = dyn_cast<DeclRefExpr>(expr->IgnoreParens());
    const auto *variable = reference ? dyn_cast<VarDecl>(reference->getDecl()) : nullptr;
    return variable && variables.contains(variable) ? variable : nullptr;
  }
  void define(const VarDecl *variable, const Stmt *definition, State &state) const {
    const auto index = variables.find(variable);
    if (index == variables.end()) return;
    const auto known = definitions.find(std::pair(definition, variable));
    state[index->second] = {known == definitions.end() ? kOther : known->second};
  }
  void forget(const VarDecl *variable, State &state) const {
    if (const auto index = variables.find(variable); index != variables.end()) state[index->second].clear();
  }
  void note(const DeclRefExpr *reference, const State &state, Reached &reached) const {
    const VarDecl *variable = mentioned(reference);
    if (!variable) return;
    Reaching &reaching = reached[reference];
    for (const unsigned definition : state[variables.lookup(variable)]) {
      if (definition == kOther)
        reaching.other = true;
      else if (!llvm::is_contained(reaching.stored, definition))
        reaching.stored.push_back(definition);
    }
    if (isa<ParmVarDecl>(variable) && reaching.stored.empty()) reaching.other = true;
  }

  llvm::DenseMap<const VarDecl *, unsigned> variables;
  llvm::DenseMap<std::pair<const Stmt *, const VarDecl *>, unsigned> definitions;
};

} // namespace

std::optional<Reached> reach(const FunctionGraph &graph, llvm::ArrayRef<Stored> stored) {
  Definitions domain(stored);
  ForwardFlow<Definitions> flow(graph, domain);
  if (!flow.settle(domain.start())) return std::nullopt;
  Reached reached;
  flow.replay([&](const Stmt *stmt, Definitions::State state) { domain.run(stmt, state, &reached); },
              [](const CFGBlock &, const Definitions::State &) {});
  return reached;
}

} // namespace lintel::checkers::checks::wrong_error_check
