// The one sink for what Lintel has to say about itself and its inputs (not about
// the code under analysis: those are findings). Library code is handed a sink;
// only app/ prints what it holds, tests read it.
#pragma once

#include "core/support/result.h"

#include <vector>

namespace lintel {

enum class DiagnosticLevel { Note, Warning, Error };

struct Diagnostic {
  DiagnosticLevel level = DiagnosticLevel::Error;
  Problem problem;
};

class Diagnostics {
public:
  void error(Problem problem) { add(DiagnosticLevel::Error, std::move(problem)); }
  void warning(Problem problem) { add(DiagnosticLevel::Warning, std::move(problem)); }
  void note(Problem problem) { add(DiagnosticLevel::Note, std::move(problem)); }

  bool hasErrors() const { return errorCount_ > 0; }
  const std::vector<Diagnostic> &all() const { return all_; }

private:
  void add(DiagnosticLevel level, Problem problem) {
    errorCount_ += level == DiagnosticLevel::Error ? 1 : 0;
    all_.push_back({level, std::move(problem)});
  }

  std::vector<Diagnostic> all_;
  int errorCount_ = 0;
};

} // namespace lintel
