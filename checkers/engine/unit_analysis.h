// One translation unit, in this process: parse once, run every enabled check.
#pragma once

#include "checkers/engine/engine.h"

#include "llvm/Support/VirtualFileSystem.h"

namespace lintel::checkers {

struct UnitResult {
  std::vector<Finding> findings;
  OutcomeKind kind = OutcomeKind::Analysed; // Analysed or ParseFailed
  std::string detail;
};

UnitResult analyseUnit(const Unit &unit, const EngineOptions &options,
                       llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> files);

} // namespace lintel::checkers
