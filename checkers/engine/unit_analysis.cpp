// Bodies of functions in system headers are not parsed: nothing is ever reported there, and they are
// a third of a typical unit. (Sema keeps the bodies it needs: constexpr ones and deduced return types.)
#include "checkers/engine/unit_analysis.h"

#include "checkers/analysis/active_comments.h"
#include "checkers/analysis/function_graph.h"
#include "checkers/analysis/repository_path.h"
#include "checkers/engine/check.h"
#include "checkers/engine/finding_collector.h"

#include "clang-tidy/ClangTidyCheck.h"
#include "clang-tidy/ClangTidyDiagnosticConsumer.h"
#include "clang-tidy/ClangTidyOptions.h"
#include "clang/AST/TypeLoc.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/PrettyStackTrace.h"

namespace lintel::checkers {
namespace {

using clang::tidy::ClangTidyContext;
using clang::tidy::ClangTidyOptions;

ClangTidyOptions tidyOptions(const EngineOptions &options) {
  ClangTidyOptions tidy = ClangTidyOptions::getDefaults();
  tidy.Checks = "lintel-*";
  tidy.CheckOptions[kRepositoryRoot] = ClangTidyOptions::ClangTidyValue(options.root);
  for (const auto &[rule, values] : options.options)
    for (const auto &[name, value] : values)
      tidy.CheckOptions[rule + "." + name] = ClangTidyOptions::ClangTidyValue(value);
  return tidy;
}

class ChecksConsumer final : public clang::ASTConsumer {
public:
  ChecksConsumer(clang::CompilerInstance &compiler, ClangTidyContext &context, FindingCollector &collector,
                 const std::set<std::string> &enabled)
      : compiler_(compiler), collector_(collector) {
    if (enabled.count(kSuppressionRule) != 0) compiler.getPreprocessor().addCommentHandler(&comments_);
    for (const CheckDef *def : allChecks()) {
      if (enabled.count(std::string(def->id)) == 0) continue;
      auto check = def->factory(llvm::StringRef(def->id.data(), def->id.size()), &context);
      if (!check->isLanguageVersionSupported(compiler.getLangOpts())) continue;
      check->registerMatchers(&finder_);
      check->registerPPCallbacks(compiler.getSourceManager(), &compiler.getPreprocessor(), &compiler.getPreprocessor());
      looksAtPrototypes_ |= static_cast<const Check &>(*check).looksAtPrototypes();
      checks_.push_back(std::move(check));
    }
  }

  bool shouldSkipFunctionBody(clang::Decl *decl) override {
    return compiler_.getSourceManager().isInSystemHeader(decl->getLocation());
  }

  void HandleTranslationUnit(clang::ASTContext &ast) override {
    if (compiler_.getDiagnostics().hasErrorOccurred()) return; // a broken tree proves nothing
    const clang::SourceManager &sources = ast.getSourceManager();
    std::vector<clang::Decl *> scope;
    for (clang::Decl *decl : ownDeclarations(*ast.getTranslationUnitDecl()))
      if (!decl->isImplicit() && !isPrototype(*decl) && !sources.isInSystemHeader(decl->getLocation()) &&
          !isPlainData(*decl))
        scope.push_back(decl);
    ast.setTraversalScope(scope);
    collector_.setAst(&ast);
    llvm::PrettyStackTraceString trace("running the checks");
    finder_.matchAST(ast);
    collector_.finishUnit(comments_, FunctionGraphs::of(ast).gaveUp());
    collector_.setAst(nullptr);
  }

private:
  // A shared prefix declares what the system's headers do, and nothing else: it need not be read whole.
  clang::DeclContext::decl_range ownDeclarations(const clang::TranslationUnitDecl &unit) const {
    return compiler_.getPreprocessorOpts().ImplicitPCHInclude.empty() ? unit.decls() : unit.noload_decls();
  }

  // These two are what headers in C consist of; no expression in them is worth a look.
  bool isPrototype(const clang::Decl &decl) const {
    const auto *function = llvm::dyn_cast<clang::FunctionDecl>(&decl);
    return function && !looksAtPrototypes_ && !compiler_.getLangOpts().CPlusPlus &&
           !function->isThisDeclarationADefinition();
  }
  bool isPlainData(const clang::Decl &decl) const {
    if (looksAtPrototypes_ || compiler_.getLangOpts().CPlusPlus) return false;
    if (const auto *alias = llvm::dyn_cast<clang::TypedefDecl>(&decl)) return isPlain(alias->getTypeSourceInfo());
    const auto *record = llvm::dyn_cast<clang::RecordDecl>(&decl);
    return record && llvm::all_of(record->decls(), [this](const clang::Decl *member) {
             const auto *field = llvm::dyn_cast<clang::FieldDecl>(member);
             return field ? !field->isBitField() && isPlain(field->getTypeSourceInfo()) : isPlainData(*member);
           });
  }

  // Written without an expression other than a number.
  static bool isPlain(const clang::TypeSourceInfo *type) {
    if (!type) return false;
    for (clang::TypeLoc part = type->getTypeLoc(); part; part = part.getNextTypeLoc()) {
      if (part.getAs<clang::TypeOfExprTypeLoc>()) return false;
      if (const auto function = part.getAs<clang::FunctionTypeLoc>())
        if (!llvm::all_of(function.getParams(), [](const clang::ParmVarDecl *parameter) {
              return parameter && isPlain(parameter->getTypeSourceInfo());
            }))
          return false;
      const auto array = part.getAs<clang::ArrayTypeLoc>();
      if (array && array.getSizeExpr() && !llvm::isa<clang::IntegerLiteral>(array.getSizeExpr())) return false;
    }
    return true;
  }

  clang::CompilerInstance &compiler_;
  FindingCollector &collector_;
  ActiveComments comments_;
  bool looksAtPrototypes_ = false;
  clang::ast_matchers::MatchFinder finder_;
  std::vector<std::unique_ptr<clang::tidy::ClangTidyCheck>> checks_;
};

class ChecksAction final : public clang::ASTFrontendAction {
public:
  ChecksAction(ClangTidyContext &context, FindingCollector &collector, const std::set<std::string> &enabled)
      : context_(context), collector_(collector), enabled_(enabled) {}

  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance &compiler,
                                                        llvm::StringRef file) override {
    context_.setDiagnosticsEngine(nullptr, &compiler.getDiagnostics());
    context_.setSourceManager(&compiler.getSourceManager());
    context_.setCurrentFile(file);
    context_.setASTContext(&compiler.getASTContext());
    collector_.setTidyContext(&context_);
    return std::make_unique<ChecksConsumer>(compiler, context_, collector_, enabled_);
  }

private:
  ClangTidyContext &context_;
  FindingCollector &collector_;
  const std::set<std::string> &enabled_;
};

// Sets what only a CompilerInvocation can be told, then runs the action.
class Runner final : public clang::tooling::ToolAction {
public:
  Runner(ClangTidyContext &context, FindingCollector &collector, const std::set<std::string> &enabled, bool hasPrefix)
      : context_(context), collector_(collector), enabled_(enabled), hasPrefix_(hasPrefix) {}

  bool runInvocation(std::shared_ptr<clang::CompilerInvocation> invocation, clang::FileManager *files,
                     std::shared_ptr<clang::PCHContainerOperations> containers,
                     clang::DiagnosticConsumer *consumer) override {
    invocation->getFrontendOpts().SkipFunctionBodies = true;
    invocation->getFrontendOpts().DisableFree = false;
    if (hasPrefix_) invocation->getPreprocessorOpts().ImplicitPCHInclude = SharedPrefix::kPath;
    clang::CompilerInstance compiler(std::move(invocation), std::move(containers));
    compiler.setVirtualFileSystem(files->getVirtualFileSystemPtr());
    compiler.setFileManager(files);
    compiler.createDiagnostics(consumer, /*ShouldOwnClient=*/false);
    if (!compiler.hasDiagnostics()) return false;
    compiler.createSourceManager();
    ChecksAction action(context_, collector_, enabled_);
    return compiler.ExecuteAction(action);
  }

private:
  ClangTidyContext &context_;
  FindingCollector &collector_;
  const std::set<std::string> &enabled_;
  bool hasPrefix_;
};

} // namespace

UnitResult analyseUnit(const Unit &unit, const EngineOptions &options,
                       llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> files, const SharedPrefix *prefix) {
  const std::string note = "analysing " + unit.name;
  llvm::PrettyStackTraceString trace(note.c_str());
  FindingCollector collector(options.root, Suppressions(options));
  ClangTidyContext context(std::make_unique<clang::tidy::DefaultOptionsProvider>(clang::tidy::ClangTidyGlobalOptions(),
                                                                                 tidyOptions(options)));
  if (prefix) files = prefix->over(std::move(files));
  if (const std::error_code error = files->setCurrentWorkingDirectory(unit.command.directory))
    return {{},
            OutcomeKind::ParseFailed,
            "the directory of the compile command, " + unit.command.directory + ": " + error.message(),
            0,
            {}};
  clang::FileSystemOptions fileOptions;
  fileOptions.WorkingDir = unit.command.directory;
  auto manager = llvm::makeIntrusiveRefCnt<clang::FileManager>(fileOptions, files);
  Runner runner(context, collector, options.checks, prefix != nullptr);
  clang::tooling::ToolInvocation invocation(unit.command.arguments, &runner, manager.get(),
                                            std::make_shared<clang::PCHContainerOperations>());
  invocation.setDiagnosticConsumer(&collector);
  const bool ok = invocation.run();
  if (!ok || !collector.firstError().empty()) {
    const std::string &error = collector.firstError();
    return {collector.take(),
            OutcomeKind::ParseFailed,
            error.empty() ? "Clang could not use the compile command" : error,
            0,
            {}};
  }
  return {collector.take(), OutcomeKind::Analysed, "", collector.gaveUp(), collector.takeSuppressions()};
}

} // namespace lintel::checkers
