#include "checkers/analysis/unit_taint.h"

#include "checkers/analysis/function_analysis.h"
#include "checkers/analysis/names.h"

#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

namespace lintel::checkers {

using namespace clang;

namespace {

// More ways into a function than this are told apart only by which values are unbounded.
constexpr size_t kMaxVariants = 6;
constexpr size_t kMaxShapes = 16;
// Analyses in one unit; far more than code with ordinary patterns asks for.
constexpr unsigned kMaxRuns = 4000;
constexpr unsigned kMaxCallDepth = 80;

const FunctionDecl *definition(const FunctionDecl *function) {
  const FunctionDecl *body = nullptr;
  return function && function->hasBody(body) ? body : nullptr;
}

class FactFinder : public RecursiveASTVisitor<FactFinder> {
public:
  FactFinder(RequestSources &sources, const SinkModel &sinks) : sources_(sources), sinks_(sinks) {}
  bool source = false;
  bool sink = false;
  std::set<const FunctionDecl *> callees;

  bool VisitMemberExpr(MemberExpr *member) {
    const NamedDecl *decl = member->getMemberDecl();
    source |= sources_.isValueName(decl) || simpleName(decl) == "body" ||
              (decl->hasAttrs() && isAnnotated(decl, "lintel::request"));
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *reference) {
    const ValueDecl *decl = reference->getDecl();
    if (const auto *parameter = llvm::dyn_cast<ParmVarDecl>(decl))
      source |= sources_.parameter(parameter) || (parameter->hasAttrs() && isAnnotated(parameter, "lintel::request"));
    else if (llvm::isa<VarDecl>(decl))
      source |= decl->getDeclName().isIdentifier() && decl->getName() == "cin";
    return true;
  }
  bool VisitCallExpr(CallExpr *call) {
    sink = sink || sinks_.mayBeSink(*call);
    const FunctionDecl *callee = call->getDirectCallee();
    if (!callee) return true;
    add(callee);
    if (source) return true;
    const LibraryEffect effect = libraryFunction(callee).effect;
    source =
        effect == LibraryEffect::ReadInto || effect == LibraryEffect::Scan || sources_.call(call, callee).has_value();
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *construct) {
    sink = sink || sinks_.mayBeSink(*construct);
    add(construct->getConstructor());
    return true;
  }
  bool VisitStringLiteral(StringLiteral *literal) { return visitSink(literal); }
  bool VisitCXXNewExpr(CXXNewExpr *allocation) { return visitSink(allocation); }
  bool VisitForStmt(ForStmt *loop) { return visitSink(loop); }
  bool VisitWhileStmt(WhileStmt *loop) { return visitSink(loop); }
  bool VisitDoStmt(DoStmt *loop) { return visitSink(loop); }

private:
  bool visitSink(const Stmt *stmt) {
    sink = sink || sinks_.mayBeSink(*stmt);
    return true;
  }
  void add(const FunctionDecl *callee) {
    if (const FunctionDecl *body = definition(callee); body && !isInSystemHeader(body)) callees.insert(body);
  }

  RequestSources &sources_;
  const SinkModel &sinks_;
};

bool sameShape(llvm::ArrayRef<Seed> a, llvm::ArrayRef<Seed> b) {
  return llvm::equal(a, b, [](const Seed &x, const Seed &y) {
    return x.root == y.root && x.path == y.path && x.value.isUnbounded() == y.value.isUnbounded() &&
           x.value.text == y.value.text;
  });
}

// The body of a lambda is judged where the lambda is made.
bool isInnerLambda(const FunctionDecl *function) {
  const auto *method = llvm::dyn_cast<CXXMethodDecl>(function);
  return method && method->getParent()->isLambda() && method->getParent()->getParentFunctionOrMethod();
}

} // namespace

UnitTaint::Facts &UnitTaint::facts(const FunctionDecl *function) {
  const auto [entry, isNew] = facts_.try_emplace(function);
  if (!isNew) return entry->second;
  FactFinder finder(sources, sinks);
  finder.TraverseStmt(function->getBody());
  if (const auto *constructor = llvm::dyn_cast<CXXConstructorDecl>(function))
    for (const CXXCtorInitializer *initializer : constructor->inits())
      if (initializer->isWritten()) finder.TraverseStmt(initializer->getInit());
  entry->second.source = finder.source;
  entry->second.sink = finder.sink;
  entry->second.callees.assign(finder.callees.begin(), finder.callees.end());
  return entry->second;
}

// A call of something that has a sink leads to it.
void UnitTaint::spreadSinks(llvm::ArrayRef<const FunctionDecl *> functions, const Callers &callers) {
  std::vector<const FunctionDecl *> pending;
  for (const FunctionDecl *function : functions)
    if (facts(function).sink) pending.push_back(function);
  while (!pending.empty()) {
    const auto found = callers.find(pending.back());
    pending.pop_back();
    if (found == callers.end()) continue;
    for (const FunctionDecl *caller : found->second)
      if (!std::exchange(facts_[caller].sink, true)) pending.push_back(caller);
  }
}

// A call of something that hands a value from outside on is a source of its caller.
void UnitTaint::spreadSources(llvm::ArrayRef<const FunctionDecl *> functions, const Callers &callers) {
  std::vector<const FunctionDecl *> pending;
  for (const FunctionDecl *function : llvm::reverse(functions))
    if (facts(function).source) pending.push_back(function);
  while (!pending.empty()) {
    const FunctionDecl *function = pending.back();
    pending.pop_back();
    const auto found = callers.find(function);
    if (facts(function).handsOn || found == callers.end()) continue;
    const bool leadsToSink =
        llvm::any_of(found->second, [&](const FunctionDecl *caller) { return facts(caller).sink; });
    if (!leadsToSink) continue;
    known_.erase(function); // a callee may hand on more than before
    const Summary &summary = peek(function, {});
    const bool effects =
        llvm::any_of(summary.effects, [](const Summary::Effect &effect) { return effect.value.isUnbounded(); });
    if (!effects && !summary.returned.isUnbounded()) continue;
    facts(function).handsOn = true;
    for (const FunctionDecl *caller : found->second) {
      facts(caller).source = true;
      pending.push_back(caller);
    }
  }
  known_.clear();
}

void UnitTaint::check(llvm::ArrayRef<const FunctionDecl *> functions) {
  std::vector<const FunctionDecl *> own;
  for (const FunctionDecl *function : functions)
    if (canSummarise(function) && !isInnerLambda(function)) own.push_back(definition(function));
  Callers callers;
  for (const FunctionDecl *function : own)
    for (const FunctionDecl *callee : facts(function).callees)
      if (callee != function) callers[callee].push_back(function);
  spreadSinks(own, callers);
  spreadSources(own, callers);

  std::vector<const FunctionDecl *> candidates;
  std::set<const FunctionDecl *> called;
  for (const FunctionDecl *function : own) {
    const Facts &found = facts(function);
    if (!found.source || !found.sink) continue;
    candidates.push_back(function);
    for (const FunctionDecl *callee : found.callees)
      if (callee != function) called.insert(callee);
  }
  for (const FunctionDecl *function : candidates)
    if (!called.contains(function)) count(run(function, {}));
  // What no such call led to, for example functions that only call each other.
  for (const FunctionDecl *function : candidates) {
    const auto found = known_.find(function);
    const bool counted =
        found != known_.end() && llvm::any_of(found->second, [](const Run *run) { return run->counted; });
    if (!counted) count(run(function, {}));
  }
}

bool UnitTaint::canSummarise(const FunctionDecl *function) const {
  const FunctionDecl *body = definition(function);
  return body && !body->isDependentContext() && !body->isInvalidDecl() && !body->isDefaulted() && !body->isDeleted() &&
         !isInSystemHeader(body);
}

bool UnitTaint::mayMatter(const FunctionDecl *function) {
  const FunctionDecl *body = definition(function);
  if (!body) return false;
  const Facts &found = facts(body);
  const QualType type = body->getReturnType();
  const bool isText = type->isPointerType() || type->isRecordType() || type->isReferenceType();
  return found.source || (isText && found.sink);
}

const Summary &UnitTaint::peek(const FunctionDecl *function, const std::vector<Seed> &seeds) {
  const Run *found = run(function, seeds);
  return found && found->finished ? found->summary : nothing_;
}

const Summary &UnitTaint::summary(const FunctionDecl *function, const std::vector<Seed> &seeds) {
  Run *found = run(function, seeds);
  if (found && !active_.empty()) active_.back()->calls.push_back(found);
  return found && found->finished ? found->summary : nothing_;
}

UnitTaint::Run *UnitTaint::run(const FunctionDecl *function, const std::vector<Seed> &seeds) {
  const FunctionDecl *body = definition(function);
  if (!body) return nullptr;
  std::vector<Run *> &variants = known_[body];
  for (Run *variant : variants)
    if (variant->seeds == seeds) return variant;
  if (variants.size() >= kMaxVariants) {
    // Enough ways were told apart: another with the same values unbounded serves.
    const auto same = llvm::find_if(variants, [&](const Run *variant) { return sameShape(variant->seeds, seeds); });
    if (same != variants.end()) return *same;
  }
  if (active_.size() >= kMaxCallDepth || variants.size() >= kMaxShapes || statistics_.analysed >= kMaxRuns) {
    giveUp(body);
    return nullptr;
  }
  Run &fresh = runs_.emplace_back();
  variants.push_back(&fresh);
  fresh.function = body;
  fresh.seeds = seeds;
  active_.push_back(&fresh);
  ++statistics_.analysed;
  if (!FunctionAnalysis(*this, body, seeds).run(fresh.summary)) giveUp(body);
  active_.pop_back();
  fresh.finished = true;
  return &fresh;
}

// Its findings are real: something that is judged leads here with these values.
void UnitTaint::count(Run *first) {
  std::vector<Run *> pending = {first};
  while (!pending.empty()) {
    Run *run = pending.back();
    pending.pop_back();
    if (!run || std::exchange(run->counted, true)) continue;
    for (const TaintFinding &finding : run->findings) {
      const SourceLocation location = context.getSourceManager().getExpansionLoc(finding.sink.value->getBeginLoc());
      findings_.try_emplace(location, finding);
    }
    pending.insert(pending.end(), run->calls.rbegin(), run->calls.rend());
  }
}

void UnitTaint::giveUp(const FunctionDecl *function) {
  if (!gaveUp_.insert(function).second) return;
  statistics_.gaveUp.push_back(function);
  FunctionGraphs::of(context).giveUp(function);
}

void UnitTaint::report(const Trace *trace, const Sink &sink) {
  if (sink.onlyPageNamed && !trace->pageNamed) return;
  if (!active_.empty()) active_.back()->findings.push_back({trace, sink});
}

std::vector<TaintFinding> UnitTaint::takeFindings() {
  std::vector<TaintFinding> list;
  for (auto &[location, finding] : findings_) list.push_back(std::move(finding));
  findings_.clear();
  return list;
}

} // namespace lintel::checkers
