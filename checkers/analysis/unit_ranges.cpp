#include "checkers/analysis/unit_ranges.h"

#include "checkers/analysis/forward_flow.h"
#include "checkers/analysis/names.h"
#include "checkers/analysis/range_evaluator.h"

#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

namespace lintel::checkers {

using namespace clang;

namespace {

constexpr size_t kMaxVariants = 3; // ways into one function that are told apart
constexpr size_t kMaxRuns = 600;   // analyses in one unit
constexpr size_t kMaxCallDepth = 6;
constexpr size_t kMaxSeeds = 48;

const FunctionDecl *definition(const FunctionDecl *function) {
  const FunctionDecl *body = nullptr;
  return function && function->hasBody(body) ? body : nullptr;
}

// A helper of the unit that may return a constant.
bool yieldsConstants(const FunctionDecl *function) {
  return !function->isExternallyVisible() && function->getReturnType()->isArithmeticType();
}

} // namespace

bool UnitRanges::canFollow(const FunctionDecl *function) const {
  const FunctionDecl *body = definition(function);
  return body && !body->isDependentContext() && !body->isInvalidDecl() && !body->isDefaulted() && !body->isDeleted() &&
         !body->isWeak() && !isInSystemHeader(body);
}

const FunctionFacts &UnitRanges::facts(const FunctionDecl *function) {
  std::unique_ptr<FunctionFacts> &entry = facts_[definition(function)];
  if (!entry) entry = std::make_unique<FunctionFacts>(findFacts(definition(function), context, requests));
  return *entry;
}

// What a function passes on is converted by whom it calls.
void UnitRanges::spreadNarrowest(llvm::ArrayRef<const FunctionDecl *> functions, const Callers &callers) {
  std::vector<const FunctionDecl *> pending(functions.rbegin(), functions.rend());
  while (!pending.empty()) {
    const FunctionDecl *function = pending.back();
    pending.pop_back();
    const auto found = callers.find(function);
    if (found == callers.end()) continue;
    for (const FunctionDecl *caller : found->second) {
      NarrowestTypes &narrowest = facts_[caller]->narrowest;
      const NarrowestTypes &other = facts(function).narrowest;
      const NarrowestTypes both{meet(narrowest.all, other.all), meet(narrowest.sizes, other.sizes)};
      if (both == narrowest) continue;
      narrowest = both;
      pending.push_back(caller);
    }
  }
}

// A call of something that hands a number from outside on is a source of its caller.
void UnitRanges::spreadSources(llvm::ArrayRef<const FunctionDecl *> functions, const Callers &callers) {
  std::map<const FunctionDecl *, std::size_t> positions;
  std::set<std::size_t> pending; // in the order of the source: callees mostly come first
  for (const auto &[position, function] : llvm::enumerate(functions)) {
    positions[function] = position;
    if (facts(function).hasSource) pending.insert(position);
  }
  while (!pending.empty()) {
    const FunctionDecl *function = functions[*pending.begin()];
    pending.erase(pending.begin());
    const auto found = callers.find(function);
    if (found == callers.end() || handsOn_.contains(function)) continue;
    const RangeSummary *result = summary(function, {}, false);
    if (!result || !result->handsOn) continue;
    handsOn_.insert(function);
    for (const FunctionDecl *caller : found->second) {
      facts_[caller]->hasSource = true;
      pending.insert(positions[caller]);
    }
    forgetCallers(function, callers);
  }
  // Ways into a function that were tried so far leave their places to others.
  for (auto &[function, runs] : known_) llvm::erase_if(runs, [](const Run *run) { return !run->seeds.empty(); });
}

// What is known of those that call function, in whatever way, does not hold any more.
void UnitRanges::forgetCallers(const FunctionDecl *function, const Callers &callers) {
  std::set<const FunctionDecl *> seen = {function};
  std::vector<const FunctionDecl *> pending = {function};
  while (!pending.empty()) {
    const auto found = callers.find(pending.back());
    pending.pop_back();
    if (found == callers.end()) continue;
    for (const FunctionDecl *caller : found->second) {
      known_.erase(caller);
      if (seen.insert(caller).second) pending.push_back(caller);
    }
  }
}

void UnitRanges::check(llvm::ArrayRef<const FunctionDecl *> functions) {
  std::vector<const FunctionDecl *> own;
  for (const FunctionDecl *function : functions)
    if (canFollow(function)) own.push_back(definition(function));
  Callers callers;
  for (const FunctionDecl *function : own)
    for (const FunctionDecl *callee : facts(function).callees)
      if (callee != function && canFollow(callee)) callers[callee].push_back(function);
  spreadNarrowest(own, callers);
  spreadSources(own, callers);
  for (const FunctionDecl *function : own) {
    const FunctionFacts &found = facts(function);
    if (found.narrowest.isAnything()) continue; // nothing is converted here or below
    ConstantRange constants = found.constants;
    for (const FunctionDecl *callee : found.callees)
      if (canFollow(callee) && yieldsConstants(callee)) constants.add(facts(callee).constants);
    if (found.hasSource || !found.narrowest.hold(constants)) count(run(function, {}));
  }
}

bool UnitRanges::isWorthFollowing(const FunctionDecl *function, llvm::ArrayRef<RangeSeed> seeds,
                                  const FunctionFacts &caller) {
  if (handsOn_.contains(definition(function))) return true;
  const NarrowestTypes &narrowest = facts(function).narrowest;
  // A helper that yields a constant which the caller cannot hold.
  if (yieldsConstants(function) && !caller.narrowest.hold(facts(function).constants)) return true;
  return llvm::any_of(seeds, [&](const RangeSeed &seed) {
    ConstantRange constant;
    constant.add(seed.value.all);
    return seed.value.isWild() || (seed.value.fixed && !narrowest.hold(constant));
  });
}

const RangeSummary *UnitRanges::summary(const FunctionDecl *function, const std::vector<RangeSeed> &seeds,
                                        bool findingsCount) {
  Run *found = run(function, seeds);
  if (!found) return nullptr;
  if (findingsCount && !active_.empty()) active_.back()->calls.push_back(found);
  return found->finished && found->settled ? &found->summary : nullptr;
}

UnitRanges::Run *UnitRanges::run(const FunctionDecl *function, const std::vector<RangeSeed> &seeds) {
  const FunctionDecl *body = definition(function);
  std::vector<Run *> &variants = known_[body];
  for (Run *variant : variants)
    if (variant->seeds == seeds) return variant;
  if (seeds.size() > kMaxSeeds || active_.size() >= kMaxCallDepth || variants.size() >= kMaxVariants ||
      runs_.size() >= kMaxRuns) {
    graphs.giveUp(body);
    return nullptr;
  }
  Run &fresh = runs_.emplace_back();
  variants.push_back(&fresh);
  fresh.function = body;
  fresh.seeds = seeds;
  active_.push_back(&fresh);
  analyse(fresh);
  active_.pop_back();
  fresh.finished = true;
  return &fresh;
}

void UnitRanges::analyse(Run &run) {
  const FunctionGraph *graph = graphs.graph(run.function);
  if (!graph) return;
  RangeEvaluator evaluator(*this, run.function);
  ForwardFlow<RangeEvaluator> flow(*graph, evaluator);
  if (!flow.settle(evaluator.startWith(run.seeds))) return graphs.giveUp(run.function);
  evaluator.collect(true);
  RangeState exit;
  exit.setUnreachable();
  flow.replay([](const Stmt *, const RangeState &) {},
              [&](const CFGBlock &, const RangeState &state) { evaluator.join(exit, state); });
  run.summary = evaluator.summarise(exit);
  run.settled = true;
}

// Its findings are real: something that is judged leads here with these values.
void UnitRanges::count(Run *first) {
  std::vector<Run *> pending = {first};
  while (!pending.empty()) {
    Run *run = pending.back();
    pending.pop_back();
    if (!run || std::exchange(run->counted, true) || !run->settled) continue;
    for (const RangeFinding &finding : run->findings) {
      const SourceLocation location =
          context.getSourceManager().getExpansionLoc(finding.conversion->operand->getBeginLoc());
      findings_.try_emplace(location.getRawEncoding(), finding);
    }
    pending.insert(pending.end(), run->calls.rbegin(), run->calls.rend());
  }
}

void UnitRanges::report(RangeFinding finding) {
  if (!active_.empty()) active_.back()->findings.push_back(std::move(finding));
}

std::vector<RangeFinding> UnitRanges::takeFindings() {
  std::vector<RangeFinding> list;
  for (auto &[place, finding] : findings_) list.push_back(std::move(finding));
  findings_.clear();
  return list;
}

} // namespace lintel::checkers
