#include "checkers/engine/include_scanner.h"

#include "checkers/engine/command_line.h"
#include "checkers/engine/tree_file_system.h"
#include "core/support/path.h"

#include "clang/Driver/CreateInvocationFromArgs.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Frontend/Utils.h"
#include "clang/Lex/DependencyDirectivesScanner.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/Support/PrettyStackTrace.h"

#include <algorithm>

namespace lintel::checkers {
namespace {

// Each holds what it has looked up of the file system. A build that gives every unit flags of its own shares nothing.
constexpr std::size_t kMostCommands = 256;

using ScanFileSystem = clang::dependencies::DependencyScanningWorkerFilesystem;

class AllFiles final : public clang::DependencyCollector {
public:
  bool needSystemDependencies() override { return true; }
};

class CachedDirectives final : public clang::DependencyDirectivesGetter {
public:
  explicit CachedDirectives(ScanFileSystem &files) : files_(files) {}
  std::unique_ptr<DependencyDirectivesGetter> cloneFor(clang::FileManager &) override {
    return std::make_unique<CachedDirectives>(files_);
  }
  std::optional<llvm::ArrayRef<clang::dependency_directives_scan::Directive>>
  operator()(clang::FileEntryRef file) override {
    return files_.getDirectiveTokens(file.getName());
  }

private:
  ScanFileSystem &files_;
};

class ReadDirectives final : public clang::PreprocessorFrontendAction {
  void ExecuteAction() override {
    clang::Preprocessor &preprocessor = getCompilerInstance().getPreprocessor();
    preprocessor.SetMacroExpansionOnlyInDirectives();
    preprocessor.EnterMainSourceFile();
    preprocessor.LexTokensUntilEOF();
  }
};

class FirstError final : public clang::DiagnosticConsumer {
public:
  void HandleDiagnostic(clang::DiagnosticsEngine::Level level, const clang::Diagnostic &info) override {
    DiagnosticConsumer::HandleDiagnostic(level, info); // counts errors
    if (level < clang::DiagnosticsEngine::Error || !text.empty()) return;
    llvm::SmallString<128> message;
    info.FormatDiagnostic(message);
    text = std::string(message);
  }
  std::string text;
};

std::vector<std::string> absolutePaths(llvm::ArrayRef<std::string> names, const std::string &directory) {
  std::vector<std::string> paths;
  paths.reserve(names.size());
  for (const std::string &name : names) paths.push_back(absolutePath(name, directory));
  std::ranges::sort(paths);
  const auto repeated = std::ranges::unique(paths);
  paths.erase(repeated.begin(), repeated.end());
  return paths;
}

} // namespace

struct IncludeScanner::Command {
  std::shared_ptr<const clang::CompilerInvocation> invocation;
  llvm::IntrusiveRefCntPtr<clang::FileManager> manager;
  std::string error;
};

IncludeScanner::IncludeScanner(const EngineOptions &options)
    : files_(llvm::makeIntrusiveRefCnt<ScanFileSystem>(cache_, makeTreeFileSystem(options.overlay, options.root))),
      containers_(std::make_shared<clang::PCHContainerOperations>()) {}

IncludeScanner::~IncludeScanner() = default;

ScanResult IncludeScanner::scan(const Unit &unit) {
  const std::string note = "scanning " + unit.name;
  llvm::PrettyStackTraceString trace(note.c_str());
  const std::string &directory = unit.command.directory;
  if (const std::error_code error = files_->setCurrentWorkingDirectory(directory))
    return {{}, "the directory of the compile command, " + directory + ": " + error.message()};
  const Command &command = commandOf(unit);
  if (!command.invocation) return {{}, command.error};

  auto invocation = std::make_shared<clang::CompilerInvocation>(*command.invocation);
  clang::FrontendInputFile &input = invocation->getFrontendOpts().Inputs.front();
  input = clang::FrontendInputFile(unit.command.file, input.getKind(), input.isSystem());
  clang::CompilerInstance compiler(std::move(invocation), containers_);
  compiler.setVirtualFileSystem(files_);
  compiler.setFileManager(command.manager);
  FirstError errors;
  compiler.createDiagnostics(&errors, /*ShouldOwnClient=*/false);
  compiler.createSourceManager();
  compiler.setDependencyDirectivesGetter(std::make_unique<CachedDirectives>(*files_));
  const auto found = std::make_shared<AllFiles>();
  compiler.addDependencyCollector(found);

  ReadDirectives action;
  const bool ok = compiler.ExecuteAction(action);
  ScanResult result{absolutePaths(found->getDependencies(), directory), ""};
  if (!ok) result.error = errors.text.empty() ? "the unit could not be preprocessed" : errors.text;
  return result;
}

const IncludeScanner::Command &IncludeScanner::commandOf(const Unit &unit) {
  if (commands_.size() >= kMostCommands) commands_.clear();
  const auto [entry, added] = commands_.try_emplace(commandKey(unit.command));
  if (added) entry->second = interpret(unit);
  return entry->second;
}

IncludeScanner::Command IncludeScanner::interpret(const Unit &unit) const {
  FirstError errors;
  clang::DiagnosticOptions diagnosticOptions;
  clang::CreateInvocationOptions options;
  options.Diags =
      clang::CompilerInstance::createDiagnostics(*files_, diagnosticOptions, &errors, /*ShouldOwnClient=*/false);
  options.VFS = files_;
  std::vector<const char *> arguments;
  for (const std::string &argument : unit.command.arguments) arguments.push_back(argument.c_str());

  Command command;
  std::unique_ptr<clang::CompilerInvocation> invocation = clang::createInvocation(arguments, std::move(options));
  if (!invocation || invocation->getFrontendOpts().Inputs.size() != 1) {
    command.error = errors.text.empty() ? "Clang could not use the compile command" : errors.text;
    return command;
  }
  invocation->getFrontendOpts().DisableFree = false;
  invocation->getDependencyOutputOpts() = {};
  invocation->getDiagnosticOpts().Warnings.clear(); // to apply "-Wno-everything" costs more than not to warn
  invocation->getDiagnosticOpts().IgnoreWarnings = true;
  invocation->getDiagnosticOpts().ShowCarets = false; // nor write "1 error generated." to standard error
  command.manager = llvm::makeIntrusiveRefCnt<clang::FileManager>(invocation->getFileSystemOpts(), files_);
  command.invocation = std::move(invocation);
  return command;
}

} // namespace lintel::checkers
