#include "checkers/engine/finding_collector.h"

#include "checkers/analysis/active_comments.h"
#include "checkers/analysis/repository_path.h"
#include "checkers/engine/check.h"

#include "clang-tidy/ClangTidyDiagnosticConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/LexDiagnostic.h"
#include "clang/Lex/Lexer.h"

#include <algorithm>

namespace lintel::checkers {
namespace {

// ClangTidyContext adds the name of the check to what the check says; findings carry it apart.
std::string messageOf(const clang::Diagnostic &info, const std::string &rule) {
  llvm::SmallString<256> text;
  info.FormatDiagnostic(text);
  llvm::StringRef message(text);
  if (!rule.empty() && message.consume_back("[" + rule + "]")) message = message.rtrim();
  return message.str();
}

// See weighing() in check.h.
Severity severityOf(const clang::Diagnostic &info, const std::string &rule) {
  for (unsigned i = 0; i < info.getNumArgs(); ++i) {
    if (info.getArgKind(i) != clang::DiagnosticsEngine::ak_c_string) continue;
    const llvm::StringRef text(info.getArgCStr(i));
    if (text == kWeightNote) return Severity::Note;
    if (text == kWeightWarning) return Severity::Warning;
  }
  for (const CheckDef *def : allChecks())
    if (def->id == rule) return def->severity;
  return Severity::Warning;
}

constexpr std::size_t kMaxFindings = 10'000; // of one unit: generated code, or somebody who wants to fill the memory

Position positionOf(clang::FileID file, unsigned offset, const clang::SourceManager &sources) {
  return {static_cast<int>(sources.getLineNumber(file, offset)),
          static_cast<int>(sources.getColumnNumber(file, offset))};
}

} // namespace

void FindingCollector::HandleDiagnostic(clang::DiagnosticsEngine::Level level, const clang::Diagnostic &info) {
  DiagnosticConsumer::HandleDiagnostic(level, info);
  const std::string rule = tidy_ ? tidy_->getCheckName(info.getID()) : "";
  if (level == clang::DiagnosticsEngine::Note) {
    if (lastWasFinding_) addNote(rule, info);
    return;
  }
  lastWasFinding_ = false;
  if (!rule.empty() && info.getLocation().isInvalid()) {
    // A check that cannot work as it is configured says so without a place. Silence would be a false green.
    if (firstError_.empty()) firstError_ = messageOf(info, rule);
  } else if (!rule.empty()) {
    addFinding(rule, info);
  } else if (level >= clang::DiagnosticsEngine::Error && firstError_.empty()) {
    firstError_ = firstErrorOf(info);
  }
}

std::string FindingCollector::firstErrorOf(const clang::Diagnostic &info) const {
  const std::string message = messageOf(info, "");
  if (!info.hasSourceManager() || info.getLocation().isInvalid()) return message;
  const clang::SourceManager &sources = info.getSourceManager();
  const clang::PresumedLoc at = sources.getPresumedLoc(sources.getFileLoc(info.getLocation()));
  if (at.isInvalid()) return message;
  const auto path = relative(sources.getFileID(sources.getFileLoc(info.getLocation())), sources);
  const std::string place =
      path.value_or(at.getFilename()) + ":" + std::to_string(at.getLine()) + ":" + std::to_string(at.getColumn());
  // The words of an error quote the file. One outside the repository may be anything that a hostile unit includes.
  const bool quotable = path || info.getID() == clang::diag::err_pp_file_not_found;
  return place + ": " + (quotable ? message : "an error in a file outside the repository");
}

std::optional<std::string> FindingCollector::relative(clang::FileID file, const clang::SourceManager &sources) const {
  return pathInside(file, sources, root_);
}

std::optional<Location> FindingCollector::locate(clang::SourceLocation begin, clang::SourceLocation end,
                                                 const clang::SourceManager &sources) const {
  const auto [file, offset] = sources.getDecomposedLoc(sources.getFileLoc(begin));
  const auto path = relative(file, sources);
  if (!path) return std::nullopt;
  Location location{*path, positionOf(file, offset, sources), {}};
  location.end = location.begin;
  if (end.isValid()) {
    const auto [endFile, endOffset] = sources.getDecomposedLoc(end);
    if (endFile == file && endOffset >= offset) location.end = positionOf(file, endOffset, sources);
  }
  return location;
}

// The range that a check hands over, when it starts where the finding is; else the token.
Location FindingCollector::locateRange(const clang::Diagnostic &info, Location at) const {
  const clang::SourceManager &sources = info.getSourceManager();
  const clang::LangOptions &language = tidy_->getLangOpts();
  clang::SourceLocation end =
      clang::Lexer::getLocForEndOfToken(sources.getFileLoc(info.getLocation()), 0, sources, language);
  for (const clang::CharSourceRange &range : info.getRanges()) {
    const clang::CharSourceRange file = clang::Lexer::makeFileCharRange(range, sources, language);
    if (file.isInvalid()) continue;
    const auto located = locate(file.getBegin(), file.getEnd(), sources);
    if (located && located->path == at.path && located->begin == at.begin) return *located;
  }
  const auto token = locate(info.getLocation(), end, sources);
  return token ? *token : at;
}

std::optional<Fix> FindingCollector::fixOf(const clang::Diagnostic &info, std::string description, bool safe) const {
  if (info.getFixItHints().empty()) return std::nullopt;
  const clang::SourceManager &sources = info.getSourceManager();
  Fix fix{std::move(description), safe, {}};
  for (const clang::FixItHint &hint : info.getFixItHints()) {
    const clang::CharSourceRange range =
        clang::Lexer::makeFileCharRange(hint.RemoveRange, sources, tidy_->getLangOpts());
    if (range.isInvalid()) return std::nullopt; // inside a macro: no edit is better than half an edit
    const auto location = locate(range.getBegin(), range.getEnd(), sources);
    if (!location) return std::nullopt;
    fix.edits.push_back({*location, hint.CodeToInsert});
  }
  std::sort(fix.edits.begin(), fix.edits.end());
  return fix;
}

void FindingCollector::addFinding(const std::string &rule, const clang::Diagnostic &info) {
  if (!info.hasSourceManager() || info.getLocation().isInvalid()) return;
  const clang::SourceManager &sources = info.getSourceManager();
  if (findings_.size() == kMaxFindings) {
    if (firstError_.empty()) firstError_ = "more than 10,000 findings in one unit; the rest is not listed";
    return;
  }
  if (sources.isInSystemHeader(info.getLocation()) || sources.isInSystemMacro(info.getLocation())) return;
  const auto at = locate(info.getLocation(), {}, sources);
  if (!at) return;
  Finding finding;
  finding.rule = rule;
  finding.message = messageOf(info, rule);
  finding.severity = severityOf(info, rule);
  finding.location = locateRange(info, *at);
  if (ast_ && !symbols_) symbols_.emplace(*ast_);
  if (symbols_) finding.symbol = symbols_->enclosing(info.getLocation());
  if (auto fix = fixOf(info, "", true)) finding.fixes.push_back(std::move(*fix));
  suppress(finding, sources.getFileID(sources.getFileLoc(info.getLocation())), sources);
  findings_.push_back(std::move(finding));
  lastWasFinding_ = true;
}

void FindingCollector::addNote(const std::string &rule, const clang::Diagnostic &info) {
  if (!info.hasSourceManager() || info.getLocation().isInvalid()) return;
  Finding &finding = findings_.back();
  if (auto fix = fixOf(info, messageOf(info, rule), false)) {
    finding.fixes.push_back(std::move(*fix));
    return;
  }
  if (const auto at = locate(info.getLocation(), {}, info.getSourceManager()))
    finding.steps.push_back({locateRange(info, *at), messageOf(info, rule)});
}

void FindingCollector::suppress(Finding &finding, clang::FileID file, const clang::SourceManager &sources) {
  const auto buffer = sources.getBufferOrNone(file);
  if (buffer) suppressions_.apply(finding, std::string_view(buffer->getBuffer()));
}

void FindingCollector::finishUnit(const ActiveComments &comments, std::size_t gaveUp) {
  gaveUp_ = gaveUp;
  if (!ast_) return;
  const clang::SourceManager &sources = ast_->getSourceManager();
  for (const auto &[file, lines] : comments.lines()) {
    const auto path = relative(file, sources);
    const auto buffer = sources.getBufferOrNone(file);
    if (path && buffer) suppressions_.list(*path, std::string_view(buffer->getBuffer()), lines, seen_);
  }
  for (Finding &note : suppressions_.takeHints()) findings_.push_back(std::move(note));
}

} // namespace lintel::checkers
