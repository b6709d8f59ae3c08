// One translation unit, in this process: parse once, run every enabled check.
#pragma once

#include "checkers/engine/engine.h"
#include "checkers/engine/suppressions.h"

#include "llvm/Support/VirtualFileSystem.h"

namespace lintel::checkers {

struct UnitResult {
  std::vector<Finding> findings;
  OutcomeKind kind = OutcomeKind::Analysed; // Analysed or ParseFailed
  std::string detail;
  std::size_t gaveUp = 0; // functions that some analysis did not follow to the end
  std::vector<SuppressionComment> suppressions;
};

UnitResult analyseUnit(const Unit &unit, const EngineOptions &options,
                       llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> files);

} // namespace lintel::checkers
