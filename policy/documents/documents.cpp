#include "policy/documents/documents.h"

#include "core/support/path.h"
#include "core/support/text.h"
#include "policy/model/pattern.h"

#include <algorithm>
#include <re2/re2.h>

namespace lintel::policy {
namespace {

// A rule of one generated file could bury every other finding.
constexpr std::size_t kMaxFindings = 1000;
// Of all documents together: more than that nobody reads, and memory has an end.
constexpr std::size_t kMaxFindingsInAll = 100'000;
// Bytes of a document times the size of the patterns' programs. RE2 is linear in both; the product is what a
// hostile policy can make large. About ten seconds at worst, and deterministic, as a clock would not be.
constexpr std::uint64_t kMaxWork = 8'000'000'000;

struct CompiledRule {
  const DocumentRule *rule;
  std::shared_ptr<const re2::RE2> regex;
};

// Rules that can report something. The policy's validation has compiled every pattern once.
std::vector<CompiledRule> activeRules(const Policy &policy) {
  std::vector<CompiledRule> rules;
  for (const DocumentRule &rule : policy.documents) {
    if (policy.isOffEverywhere("documents/" + rule.id)) continue;
    if (auto regex = compilePattern(rule.pattern)) rules.push_back({&rule, std::move(*regex)});
  }
  return rules;
}

Outcome outcomeOf(const std::string &path, OutcomeKind kind, std::string detail) {
  return {EngineId::Documents, path, kind, std::move(detail)};
}

Finding findingAt(const DocumentRule &rule, const std::string &path, int line, std::size_t begin, std::size_t size) {
  Finding finding;
  finding.rule = "documents/" + rule.id;
  finding.severity = rule.severity;
  finding.message = rule.message;
  finding.location.path = path;
  finding.location.begin = {line, static_cast<int>(begin) + 1};
  finding.location.end = {line, static_cast<int>(begin + size) + 1};
  return finding;
}

// Matches of one rule, left to right and not overlapping; an empty match ends its line.
void judgeText(const CompiledRule &compiled, const std::string &path, const std::vector<std::string_view> &lines,
               std::vector<Finding> &findings) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const re2::StringPiece line(lines[i].data(), lines[i].size());
    std::size_t from = 0;
    re2::StringPiece match;
    while (from <= line.size() && compiled.regex->Match(line, from, line.size(), re2::RE2::UNANCHORED, &match, 1)) {
      const auto begin = static_cast<std::size_t>(match.data() - line.data());
      findings.push_back(findingAt(*compiled.rule, path, static_cast<int>(i) + 1, begin, match.size()));
      if (++count > kMaxFindings) {
        findings.back().message =
            "more than 1,000 matches in this file, the rest is not listed: " + compiled.rule->message;
        return;
      }
      if (match.empty()) break;
      from = begin + match.size();
    }
  }
}

// The text of a document, or why it cannot be judged.
Result<std::string> readDocument(const FileSystem &files, const std::string &root, const std::string &absolute) {
  if (!staysInside(absolute, root)) return fail("a link that leaves the repository");
  auto text = files.read(absolute, kMaxFileSize);
  if (!text) return text;
  if (text->find('\0') != std::string::npos) return fail("not text: it holds a NUL byte");
  if (!isValidUtf8(*text)) return fail("not text: it is not valid UTF-8");
  return text;
}

void judgeDocument(const std::vector<const CompiledRule *> &rules, const FileSystem &files, const std::string &root,
                   const std::string &path, DocumentResults &results) {
  const auto text = readDocument(files, root, absolutePath(path, root));
  if (!text) {
    results.outcomes.push_back(outcomeOf(path, OutcomeKind::ParseFailed, text.error().what));
    return;
  }
  std::uint64_t work = 0;
  for (const CompiledRule *rule : rules) work += text->size() * static_cast<std::uint64_t>(rule->regex->ProgramSize());
  if (work > kMaxWork) {
    results.outcomes.push_back(
        outcomeOf(path, OutcomeKind::ParseFailed, "too large for the patterns that apply to it"));
    return;
  }
  if (results.findings.size() > kMaxFindingsInAll) {
    results.outcomes.push_back(outcomeOf(path, OutcomeKind::ParseFailed,
                                         "not judged: the documents before it have more than 100,000 findings"));
    return;
  }
  std::string_view content = *text;
  if (content.starts_with("\xef\xbb\xbf")) content.remove_prefix(3); // a byte order mark is no part of line 1
  const auto lines = splitLines(content);
  for (const CompiledRule *rule : rules) judgeText(*rule, path, lines, results.findings);
  results.outcomes.push_back(outcomeOf(path, OutcomeKind::Analysed, ""));
}

std::vector<std::string> sortedUnique(std::vector<std::string> paths) {
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  return paths;
}

} // namespace

DocumentResults judgeDocuments(const Policy &policy, const FileSystem &files, const std::string &root,
                               const std::vector<std::string> &paths) {
  DocumentResults results;
  const std::vector<CompiledRule> rules = activeRules(policy);
  for (const std::string &path : sortedUnique(paths)) {
    std::vector<const CompiledRule *> asking;
    for (const CompiledRule &rule : rules) {
      if (rule.rule->files.matches(path)) asking.push_back(&rule);
    }
    const std::string absolute = absolutePath(path, root);
    const bool isInnerDirectory = files.isDirectory(absolute) && staysInside(absolute, root);
    if (asking.empty() || isInnerDirectory) continue; // files of a linked directory are judged under their own names
    if (const Source *source = policy.excludedBy(path)) {
      const std::string line = source->file + ":" + std::to_string(source->line);
      results.outcomes.push_back(outcomeOf(path, OutcomeKind::Excluded, line));
      continue;
    }
    judgeDocument(asking, files, root, path, results);
  }
  std::sort(results.findings.begin(), results.findings.end(), reportOrder);
  return results;
}

} // namespace lintel::policy
