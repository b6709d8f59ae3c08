// From Clang's diagnostics to findings.
#pragma once

#include "checkers/engine/suppressions.h"
#include "checkers/engine/symbols.h"
#include "core/finding/finding.h"

#include "clang/Basic/Diagnostic.h"

#include <optional>
#include <string>
#include <vector>

namespace clang {
class ASTContext;
namespace tidy {
class ClangTidyContext;
}
} // namespace clang

namespace lintel::checkers {

class ActiveComments;

// Receives what the checks (through ClangTidyContext) and the compiler say of one unit.
// The tidy context is set once it exists; diagnostics before that come from the command line.
class FindingCollector final : public clang::DiagnosticConsumer {
public:
  FindingCollector(std::string root, Suppressions suppressions)
      : root_(std::move(root)), suppressions_(std::move(suppressions)) {}

  void setTidyContext(clang::tidy::ClangTidyContext *context) { tidy_ = context; }
  // The tree that findings are reported from, or null when it is about to go.
  void setAst(clang::ASTContext *ast) {
    ast_ = ast;
    symbols_.reset();
  }

  void HandleDiagnostic(clang::DiagnosticsEngine::Level level, const clang::Diagnostic &info) override;

  // "src/a.cpp:3:1: expected ';'", or "" when the unit has no error.
  const std::string &firstError() const { return firstError_; }
  std::vector<Finding> take() { return std::move(findings_); }

  // After the last finding of a unit, while its sources are there.
  void finishUnit(const ActiveComments &comments, std::size_t gaveUp);
  std::size_t gaveUp() const { return gaveUp_; }
  std::vector<SuppressionComment> takeSuppressions() { return std::move(seen_); }

private:
  std::optional<Location> locate(clang::SourceLocation begin, clang::SourceLocation end,
                                 const clang::SourceManager &sources) const;
  Location locateRange(const clang::Diagnostic &info, Location at) const;
  std::optional<Fix> fixOf(const clang::Diagnostic &info, std::string description, bool safe) const;
  std::optional<std::string> relative(clang::FileID file, const clang::SourceManager &sources) const;
  std::string firstErrorOf(const clang::Diagnostic &info) const;
  void addFinding(const std::string &rule, const clang::Diagnostic &info);
  void addNote(const std::string &rule, const clang::Diagnostic &info);
  void suppress(Finding &finding, clang::FileID file, const clang::SourceManager &sources);

  std::string root_;
  clang::tidy::ClangTidyContext *tidy_ = nullptr;
  clang::ASTContext *ast_ = nullptr;
  std::optional<SymbolTable> symbols_;
  std::string firstError_;
  std::vector<Finding> findings_;
  bool lastWasFinding_ = false; // notes belong to the finding before them
  Suppressions suppressions_;
  std::vector<SuppressionComment> seen_;
  std::size_t gaveUp_ = 0;
};

} // namespace lintel::checkers
