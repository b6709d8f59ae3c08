#include "checkers/engine/engine.h"
#include "checkers/engine/schedule.h"
#include "checkers/engine/tree_file_system.h"
#include "checkers/engine/wire.h"
#include "core/support/path.h"

#include "clang/DependencyScanning/DependencyScanningService.h"
#include "clang/DependencyScanning/DependencyScanningUtils.h"
#include "clang/DependencyScanning/DependencyScanningWorker.h"
#include "clang/Tooling/DependencyScanningTool.h"

#include <memory>

namespace lintel::checkers {
namespace {

namespace deps = clang::dependencies;

class FileList final : public deps::DependencyConsumer {
public:
  explicit FileList(std::string directory) : directory_(std::move(directory)) {}
  void handleDependencyOutputOpts(const clang::DependencyOutputOptions &) override {}
  void handleFileDependency(llvm::StringRef name) override { files.insert(absolutePath(name.str(), directory_)); }
  void handlePrebuiltModuleDependency(deps::PrebuiltModuleDep) override {}
  void handleModuleDependency(deps::ModuleDeps) override {}
  void handleDirectModuleDependency(deps::ModuleID) override {}
  void handleVisibleModule(std::string) override {}
  void handleContextHash(std::string) override {}

  std::set<std::string> files;

private:
  std::string directory_;
};

class NoModules final : public deps::DependencyActionController {
public:
  std::string lookupModuleOutput(const deps::ModuleDeps &, deps::ModuleOutputKind) override { return ""; }
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

// One for each worker process: headers that many units include are read and minimised once.
struct Scanner {
  explicit Scanner(const EngineOptions &options)
      : service(deps::ScanningMode::DependencyDirectivesScan, deps::ScanningOutputFormat::Make),
        worker(service, makeTreeFileSystem(options.overlay, options.root)) {}
  deps::DependencyScanningService service;
  deps::DependencyScanningWorker worker;
};

ScanResult scanUnit(Scanner &scanner, const Unit &unit) {
  FileList list(unit.command.directory);
  NoModules controller;
  FirstError errors;
  const bool ok = clang::tooling::computeDependencies(scanner.worker, unit.command.directory, unit.command.arguments,
                                                      list, controller, errors);
  ScanResult result{{list.files.begin(), list.files.end()}, ""};
  if (!ok) result.error = errors.text.empty() ? "the unit could not be preprocessed" : errors.text;
  return result;
}

} // namespace

std::vector<UnitDependencies> scanDependencies(const std::vector<Unit> &units, const EngineOptions &options) {
  std::unique_ptr<Scanner> scanner; // made in the worker that first needs it
  const auto task = [&](const Unit &unit) {
    if (!scanner) scanner = std::make_unique<Scanner>(options);
    return encode(scanUnit(*scanner, unit));
  };
  const std::vector<TaskResult> tasks = runOverUnits(units, options, task);

  std::vector<UnitDependencies> all;
  for (std::size_t i = 0; i < units.size(); ++i) {
    UnitDependencies one{units[i].name, {}, {EngineId::Sbom, units[i].name, OutcomeKind::Analysed, ""}};
    const auto scanned = tasks[i].end == TaskEnd::Done ? decodeScanResult(tasks[i].bytes) : std::nullopt;
    if (!scanned) {
      one.outcome = outcomeOf(EngineId::Sbom, units[i], tasks[i]);
    } else {
      one.files = scanned->files;
      if (!scanned->error.empty())
        one.outcome = {EngineId::Sbom, units[i].name, OutcomeKind::ParseFailed, scanned->error};
    }
    all.push_back(std::move(one));
  }
  return all;
}

} // namespace lintel::checkers
