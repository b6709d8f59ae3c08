#include "checkers/engine/run_action.h"

#include "checkers/engine/finding_collector.h"
#include "checkers/engine/tree_file_system.h"

#include "clang/Frontend/CompilerInstance.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/PrettyStackTrace.h"

namespace lintel::checkers {
namespace {

class Runner final : public clang::tooling::ToolAction {
public:
  Runner(clang::FrontendAction &action, const std::function<void(clang::CompilerInvocation &)> &prepare)
      : action_(action), prepare_(prepare) {}

  bool runInvocation(std::shared_ptr<clang::CompilerInvocation> invocation, clang::FileManager *files,
                     std::shared_ptr<clang::PCHContainerOperations> containers,
                     clang::DiagnosticConsumer *consumer) override {
    invocation->getFrontendOpts().DisableFree = false;
    if (prepare_) prepare_(*invocation);
    clang::CompilerInstance compiler(std::move(invocation), std::move(containers));
    compiler.setVirtualFileSystem(files->getVirtualFileSystemPtr());
    compiler.setFileManager(files);
    compiler.createDiagnostics(consumer, /*ShouldOwnClient=*/false);
    if (!compiler.hasDiagnostics()) return false;
    compiler.createSourceManager();
    began_ = true;
    return compiler.ExecuteAction(action_);
  }

  bool began() const { return began_; }

private:
  clang::FrontendAction &action_;
  const std::function<void(clang::CompilerInvocation &)> &prepare_;
  bool began_ = false;
};

} // namespace

ActionRun runAction(const Unit &unit, const EngineOptions &options, clang::FrontendAction &action,
                    const std::function<void(clang::CompilerInvocation &)> &prepare) {
  const std::string note = "reading " + unit.name;
  llvm::PrettyStackTraceString trace(note.c_str());
  const auto files = makeTreeFileSystem(options.overlay, options.root);
  if (const std::error_code error = files->setCurrentWorkingDirectory(unit.command.directory))
    return {false, "the directory of the compile command, " + unit.command.directory + ": " + error.message()};
  clang::FileSystemOptions fileOptions;
  fileOptions.WorkingDir = unit.command.directory;
  auto manager = llvm::makeIntrusiveRefCnt<clang::FileManager>(fileOptions, files);
  FindingCollector diagnostics(options.root, Suppressions(options));
  Runner runner(action, prepare);
  clang::tooling::ToolInvocation invocation(unit.command.arguments, &runner, manager.get(),
                                            std::make_shared<clang::PCHContainerOperations>());
  invocation.setDiagnosticConsumer(&diagnostics);
  const bool ok = invocation.run();
  ActionRun run{runner.began(), diagnostics.firstError()};
  if (!ok && run.firstError.empty()) run.firstError = "Clang could not use the compile command";
  return run;
}

} // namespace lintel::checkers
