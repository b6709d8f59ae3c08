#include "checkers/analysis/error_state_domain.h"

#include "checkers/analysis/error_state_exits.h"
#include "checkers/analysis/names.h"

#include "clang/Analysis/CFG.h"
#include "llvm/ADT/STLExtras.h"

namespace lintel::checkers {

using namespace clang;

namespace {

// The errno of a failure, or an error of its own: whoever sets one means the function to fail.
bool isFailure(const Expr *value, const ASTContext &context) {
  Expr::EvalResult number;
  return !value->isValueDependent() && value->getType()->isIntegralOrEnumerationType() &&
         !value->getType()->isBooleanType() && value->EvaluateAsInt(number, context) && number.Val.getInt() != 0;
}

// A function that returns objects fails with an error object, or with something made to be one, that it builds itself.
bool buildsFailure(const Expr *value) {
  const Expr *plain = plainValue(value);
  const auto *type = plain->getType()->getAsTagDecl();
  const StringRef name = type ? simpleName(type) : StringRef();
  const bool isError = hasWord(name, "status") || hasWord(name, "error") || hasWord(name, "unexpected");
  return isError && isa<CallExpr, CXXConstructExpr, CXXTemporaryObjectExpr>(plain) && !buildsSuccess(plain);
}

bool mayReturnFailure(const ReturnStmt *result, const ASTContext &context) {
  const Expr *value = result->getRetValue();
  if (!value) return false;
  if (value->getType()->isRecordType()) return buildsFailure(value);
  return leavesWithFailure(result, {}, context);
}

} // namespace

// ---- one variable

VariableErrors &ErrorDomain::at(unsigned variable, State &state) {
  if (state.variables.size() <= variable) state.variables.resize(variable + 1);
  return state.variables[variable];
}

std::optional<unsigned> ErrorDomain::indexOf(const VarDecl *variable) {
  if (variable->getDeclContext() != function_ || !isFollowed(variable)) return std::nullopt;
  const auto [entry, isNew] = indexes_.try_emplace(variable, variables_.size());
  if (isNew) variables_.push_back(variable);
  return entry->second;
}

std::optional<unsigned> ErrorDomain::indexOf(const Expr *expr) {
  const auto *reference = dyn_cast<DeclRefExpr>(expr->IgnoreParens());
  const auto *variable = reference ? dyn_cast<VarDecl>(reference->getDecl()) : nullptr;
  return variable ? indexOf(variable) : std::nullopt;
}

unsigned ErrorDomain::storeNumber(unsigned variable, const ErrorSource &source, const Stmt *stmt) {
  const auto [entry, isNew] = storeNumbers_.try_emplace({variable, stmt}, stores_.size());
  if (isNew) stores_.push_back({variables_[variable], stmt, source});
  return entry->second;
}

void ErrorDomain::read(unsigned variable, Use use, const Expr *place, State &state) {
  VariableErrors &errors = at(variable, state);
  if (use == Use::Voided) {
    for (PendingError &error : errors.pending) error.dropped = place;
    return;
  }
  if (recording_)
    for (const PendingError &error : errors.pending) {
      ErrorStore &store = stores_[error.store];
      if (use != Use::Logged || store.source.isErrno || !saysOnlyFailure(store.source)) store.isInspected = true;
    }
  if (use != Use::Logged) return errors.pending.clear();
  llvm::erase_if(errors.pending, [&](PendingError &error) {
    error.isLogged = true;
    return !saysOnlyFailure(stores_[error.store].source);
  });
}

void ErrorDomain::changed(const ValueDecl *variable, State &state) {
  forget(state.facts, variable);
  for (VariableErrors &errors : state.variables)
    for (PendingError &error : errors.pending) forget(error.facts, variable);
}

void ErrorDomain::escape(unsigned variable, State &state) {
  read(variable, Use::Used, nullptr, state);
  at(variable, state).escaped = true;
}

void ErrorDomain::lose(const PendingError &error, Loss how, const Stmt *where) {
  if (!recording_ || error.afterFailure == Failed::Yes) return;
  // What was perhaps a failure was none when the function goes on to say that all is well.
  const auto *result = dyn_cast_or_null<ReturnStmt>(where);
  const Expr *returned = result ? result->getRetValue() : nullptr;
  const bool saysWell = returned && returned->getType()->isRecordType() && buildsSuccess(plainValue(returned));
  if (error.afterFailure == Failed::Perhaps && !saysWell) return;
  // errno is saved early, for the paths that need it; only one that no path needs is a mistake. A log line needs it.
  if (stores_[error.store].source.isErrno && error.isLogged) return;
  LostError lost;
  lost.how = how;
  lost.where = where;
  lost.dropped = error.dropped;
  lost.isLogged = error.isLogged;
  const auto same = llvm::find_if(lost_, [&](const Lost &other) { return other.store == error.store; });
  if (same == lost_.end())
    lost_.push_back({error.store, lost});
  else if (same->error.isLogged && !lost.isLogged)
    same->error = lost;
}

void ErrorDomain::addPending(unsigned variable, const ErrorSource &source, const Stmt *stmt, State &state) {
  // Behind a failure the function is about to report that one; what its clean-up meets comes second.
  VariableErrors &errors = at(variable, state);
  if (errors.escaped || (state.failing && !source.isErrno)) return;
  if ((isPlainCode(source) || isNamedLikeError(variables_[variable])) &&
      !variables_[variable]->getType()->isBooleanType())
    codes_.insert(variables_[variable]);
  PendingError error;
  error.store = storeNumber(variable, source, stmt);
  error.facts = state.facts;
  const auto place = llvm::lower_bound(errors.pending, error.store,
                                       [](const PendingError &other, unsigned store) { return other.store < store; });
  if (place != errors.pending.end() && place->store == error.store)
    *place = error;
  else
    errors.pending.insert(place, error);
}

Loss ErrorDomain::howReplaced(const Expr *value, const Stmt *stmt) const {
  if (isa<DeclStmt>(stmt)) return Loss::ScopeEnd;
  return isa<CallExpr, CoawaitExpr>(plainValue(value)) ? Loss::Overwritten : Loss::Reset;
}

void ErrorDomain::store(unsigned variable, const Expr *value, const Stmt *stmt, State &state) {
  const ErrorSource *source = sources_.of(value);
  VariableErrors &errors = at(variable, state);
  changed(variables_[variable], state);
  for (const PendingError &error : errors.pending)
    if (!isFailure(value, context_)) lose(error, howReplaced(value, stmt), stmt);
  errors.pending.clear();
  if (source) addPending(variable, *source, stmt, state);
}

void ErrorDomain::fill(unsigned variable, const ErrorSource &source, const Stmt *stmt, State &state) {
  VariableErrors &errors = at(variable, state);
  changed(variables_[variable], state);
  for (const PendingError &error : errors.pending) lose(error, Loss::Overwritten, stmt);
  errors.pending.clear();
  addPending(variable, source, stmt, state);
}

// ---- the domain

void ErrorDomain::execute(const Stmt *stmt, State &state) { visit(stmt, Use::Dropped, state); }

void ErrorDomain::assume(const Expr *condition, bool outcome, State &state) {
  readAll(condition, state);
  const std::optional<Fact> fact = factOf(condition, outcome, context_);
  const auto isCode = [this](const ValueDecl *variable) { return holdsCode(variable); };
  const Failed failed = failureToldBy(condition, outcome, isCode, context_);
  for (VariableErrors &errors : state.variables) {
    if (fact)
      llvm::erase_if(errors.pending, [&](const PendingError &error) { return contradicts(error.facts, *fact); });
    for (PendingError &error : errors.pending) {
      error.afterFailure = std::max(error.afterFailure, failed);
      if (fact) addFact(error.facts, *fact);
    }
  }
  if (fact) addFact(state.facts, *fact);
  if (failed == Failed::Yes) state.failing = true;
}

void ErrorDomain::assumeCase(const SwitchStmt *choice, const SwitchCase *, State &state) {
  readAll(choice->getCond(), state);
}

bool ErrorDomain::join(State &into, const State &from) {
  bool changed = false;
  if (into.variables.size() < from.variables.size()) into.variables.resize(from.variables.size());
  for (unsigned i = 0; i < from.variables.size(); ++i) {
    VariableErrors &mine = into.variables[i];
    const VariableErrors &theirs = from.variables[i];
    if (theirs.escaped && !mine.escaped) {
      mine.escaped = changed = true;
      mine.pending.clear();
    }
    if (mine.escaped) continue;
    for (const PendingError &error : theirs.pending) {
      auto place = llvm::lower_bound(mine.pending, error.store,
                                     [](const PendingError &other, unsigned store) { return other.store < store; });
      if (place == mine.pending.end() || place->store != error.store) {
        mine.pending.insert(place, error);
        changed = true;
        continue;
      }
      changed |= place->afterFailure > error.afterFailure || (place->isLogged && !error.isLogged) ||
                 (place->dropped && !error.dropped);
      place->afterFailure = std::min(place->afterFailure, error.afterFailure);
      place->isLogged &= error.isLogged;
      if (!error.dropped) place->dropped = nullptr;
      changed |= intersect(place->facts, error.facts);
    }
  }
  changed |= intersect(into.facts, from.facts);
  changed |= into.failing && !from.failing;
  into.failing &= from.failing;
  return changed;
}

void ErrorDomain::leave(const CFGBlock &block, State &state) {
  const ReturnStmt *result = nullptr;
  for (const CFGElement &element : block)
    if (const auto statement = element.getAs<CFGStmt>())
      if (const auto *found = dyn_cast<ReturnStmt>(statement->getStmt())) result = found;
  if (result && mayReturnFailure(result, context_)) return;
  for (const VariableErrors &errors : state.variables)
    for (const PendingError &error : errors.pending) lose(error, Loss::Exit, result);
}

std::vector<LostError> ErrorDomain::losses() const {
  std::vector<LostError> result;
  for (const Lost &lost : lost_) {
    result.push_back(lost.error);
    result.back().store = stores_[lost.store];
    if (result.back().store.source.isErrno && result.back().store.isInspected) result.pop_back();
  }
  return result;
}

} // namespace lintel::checkers
