#include "checkers/engine/references.h"

#include "checkers/engine/component_paths.h"
#include "checkers/engine/run_action.h"
#include "checkers/engine/schedule.h"
#include "checkers/engine/symbols.h"
#include "checkers/engine/wire.h"

#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Frontend/CompilerInstance.h"
#include "llvm/ADT/SmallPtrSet.h"

#include <algorithm>
#include <utility>

namespace lintel::checkers {
namespace {

constexpr std::size_t kMaxReferences = 10'000; // of one unit
constexpr std::size_t kMaxPlaces = 20;         // of one function in one unit

bool runsUnnamed(const clang::FunctionDecl &function) {
  if (function.isOverloadedOperator()) return true;
  const auto *method = llvm::dyn_cast<clang::CXXMethodDecl>(&function);
  return method && (method->isVirtual() ||
                    llvm::isa<clang::CXXConstructorDecl, clang::CXXDestructorDecl, clang::CXXConversionDecl>(method));
}

// What a lambda does is done by the function that it stands in.
bool isLambdaBody(const clang::FunctionDecl &function) {
  const auto *method = llvm::dyn_cast<clang::CXXMethodDecl>(&function);
  return method && method->getParent()->isLambda();
}

// Whether "ns::f" is asked for as such or as "f".
bool isAsked(const std::string &name, const std::set<std::string> &asked) {
  if (asked.empty() || asked.contains(name)) return true;
  const auto colon = name.rfind("::");
  return colon != std::string::npos && asked.contains(name.substr(colon + 2));
}

class Visitor final : public clang::RecursiveASTVisitor<Visitor> {
public:
  Visitor(const ReferenceQuery &query, ComponentPaths &paths, clang::ASTContext &context)
      : query_(query), paths_(paths), context_(context), sources_(context.getSourceManager()) {}

  bool shouldVisitTemplateInstantiations() const { return true; } // what a template calls is known only there
  bool shouldVisitImplicitCode() const { return true; }           // range-for, defaulted members

  bool TraverseDecl(clang::Decl *decl) {
    const auto *function = llvm::dyn_cast_or_null<clang::FunctionDecl>(decl);
    if (!function || isLambdaBody(*function)) return RecursiveASTVisitor::TraverseDecl(decl);
    const clang::FunctionDecl *outer = std::exchange(enclosing_, function);
    const bool go = RecursiveASTVisitor::TraverseDecl(decl);
    enclosing_ = outer;
    return go;
  }

  bool VisitFunctionDecl(clang::FunctionDecl *function) {
    const Target *target = query_.functions.empty() ? nullptr : targetOf(*function);
    if (target) declared.insert({*target->component, target->name, runsUnnamed(*function)});
    return true;
  }

  bool VisitCallExpr(clang::CallExpr *call) {
    if (const clang::Expr *callee = call->getCallee()) callees_.insert(callee->IgnoreParenImpCasts());
    return true;
  }
  bool VisitDeclRefExpr(clang::DeclRefExpr *expression) {
    return take(expression->getDecl(), expression->getLocation(), callees_.contains(expression));
  }
  bool VisitMemberExpr(clang::MemberExpr *expression) {
    return take(expression->getMemberDecl(), expression->getMemberLoc(), callees_.contains(expression));
  }
  bool VisitCXXConstructExpr(clang::CXXConstructExpr *expression) {
    const clang::CXXConstructorDecl *constructor = expression->getConstructor();
    take(constructor, expression->getLocation(), true);
    return take(constructor->getParent()->getDestructor(), expression->getLocation(), true);
  }
  bool VisitCXXDeleteExpr(clang::CXXDeleteExpr *expression) {
    const clang::QualType type = expression->getDestroyedType();
    const auto *record = type.isNull() ? nullptr : type->getAsCXXRecordDecl();
    return !record || !record->hasDefinition() || take(record->getDestructor(), expression->getBeginLoc(), true);
  }

  std::map<std::string, std::set<FunctionReference>> references; // by function
  std::set<DeclaredFunction> declared;
  bool truncated = false;

private:
  struct Target {
    const std::string *component = nullptr;
    std::string name;
  };

  // Null when the function is none that was asked for. Found once for each function.
  const Target *targetOf(const clang::FunctionDecl &function) {
    const auto [entry, isNew] = targets_.try_emplace(function.getCanonicalDecl());
    Target &target = entry->second;
    if (isNew) {
      for (const clang::FunctionDecl *one : function.redecls())
        if (!target.component) target.component = paths_.componentOf(one->getLocation(), sources_);
      if (target.component) target.name = qualifiedName(function, context_);
      if (!isAsked(target.name, query_.functions)) target.component = nullptr;
    }
    return target.component ? &target : nullptr;
  }

  bool take(const clang::ValueDecl *decl, clang::SourceLocation at, bool called) {
    const auto *function = llvm::dyn_cast_or_null<clang::FunctionDecl>(decl);
    const Target *target = function ? targetOf(*function) : nullptr;
    if (!target) return true;
    const clang::SourceLocation place = sources_.getFileLoc(at);
    const auto [file, offset] = sources_.getDecomposedLoc(place);
    const Position position{static_cast<int>(sources_.getLineNumber(file, offset)),
                            static_cast<int>(sources_.getColumnNumber(file, offset))};
    FunctionReference reference{
        *target->component, target->name, "", {paths_.pathOf(place, sources_), position, position}, called};
    if (enclosing_) reference.enclosing = qualifiedName(*enclosing_, context_);
    keep(std::move(reference));
    return true;
  }

  // The first places of each function, in the order of the report.
  void keep(FunctionReference reference) {
    std::set<FunctionReference> &places = references[reference.function];
    if (!places.insert(std::move(reference)).second || places.size() <= kMaxPlaces) return;
    places.erase(std::prev(places.end()));
    truncated = true;
  }

  const ReferenceQuery &query_;
  ComponentPaths &paths_;
  clang::ASTContext &context_;
  const clang::SourceManager &sources_;
  const clang::FunctionDecl *enclosing_ = nullptr;
  llvm::SmallPtrSet<const clang::Expr *, 32> callees_; // of calls whose parts are still to be visited, or were
  llvm::DenseMap<const clang::FunctionDecl *, Target> targets_;
};

class ReferenceConsumer final : public clang::ASTConsumer {
public:
  ReferenceConsumer(clang::CompilerInstance &compiler, const ReferenceQuery &query, ComponentPaths &paths,
                    ReferenceScan &result)
      : compiler_(compiler), query_(query), paths_(paths), result_(result) {}

  bool shouldSkipFunctionBody(clang::Decl *decl) override { return !isLookedAt(*decl); }

  void HandleTranslationUnit(clang::ASTContext &context) override {
    if (compiler_.getDiagnostics().hasErrorOccurred()) return; // a broken tree proves nothing
    Visitor visitor(query_, paths_, context);
    for (clang::Decl *decl : context.getTranslationUnitDecl()->decls())
      if (!decl->isImplicit() && isLookedAt(*decl)) visitor.TraverseDecl(decl);
    for (const auto &[function, places] : visitor.references)
      result_.references.insert(result_.references.end(), places.begin(), places.end());
    std::sort(result_.references.begin(), result_.references.end());
    result_.truncated = visitor.truncated || result_.references.size() > kMaxReferences;
    if (result_.references.size() > kMaxReferences) result_.references.resize(kMaxReferences);
    result_.declared.assign(visitor.declared.begin(), visitor.declared.end());
  }

private:
  bool isLookedAt(const clang::Decl &decl) {
    const clang::SourceManager &sources = compiler_.getSourceManager();
    return paths_.isInRepository(decl.getLocation(), sources) || paths_.componentOf(decl.getLocation(), sources);
  }

  clang::CompilerInstance &compiler_;
  const ReferenceQuery &query_;
  ComponentPaths &paths_;
  ReferenceScan &result_;
};

class ReferenceAction final : public clang::ASTFrontendAction {
public:
  ReferenceAction(const ReferenceQuery &query, const std::string &root)
      : query_(query), paths_(query.components, root) {}

  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance &compiler, llvm::StringRef) override {
    return std::make_unique<ReferenceConsumer>(compiler, query_, paths_, result);
  }

  ReferenceScan result;

private:
  const ReferenceQuery &query_;
  ComponentPaths paths_;
};

ReferenceScan scanReferences(const Unit &unit, const ReferenceQuery &query, const EngineOptions &options) {
  ReferenceAction action(query, options.root);
  const ActionRun run = runAction(unit, options, action, [](clang::CompilerInvocation &invocation) {
    invocation.getFrontendOpts().SkipFunctionBodies = true;
  });
  if (!run.firstError.empty()) return {{}, {}, false, run.firstError};
  return std::move(action.result);
}

} // namespace

std::vector<UnitReferences> findReferences(const std::vector<Unit> &units, const ReferenceQuery &query,
                                           const EngineOptions &options) {
  const auto task = [&](const Unit &unit) { return encode(scanReferences(unit, query, options)); };
  const std::vector<TaskResult> tasks = runOverUnits(units, options, task);

  std::vector<UnitReferences> all;
  for (std::size_t i = 0; i < units.size(); ++i) {
    UnitReferences one{units[i].name, {}, {}, false, {EngineId::Sbom, units[i].name, OutcomeKind::Analysed, ""}};
    auto scan = tasks[i].end == TaskEnd::Done ? decodeReferenceScan(tasks[i].bytes) : std::nullopt;
    if (!scan) {
      one.outcome = outcomeOf(EngineId::Sbom, units[i], tasks[i]);
    } else {
      one.references = std::move(scan->references);
      one.declared = std::move(scan->declared);
      one.truncated = scan->truncated;
      if (!scan->error.empty()) one.outcome = {EngineId::Sbom, units[i].name, OutcomeKind::ParseFailed, scan->error};
    }
    all.push_back(std::move(one));
  }
  return all;
}

} // namespace lintel::checkers
