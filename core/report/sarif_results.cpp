// SARIF 2.1.0: findings as results.
#include "core/report/sarif_parts.h"

#include "core/report/source_cache.h"
#include "core/support/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace lintel::report {
namespace {

constexpr std::size_t kMaxCountedBytes = 1u << 20; // of one line, to find a column

// RFC 3986, section 2.3 and the characters that a path segment holds unescaped everywhere.
std::string percentEncoded(std::string_view path) {
  std::string uri;
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/+@,").find(c) != std::string_view::npos;
    if (plain)
      uri += c;
    else
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return uri;
}

class ResultWriter {
public:
  ResultWriter(const std::vector<RuleInfo> &rules, const Context &context, bool someKnown)
      : rules_(rules), source_(context), someKnown_(someKnown) {}

  Json resultOf(const JudgedFinding &judged) {
    const Finding &finding = judged.finding;
    const auto rule = std::lower_bound(rules_.begin(), rules_.end(), finding.rule,
                                       [](const RuleInfo &info, const std::string &id) { return info.id < id; });
    Json result = {{"ruleId", finding.rule},
                   {"ruleIndex", rule - rules_.begin()},
                   {"level", toString(finding.severity)},
                   {"message", {{"text", finding.message}}}};
    if (Json location = placeOf(finding); !location.empty()) result["locations"] = Json::array({location});
    if (!finding.fingerprint.empty()) result["partialFingerprints"] = {{"lintelFingerprint/v1", finding.fingerprint}};
    if (!finding.steps.empty()) result["codeFlows"] = codeFlowsOf(finding);
    if (Json fixes = fixesOf(finding); !fixes.empty()) result["fixes"] = std::move(fixes);
    if (Json suppressions = suppressionsOf(judged); !suppressions.empty())
      result["suppressions"] = std::move(suppressions);
    // With one baselineState in a run, every result has one (3.27.24).
    if (someKnown_) result["baselineState"] = judged.disposition == Disposition::Known ? "unchanged" : "new";
    result["properties"] = {{"disposition", toString(judged.disposition)}};
    return result;
  }

private:
  Json placeOf(const Finding &finding) {
    Json location = locationOf(finding.location);
    if (!finding.symbol.empty()) location["logicalLocations"] = Json::array({{{"fullyQualifiedName", finding.symbol}}});
    return location;
  }

  // Empty when the finding has no file.
  Json locationOf(const Location &location) {
    if (location.path.empty()) return Json::object();
    Json physical = {{"artifactLocation", artifactOf(location)}};
    if (Json region = regionOf(location); !region.empty()) physical["region"] = std::move(region);
    return {{"physicalLocation", std::move(physical)}};
  }

  // endColumn is one past the last character, as ours is (3.30.8). A column that cannot be counted in
  // code points is left out: the region is then the whole line.
  Json regionOf(const Location &location) {
    if (location.begin.line < 1) return Json::object();
    Json region = {{"startLine", location.begin.line}};
    const auto start = codePointColumn(location.path, location.begin);
    if (start) region["startColumn"] = *start;
    if (location.end.line < location.begin.line) return region;
    region["endLine"] = location.end.line;
    const auto end = codePointColumn(location.path, location.end);
    if (start && end) region["endColumn"] = *end;
    return region;
  }

  std::optional<std::size_t> codePointColumn(const std::string &path, Position position) {
    if (position.column < 1) return std::nullopt;
    const std::size_t bytes = static_cast<std::size_t>(position.column) - 1;
    if (bytes == 0) return 1;
    const auto line = source_.line(path, position.line);
    if (!line || bytes > line->size() || bytes > kMaxCountedBytes) return std::nullopt;
    std::size_t column = 1;
    for (std::size_t at = 0; at < bytes; at += decodeUtf8(*line, at).size) ++column;
    return column;
  }

  // The steps in order of execution, and the finding as the last of them.
  Json codeFlowsOf(const Finding &finding) {
    Json locations = Json::array();
    const auto add = [&](const Location &where, const std::string &message) {
      Json location = locationOf(where);
      location["message"] = {{"text", message}};
      locations.push_back({{"location", std::move(location)}});
    };
    for (const Step &step : finding.steps) add(step.location, step.message);
    add(finding.location, finding.message);
    return Json::array({{{"threadFlows", Json::array({{{"locations", std::move(locations)}}})}}});
  }

  Json fixesOf(const Finding &finding) {
    Json fixes = Json::array();
    for (const Fix &fix : finding.fixes) {
      Json changes = changesOf(fix);
      if (changes.empty()) continue;
      fixes.push_back({{"description", {{"text", fix.description}}},
                       {"artifactChanges", std::move(changes)},
                       {"properties", {{"safe", fix.safe}}}});
    }
    return fixes;
  }

  // Empty when an edit's columns are not known exactly: a region without them would delete whole lines.
  Json changesOf(const Fix &fix) {
    Json changes = Json::array();
    std::string path;
    for (const TextEdit &edit : fix.edits) {
      Location where = edit.location;
      if (where.end.line < 1) where.end = where.begin;
      Json region = regionOf(where);
      if (!region.contains("startColumn") || !region.contains("endColumn")) return Json::array();
      if (changes.empty() || path != where.path)
        changes.push_back({{"artifactLocation", artifactOf(where)}, {"replacements", Json::array()}});
      path = where.path;
      changes.back()["replacements"].push_back(
          {{"deletedRegion", std::move(region)}, {"insertedContent", {{"text", edit.replacement}}}});
    }
    return changes;
  }

  Json suppressionsOf(const JudgedFinding &judged) {
    if (judged.disposition == Disposition::Waived)
      return Json::array({{{"kind", "external"}, {"justification", judged.reason}}});
    if (judged.disposition != Disposition::Suppressed) return Json::array();
    Json suppression = {{"kind", "inSource"}, {"justification", judged.reason}};
    if (judged.finding.suppression)
      if (Json location = locationOf(judged.finding.suppression->location); !location.empty())
        suppression["location"] = std::move(location);
    return Json::array({std::move(suppression)});
  }

  const std::vector<RuleInfo> &rules_;
  SourceCache source_;
  bool someKnown_;
};

} // namespace

Json artifactOf(const Location &location) { return {{"uri", percentEncoded(location.path)}, {"uriBaseId", kRootId}}; }

Json resultsOf(const Judgement &judgement, const std::vector<RuleInfo> &rules, const Context &context) {
  const bool someKnown = std::any_of(judgement.findings.begin(), judgement.findings.end(),
                                     [](const auto &judged) { return judged.disposition == Disposition::Known; });
  ResultWriter writer(rules, context, someKnown);
  Json results = Json::array();
  for (const JudgedFinding &judged : judgement.findings) results.push_back(writer.resultOf(judged));
  return results;
}

} // namespace lintel::report
