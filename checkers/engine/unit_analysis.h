// One translation unit, in this process: parse once, run every enabled check.
#pragma once

#include "checkers/engine/engine.h"
#include "checkers/engine/shared_prefix.h"
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

// prefix: of SharedPrefixes::of; nullptr: the unit is parsed as it stands.
UnitResult analyseUnit(const Unit &unit, const EngineOptions &options,
                       llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> files, const SharedPrefix *prefix = nullptr);

} // namespace lintel::checkers
