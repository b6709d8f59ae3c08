// One front-end action of Clang over one unit: what the gatherers of facts (macros, references) share.
#pragma once

#include "checkers/engine/engine.h"

#include "clang/Frontend/CompilerInvocation.h"
#include "clang/Frontend/FrontendAction.h"

#include <functional>
#include <string>

namespace lintel::checkers {

struct ActionRun {
  bool usable = false;    // the compile command made sense to Clang and the action began
  std::string firstError; // "src/a.cpp:3:1: expected ';'", or "" when there was none
};

// prepare may change the invocation before the action runs; it may be empty.
ActionRun runAction(const Unit &unit, const EngineOptions &options, clang::FrontendAction &action,
                    const std::function<void(clang::CompilerInvocation &)> &prepare);

} // namespace lintel::checkers
