#include "checkers/analysis/error_state.h"

#include "checkers/analysis/error_state_domain.h"
#include "checkers/analysis/forward_flow.h"

#include "clang/Basic/SourceManager.h"

#include <algorithm>

namespace lintel::checkers {

using namespace clang;

std::vector<LostError> ErrorStates::lostIn(const FunctionDecl *function) {
  const FunctionDecl *definition = nullptr;
  if (!function->hasBody(definition) || definition->isDependentContext()) return {};
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
