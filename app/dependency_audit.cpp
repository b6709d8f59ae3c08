#include "app/dependency_audit.h"

#include "app/advisory_matches.h"
#include "app/console.h"
#include "app/dependency_options.h"
#include "app/vex_statements.h"
#include "core/input/repository_url.h"
#include "core/support/hash.h"
#include "sbom/advisories/openvex_write.h"
#include "sbom/advisories/vex_apply.h"
#include "sbom/collect/component_table.h"
#include "sbom/store/archive.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

namespace lintel::app {
namespace {

const char *levelName(sbom::SeverityLevel level) {
  switch (level) {
  case sbom::SeverityLevel::Low: return "low";
  case sbom::SeverityLevel::Medium: return "medium";
  case sbom::SeverityLevel::High: return "high";
  case sbom::SeverityLevel::Critical: return "critical";
  case sbom::SeverityLevel::Unknown: break;
  }
  return "";
}

std::string reasonOf(const sbom::VexStatement &statement) {
  if (statement.justification) {
    const std::string justification = toString(*statement.justification);
    return statement.impactStatement.empty() ? justification : justification + ": " + statement.impactStatement;
  }
  return statement.impactStatement.empty() ? statement.statusNotes : statement.impactStatement;
}

sbom::AdvisoryMatch auditMatch(const sbom::Match &match, const sbom::VexStatement *statement) {
  sbom::AdvisoryMatch audited;
  audited.ref = match.ref;
  audited.id = match.id;
  audited.aliases = match.aliases;
  audited.summary = match.summary;
  audited.affected = match.status == sbom::Match::Status::Affected;
  audited.reason = match.reason;
  audited.byName = match.byName;
  audited.fixedIn = match.fixedIn.empty() ? "" : match.fixedIn.front();
  audited.severity = levelName(match.level);
  if (statement) audited.vexStatus = toString(statement->status);
  if (statement) audited.vexReason = reasonOf(*statement);
  return audited;
}

class Judge {
public:
  Judge(const Workspace &workspace, const Tree &tree, const Options &options, const checkers::EngineOptions &engine)
      : workspace_(workspace), tree_(tree), options_(options), engine_(engine) {}

  Result<DependencyResults> judge(const Selection &selection) {
    Result<BomResults> bom = collectBom(workspace_, tree_, selection, engine_);
    if (!bom) return fail(bom.error());
    Result<AdvisoryMatches> advisories = matchAdvisories(workspace_, bom->bom);
    if (!advisories) return fail(advisories.error());
    std::vector<sbom::VexDocument> documents;
    auto statements = statementsFor(*bom, advisories->matches, documents);
    if (!statements) return fail(statements.error());

    sbom::AuditInput input{*tree_.files, workspace_.root, bom->bom, workspace_.policy.dependencies.asked};
    input.date = options_.date.empty() ? today() : options_.date;
    input.wholeTree = !workspace_.changed;
    input.databases = std::move(advisories->asked);
    input.vex = std::move(documents);
    for (std::size_t i = 0; i < advisories->matches.size(); ++i)
      input.advisories.push_back(auditMatch(advisories->matches[i], &(*statements)[i]));
    input.newer = std::move(bom->newer);
    input.readZip = readZip;
    Result<sbom::AuditResult> audited = sbom::audit(input);
    if (!audited) return fail(audited.error());
    keepWhatWasAsked(audited->findings);
    keepWhatWasAsked(bom->outcomes, selection);
    return DependencyResults{std::move(audited->findings), std::move(bom->outcomes), std::move(audited->undecided),
                             documentOf(*statements)};
  }

private:
  // What others say outranks what the use shows: they may know of mitigations. Our own statement stands otherwise.
  Result<std::vector<sbom::VexStatement>> statementsFor(const BomResults &bom, const std::vector<sbom::Match> &matches,
                                                        std::vector<sbom::VexDocument> &documents) const {
    auto others = readVexDocuments(workspace_, tree_);
    if (!others) return fail(others.error());
    std::vector<sbom::VexSubject> subjects;
    for (const sbom::Match &match : matches)
      subjects.push_back({match.id, match.aliases, findComponent(bom.bom, match.ref)->purl, {}, {}});
    const sbom::VexDecisions decided = sbom::applyVex(subjects, *others, project());
    documents = documentsOf(*others, decided.unused);
    std::vector<sbom::VexStatement> statements = concludeFromUse(workspace_, bom, matches, engine_);
    for (std::size_t i = 0; i < matches.size(); ++i)
      if (decided.statementOf[i]) statements[i] = (*others)[*decided.statementOf[i]];
    return statements;
  }

  // What the statements call the whole: the repository that the work tree comes from, of no version.
  sbom::VexProject project() const {
    const std::string url = workspace_.git ? normalisedRepositoryUrl(workspace_.git->originUrl()) : "";
    if (url.find("://") == std::string::npos) return {};
    return {sbom::purlOfRepository(url, url.substr(url.rfind('/') + 1), ""), {url}};
  }

  static std::vector<sbom::VexDocument> documentsOf(const std::vector<sbom::VexStatement> &statements,
                                                    const std::vector<std::size_t> &unused) {
    std::map<std::string, sbom::VexDocument> byPath;
    for (const sbom::VexStatement &statement : statements) ++byPath[statement.location.path].statements;
    for (const std::size_t i : unused)
      byPath[statements[i].location.path].unused.push_back(statements[i].vulnerability);
    std::vector<sbom::VexDocument> documents;
    for (auto &[path, document] : byPath) {
      document.path = path;
      std::ranges::sort(document.unused);
      documents.push_back(std::move(document));
    }
    return documents;
  }

  static Result<sbom::ArchiveDigests> readZip(const std::string &path) {
    sbom::ArchiveDigests digests;
    sbom::ArchiveReport report;
    const auto add = [&](const std::string &name, const std::string &content) -> Status {
      digests.emplace_back(name, sha256Hex(content));
      return {};
    };
    if (Status read = sbom::readArchive(path, [](std::string_view) { return true; }, add, report); !read)
      return fail(read.error());
    if (!report.problems.empty()) return fail(report.problems.front());
    return digests;
  }

  // With only some files to judge, a finding counts where it stands in one of them. Against a merge base all of them
  // count, and what the base has as well is known: a submodule that moves changes no line.
  void keepWhatWasAsked(std::vector<Finding> &findings) const {
    if (!workspace_.changed || workspace_.base) return;
    std::erase_if(findings,
                  [&](const Finding &finding) { return workspace_.changed->count(finding.location.path) == 0; });
  }

  // The whole build is scanned, but a gap elsewhere is not this run's: it leaves the inventory incomplete, no more.
  void keepWhatWasAsked(std::vector<Outcome> &outcomes, const Selection &selection) const {
    if (!workspace_.changed) return;
    std::set<std::string> asked = *workspace_.changed;
    for (const checkers::Unit &unit : selection.units) asked.insert(unit.name);
    std::erase_if(outcomes, [&](const Outcome &outcome) { return asked.count(outcome.unit) == 0; });
  }

  std::string documentOf(const std::vector<sbom::VexStatement> &statements) const {
    if (!wantsOpenVex()) return "";
    sbom::VexDocumentInfo info;
    info.idBase = "https://openvex.dev/docs/" + std::filesystem::path(workspace_.root).filename().string();
    info.author = "lintel";
    info.timestamp = buildTimestamp();
    if (info.timestamp.empty()) info.timestamp = (options_.date.empty() ? today() : options_.date) + "T00:00:00Z";
    info.tooling = "lintel " LINTEL_VERSION;
    return sbom::writeOpenVex(statements, info);
  }

  bool wantsOpenVex() const {
    return options_.format == kOpenVex ||
           std::ranges::any_of(options_.outputs, [](const Output &output) { return output.format == kOpenVex; });
  }

  const Workspace &workspace_;
  const Tree &tree_;
  const Options &options_;
  const checkers::EngineOptions &engine_;
};

} // namespace

policy::DependencyRules defaultDependencyRules() {
  policy::DependencyRules rules;
  rules.enabled = true;
  rules.asked.advisories.emplace();
  DependencyPolicy::Entry database;
  database.text = "default";
  rules.asked.advisories->databases.push_back(std::move(database));
  rules.asked.licenses.emplace();
  rules.asked.sources.emplace();
  rules.asked.pinning.emplace();
  rules.asked.drift.emplace();
  return rules;
}

Result<DependencyResults> judgeDependencies(const Workspace &workspace, const Tree &tree, const Selection &selection,
                                            const checkers::EngineOptions &engine, const Options &options) {
  return Judge(workspace, tree, options, engine).judge(selection);
}

} // namespace lintel::app
