#include "checkers/analysis/error_state.h"

#include "checkers/analysis/error_state_domain.h"
#include "checkers/analysis/forward_flow.h"
#include "checkers/analysis/per_context.h"

#include "clang/Basic/SourceManager.h"

#include <algorithm>
#include <deque>

namespace lintel::checkers {

using namespace clang;

namespace {

// By the names that are asked about; one for each AST.
struct StatesByNames {
  explicit StatesByNames(const ASTContext & /*context*/) {}
  std::deque<std::pair<ExtraNames, ErrorStates>> all;
};

} // namespace

ErrorStates &ErrorStates::of(ASTContext &context, const Contracts &contracts, const ExtraNames &extra) {
  auto &all = PerContext<StatesByNames>::of(context).all;
  for (auto &[names, states] : all)
    if (names == extra) return states;
  return all
      .emplace_back(std::piecewise_construct, std::forward_as_tuple(extra),
                    std::forward_as_tuple(context, contracts, extra))
      .second;
}

const std::vector<LostError> &ErrorStates::lostIn(const FunctionDecl *function) {
  const FunctionDecl *definition = nullptr;
  const bool hasBody = function->hasBody(definition) && !definition->isDependentContext();
  const auto [known, isNew] = known_.try_emplace(hasBody ? definition : nullptr);
  if (isNew && hasBody) known->second = findLost(definition);
  return known->second;
}

std::vector<LostError> ErrorStates::findLost(const FunctionDecl *definition) {
  ErrorSources sources(subjects_, returns_, context_);
  if (!storesErrors(definition->getBody(), sources)) return {};
  FunctionGraphs &graphs = FunctionGraphs::of(context_);
  const FunctionGraph *graph = graphs.graph(definition);
  if (!graph) return {};
  ErrorDomain domain(definition, sources, context_);
  ForwardFlow<ErrorDomain> flow(*graph, domain);
  if (!flow.settle({})) {
    graphs.giveUp(definition);
    return {};
  }
  domain.startRecording();
  flow.replay([](const Stmt *, const ErrorFlowState &) {},
              [&](const CFGBlock &block, ErrorFlowState &state) { domain.leave(block, state); });
  std::vector<LostError> lost = domain.losses();
  const auto isBefore = [&](SourceLocation a, SourceLocation b) {
    return context_.getSourceManager().isBeforeInTranslationUnit(a, b);
  };
  std::sort(lost.begin(), lost.end(), [&](const LostError &a, const LostError &b) {
    const SourceLocation first = a.store.stmt->getBeginLoc();
    const SourceLocation second = b.store.stmt->getBeginLoc();
    return first == second ? isBefore(a.store.variable->getLocation(), b.store.variable->getLocation())
                           : isBefore(first, second);
  });
  return lost;
}

} // namespace lintel::checkers
