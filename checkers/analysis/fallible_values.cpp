#include "checkers/analysis/fallible_values.h"

#include "checkers/analysis/fallible_values_flow.h"
#include "checkers/analysis/unit_calls.h"

#include "clang/Basic/SourceManager.h"

namespace lintel::checkers::fallible {

using namespace clang;

void FallibleValues::check(llvm::ArrayRef<const FunctionDecl *> functions) {
  llvm::DenseMap<const FunctionDecl *, llvm::SmallVector<const FunctionDecl *, 4>> users;
  std::vector<const FunctionDecl *> pending;
  llvm::DenseSet<const FunctionDecl *> queued;
  for (const FunctionDecl *function : functions) {
    if (function->isDependentContext() || !function->getBody()) continue;
    const Calls &calls = UnitCalls::of(context).in(function->getBody());
    for (const FunctionDecl *named : calls.named)
      if (const FunctionDecl *used = nullptr; named->hasBody(used)) users[used].push_back(function);
    const bool hasSource = llvm::any_of(calls.made, [&](const Expr *call) { return sources.find(call, context); });
    if (hasSource && queued.insert(function).second) pending.push_back(function);
  }
  std::vector<const FunctionDecl *> reaching = pending;
  reachSources_ = queued;
  for (std::size_t next = 0; next < reaching.size(); ++next)
    for (const FunctionDecl *user : users[reaching[next]])
      if (reachSources_.insert(user).second) reaching.push_back(user);
  for (std::size_t next = 0; next < pending.size(); ++next) {
    const FunctionDecl *function = pending[next];
    if (!handsOn(summary(function, false))) continue;
    for (const FunctionDecl *user : users[function])
      if (queued.insert(user).second) pending.push_back(user);
  }
}

bool FallibleValues::handsOn(const Summary &summary) const {
  const auto isReal = [this](const Entry &entry) { return !origins[entry.origin].isGiven; };
  return llvm::any_of(summary.returned, [&](const auto &part) { return isReal(part.entry); }) ||
         llvm::any_of(summary.left, [&](const auto &item) { return llvm::any_of(item.second.value, isReal); });
}

bool FallibleValues::reachesSource(const FunctionDecl *function) const {
  const FunctionDecl *definition = nullptr;
  return function->hasBody(definition) && reachSources_.contains(definition);
}

const Summary &FallibleValues::summary(const FunctionDecl *function, bool withGiven) {
  const FunctionDecl *definition = nullptr;
  if (!function->hasBody(definition) || definition->isDependentContext()) return nothing_;
  const auto [at, isNew] = summaries_.try_emplace({definition, withGiven});
  if (!isNew) return at->second; // nothing is known while a recursive function is looked at
  if (depth_ >= kMaxDepth) {
    graphs.giveUp(definition);
    return at->second;
  }
  const FunctionGraph *graph = graphs.graph(definition);
  if (!graph) return at->second;
  ++depth_;
  Summary result = FunctionFlow(*this, *graph, withGiven).run();
  --depth_;
  return summaries_[{definition, withGiven}] = std::move(result);
}

OriginId FallibleValues::given(PlaceId place) {
  const auto [at, isNew] = given_.try_emplace(place, origins.size());
  if (isNew) origins.push_back({true, place, nullptr, nullptr, false, {}});
  return at->second;
}

OriginId FallibleValues::called(const Expr *expr, const Source *source) {
  const auto [at, isNew] = called_.try_emplace(expr, origins.size());
  if (isNew) origins.push_back({false, 0, expr, source, false, {}});
  return at->second;
}

OriginId FallibleValues::handedOn(OriginId inner, const Expr *call, Step step) {
  const auto [at, isNew] = handedOn_.try_emplace({inner, call}, origins.size());
  if (isNew) {
    Origin origin = origins[inner];
    origin.indirect = true;
    if (origin.steps.size() < 6) origin.steps.push_back(std::move(step));
    origins.push_back(std::move(origin));
  }
  return at->second;
}

bool FallibleValues::haveSameSource(OriginId first, OriginId second) const {
  const Origin &a = origins[first], &b = origins[second];
  return first == second || (!a.isGiven && !b.isGiven && a.expr == b.expr);
}

void FallibleValues::report(const Use &use) {
  if (reported_.insert({use.entry.origin, use.at}).second) findings_.push_back({&origins[use.entry.origin], use});
}

std::vector<Finding> FallibleValues::takeFindings() {
  const SourceManager &manager = context.getSourceManager();
  const auto place = [&](const Finding &finding) { return manager.getFileLoc(finding.use.at->getExprLoc()); };
  llvm::sort(findings_, [&](const Finding &a, const Finding &b) {
    const SourceLocation first = place(a), second = place(b);
    return first == second ? a.use.entry.origin < b.use.entry.origin : manager.isBeforeInTranslationUnit(first, second);
  });
  return std::exchange(findings_, {});
}

} // namespace lintel::checkers::fallible
