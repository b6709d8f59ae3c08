#include "checkers/analysis/function_graph.h"

#include "checkers/analysis/per_context.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Analysis/Analyses/PostOrderCFGView.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace lintel::checkers {

using namespace clang;

namespace {

// Marks what evaluating stmt evaluates too. Bodies of lambdas and of statement expressions run on their own.
void markParts(const Stmt *stmt, llvm::SmallPtrSetImpl<const Stmt *> &parts) {
  llvm::SmallVector<const Stmt *, 16> pending = {stmt};
  while (!pending.empty()) {
    const Stmt *next = pending.pop_back_val();
    if (!next || !parts.insert(next).second || isa<LambdaExpr, StmtExpr>(next)) continue;
    pending.append(next->child_begin(), next->child_end());
  }
}

const Stmt *statementOf(const CFGElement &element) {
  if (const auto statement = element.getAs<CFGStmt>()) return statement->getStmt();
  if (const auto initializer = element.getAs<CFGInitializer>()) return initializer->getInitializer()->getInit();
  return nullptr;
}

// The innermost definition around each of some places.
class DefinitionsAround : public RecursiveASTVisitor<DefinitionsAround> {
public:
  DefinitionsAround(const SourceManager &sources, const llvm::DenseSet<SourceLocation> &places) : sources_(sources) {
    for (const SourceLocation place : places) around_.try_emplace(sources.getDecomposedLoc(sources.getFileLoc(place)));
  }

  bool VisitFunctionDecl(FunctionDecl *function) {
    if (!function->isThisDeclarationADefinition()) return true;
    const auto [file, begin] = sources_.getDecomposedLoc(sources_.getFileLoc(function->getBeginLoc()));
    const auto end = sources_.getDecomposedLoc(sources_.getFileLoc(function->getEndLoc()));
    for (auto at = around_.lower_bound({file, begin}); at != around_.end() && at->first <= end; ++at)
      at->second = function->getCanonicalDecl(); // what is inside comes after what is around it
    return true;
  }

  // What is in no function counts as one.
  void addTo(llvm::DenseSet<const FunctionDecl *> &functions) const {
    for (const auto &[place, function] : around_) functions.insert(function);
  }

private:
  const SourceManager &sources_;
  std::map<std::pair<FileID, unsigned>, const FunctionDecl *> around_;
};

} // namespace

bool isFromAssert(const Stmt *stmt, const ASTContext &context) {
  const SourceManager &sources = context.getSourceManager();
  SourceLocation location = stmt->getBeginLoc();
  for (unsigned steps = 0; location.isMacroID() && steps < 16; ++steps) {
    if (Lexer::getImmediateMacroName(location, sources, context.getLangOpts()) == "assert") return true;
    location = sources.getImmediateMacroCallerLoc(location);
  }
  return false;
}

std::unique_ptr<FunctionGraph> FunctionGraph::build(const FunctionDecl *function, UnitConstants &constants,
                                                    ASTContext &context) {
  CFG::BuildOptions options;
  options.AddInitializers = true;
  options.AddCXXDefaultInitExprInCtors = true;
  std::unique_ptr<FunctionGraph> graph(new FunctionGraph);
  graph->function_ = function;
  graph->cfg_ = CFG::buildCFG(function, function->getBody(), &context, options);
  if (!graph->cfg_ || graph->cfg_->getNumBlockIDs() > kMaxBlocks) return nullptr;
  graph->positions_.resize(graph->cfg_->getNumBlockIDs());
  for (const CFGBlock *block : PostOrderCFGView(graph->cfg_.get())) {
    graph->positions_[block->getBlockID()] = graph->order_.size();
    graph->order_.push_back(block);
  }
  graph->listStatements();
  graph->decideConditions(constants, context);
  return graph;
}

void FunctionGraph::listStatements() {
  statements_.resize(cfg_->getNumBlockIDs());
  for (const CFGBlock *block : *cfg_) {
    auto &list = statements_[block->getBlockID()];
    llvm::SmallPtrSet<const Stmt *, 32> parts;
    for (const CFGElement &element : llvm::reverse(*block)) {
      const Stmt *stmt = statementOf(element);
      if (!stmt || parts.contains(stmt)) continue;
      markParts(stmt, parts);
      list.push_back(element);
    }
    std::reverse(list.begin(), list.end());
  }
}

void FunctionGraph::decideConditions(UnitConstants &constants, const ASTContext &context) {
  conditions_.resize(cfg_->getNumBlockIDs());
  only_.resize(cfg_->getNumBlockIDs());
  for (const CFGBlock *block : *cfg_) {
    const Stmt *terminator = block->getTerminatorStmt();
    if (!terminator || block->getTerminator().getKind() != CFGTerminator::StmtBranch || block->succ_size() != 2 ||
        isa<SwitchStmt, CXXTryStmt, CXXForRangeStmt, GotoStmt, IndirectGotoStmt>(terminator))
      continue;
    const Expr *condition = block->getLastCondition();
    if (!condition) condition = dyn_cast_or_null<Expr>(block->getTerminatorCondition());
    if (!condition || isFromAssert(terminator, context)) continue;
    conditions_[block->getBlockID()] = condition;
    if (const auto truth = constants.truth(condition)) only_[block->getBlockID()] = *truth ? 0 : 1;
  }
}

bool FunctionGraph::isFeasible(const CFGBlock &block, unsigned successor) const {
  const auto &only = only_[block.getBlockID()];
  if (only && *only != successor) return false;
  return (block.succ_begin() + successor)->isReachable();
}

bool FunctionGraph::endsAbruptly(const CFGBlock &block) {
  return block.hasNoReturnElement() || llvm::any_of(block, [](const CFGElement &element) {
           const auto statement = element.getAs<CFGStmt>();
           return statement && isa<CXXThrowExpr>(statement->getStmt());
         });
}

FunctionGraphs &FunctionGraphs::of(ASTContext &context) { return PerContext<FunctionGraphs>::of(context); }

std::size_t FunctionGraphs::gaveUp() const {
  if (gaveUpAt_.empty()) return gaveUp_.size();
  DefinitionsAround around(context_.getSourceManager(), gaveUpAt_);
  around.TraverseAST(context_);
  auto all = gaveUp_;
  around.addTo(all);
  return all.size();
}

const FunctionGraph *FunctionGraphs::graph(const FunctionDecl *function) {
  const FunctionDecl *definition = nullptr;
  if (!function->hasBody(definition) || definition->isDependentContext()) return nullptr;
  const auto [entry, isNew] = graphs_.try_emplace(definition);
  if (!isNew) return entry->second.get();
  auto graph = FunctionGraph::build(definition, constants_, context_);
  if (!graph) giveUp(definition);
  return (graphs_[definition] = std::move(graph)).get();
}

} // namespace lintel::checkers
