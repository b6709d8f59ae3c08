#include "checkers/engine/wire.h"

#include <nlohmann/json.hpp>

namespace lintel {

using Json = nlohmann::json;

// Bytes of source text may be no valid UTF-8; CBOR byte strings carry them unharmed.
static Json bytesOf(const std::string &text) {
  return Json::binary(std::vector<std::uint8_t>(text.begin(), text.end()));
}
static std::string textOf(const Json &json) {
  const auto &bytes = json.get_binary();
  return std::string(bytes.begin(), bytes.end());
}

static Json toWire(const Location &at) {
  return Json::array({bytesOf(at.path), at.begin.line, at.begin.column, at.end.line, at.end.column});
}
static Location locationFrom(const Json &json) {
  return {textOf(json.at(0)),
          {json.at(1).get<int>(), json.at(2).get<int>()},
          {json.at(3).get<int>(), json.at(4).get<int>()}};
}

static Json toWire(const Fix &fix) {
  Json edits = Json::array();
  for (const TextEdit &edit : fix.edits)
    edits.push_back(Json::array({toWire(edit.location), bytesOf(edit.replacement)}));
  return Json::array({bytesOf(fix.description), fix.safe, std::move(edits)});
}
static Fix fixFrom(const Json &json) {
  Fix fix{textOf(json.at(0)), json.at(1).get<bool>(), {}};
  for (const Json &edit : json.at(2)) fix.edits.push_back({locationFrom(edit.at(0)), textOf(edit.at(1))});
  return fix;
}

static Json toWire(const Finding &finding) {
  Json steps = Json::array();
  for (const Step &step : finding.steps) steps.push_back(Json::array({toWire(step.location), bytesOf(step.message)}));
  Json fixes = Json::array();
  for (const Fix &fix : finding.fixes) fixes.push_back(toWire(fix));
  Json suppression = nullptr;
  if (finding.suppression)
    suppression = Json::array({bytesOf(finding.suppression->reason), toWire(finding.suppression->location)});
  return Json::array({bytesOf(finding.rule), bytesOf(finding.message), toWire(finding.location), std::move(steps),
                      std::move(fixes), bytesOf(finding.symbol), std::move(suppression),
                      static_cast<int>(finding.severity)});
}
static Finding findingFrom(const Json &json) {
  Finding finding;
  finding.rule = textOf(json.at(0));
  finding.message = textOf(json.at(1));
  finding.location = locationFrom(json.at(2));
  for (const Json &step : json.at(3)) finding.steps.push_back({locationFrom(step.at(0)), textOf(step.at(1))});
  for (const Json &fix : json.at(4)) finding.fixes.push_back(fixFrom(fix));
  finding.symbol = textOf(json.at(5));
  if (!json.at(6).is_null())
    finding.suppression = Suppression{textOf(json.at(6).at(0)), locationFrom(json.at(6).at(1))};
  finding.severity = static_cast<Severity>(json.at(7).get<int>());
  return finding;
}

namespace checkers {

static Json toWire(const SuppressionComment &comment) {
  return Json::array(
      {lintel::toWire(comment.location), bytesOf(comment.rules), bytesOf(comment.expired), comment.used});
}
static SuppressionComment commentFrom(const Json &json) {
  return {locationFrom(json.at(0)), textOf(json.at(1)), textOf(json.at(2)), json.at(3).get<bool>()};
}

static std::string pack(const Json &json) {
  const std::vector<std::uint8_t> bytes = Json::to_cbor(json);
  return std::string(bytes.begin(), bytes.end());
}

std::string encode(const UnitResult &result) {
  Json findings = Json::array();
  for (const Finding &finding : result.findings) findings.push_back(lintel::toWire(finding));
  Json suppressions = Json::array();
  for (const SuppressionComment &comment : result.suppressions) suppressions.push_back(toWire(comment));
  return pack(Json::array({std::move(findings), static_cast<int>(result.kind), bytesOf(result.detail), result.gaveUp,
                           std::move(suppressions)}));
}

std::optional<UnitResult> decodeUnitResult(const std::string &bytes) {
  try {
    const Json json = Json::from_cbor(bytes);
    UnitResult result;
    for (const Json &finding : json.at(0)) result.findings.push_back(findingFrom(finding));
    result.kind = static_cast<OutcomeKind>(json.at(1).get<int>());
    result.detail = textOf(json.at(2));
    result.gaveUp = json.at(3).get<std::size_t>();
    for (const Json &comment : json.at(4)) result.suppressions.push_back(commentFrom(comment));
    return result;
  } catch (const Json::exception &) {
    return std::nullopt; // a worker gone mad costs its unit, not the run
  }
}

std::string encode(const ScanResult &result) {
  std::string files; // hundreds for each unit, so in one piece; a path has no NUL
  for (const std::string &file : result.files) files.append(file).push_back('\0');
  return pack(Json::array({bytesOf(files), bytesOf(result.error)}));
}

std::optional<ScanResult> decodeScanResult(const std::string &bytes) {
  try {
    const Json json = Json::from_cbor(bytes);
    ScanResult result;
    const std::string files = textOf(json.at(0));
    for (std::size_t at = 0, end = 0; (end = files.find('\0', at)) != files.npos; at = end + 1)
      result.files.push_back(files.substr(at, end - at));
    result.error = textOf(json.at(1));
    return result;
  } catch (const Json::exception &) {
    return std::nullopt;
  }
}

std::string encode(const MacroScan &scan) {
  Json macros = Json::array();
  for (const MacroDefinition &macro : scan.macros)
    macros.push_back(Json::array({bytesOf(macro.name), static_cast<int>(macro.kind), bytesOf(macro.value),
                                  bytesOf(macro.spelling), bytesOf(macro.file), macro.line}));
  return pack(Json::array({std::move(macros), bytesOf(scan.error)}));
}

std::optional<MacroScan> decodeMacroScan(const std::string &bytes) {
  try {
    const Json json = Json::from_cbor(bytes);
    MacroScan scan;
    for (const Json &macro : json.at(0))
      scan.macros.push_back({textOf(macro.at(0)), static_cast<MacroKind>(macro.at(1).get<int>()), textOf(macro.at(2)),
                             textOf(macro.at(3)), textOf(macro.at(4)), macro.at(5).get<int>()});
    scan.error = textOf(json.at(1));
    return scan;
  } catch (const Json::exception &) {
    return std::nullopt;
  }
}

std::string encode(const ReferenceScan &scan) {
  Json references = Json::array();
  for (const FunctionReference &one : scan.references)
    references.push_back(Json::array({bytesOf(one.component), bytesOf(one.function), bytesOf(one.enclosing),
                                      lintel::toWire(one.location), one.called}));
  Json declared = Json::array();
  for (const DeclaredFunction &one : scan.declared)
    declared.push_back(Json::array({bytesOf(one.component), bytesOf(one.function), one.implicit}));
  return pack(Json::array({std::move(references), std::move(declared), scan.truncated, bytesOf(scan.error)}));
}

std::optional<ReferenceScan> decodeReferenceScan(const std::string &bytes) {
  try {
    const Json json = Json::from_cbor(bytes);
    ReferenceScan scan;
    for (const Json &one : json.at(0))
      scan.references.push_back(
          {textOf(one.at(0)), textOf(one.at(1)), textOf(one.at(2)), locationFrom(one.at(3)), one.at(4).get<bool>()});
    for (const Json &one : json.at(1))
      scan.declared.push_back({textOf(one.at(0)), textOf(one.at(1)), one.at(2).get<bool>()});
    scan.truncated = json.at(2).get<bool>();
    scan.error = textOf(json.at(3));
    return scan;
  } catch (const Json::exception &) {
    return std::nullopt;
  }
}

} // namespace checkers
} // namespace lintel
