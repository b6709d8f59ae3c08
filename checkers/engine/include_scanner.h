// Which files a unit includes, by its directives alone. Clang's scanning file system lexes each file once for all units
// of a worker. The rest of what a dependency scan costs is to prepare each unit: units whose commands differ in the
// file alone share what Clang's driver made of the command, and what the file manager has looked up.
#pragma once

#include "checkers/engine/engine.h"
#include "checkers/engine/wire.h"

#include "clang/DependencyScanning/DependencyScanningFilesystem.h"
#include "clang/Serialization/PCHContainerOperations.h"

#include <map>
#include <memory>
#include <string>

namespace lintel::checkers {

class IncludeScanner {
public:
  explicit IncludeScanner(const EngineOptions &options);
  ~IncludeScanner();

  // error is set when the command is unusable or a directive leads nowhere; the files found so far stay.
  ScanResult scan(const Unit &unit);

private:
  struct Command; // what units share; without invocation when the driver refused it, with the reason

  const Command &commandOf(const Unit &unit);
  Command interpret(const Unit &unit) const;

  clang::dependencies::DependencyScanningFilesystemSharedCache cache_;
  llvm::IntrusiveRefCntPtr<clang::dependencies::DependencyScanningWorkerFilesystem> files_;
  std::shared_ptr<clang::PCHContainerOperations> containers_;
  std::map<std::string, Command> commands_; // by commandKey
};

} // namespace lintel::checkers
