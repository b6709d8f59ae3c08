#include "sbom/write/cyclonedx_parts.h"
#include "sbom/write/facts.h"
#include "sbom/write/licenses.h"

#include <algorithm>
#include <array>

namespace lintel::sbom {
namespace {

bool isSimple(const LicenseExpression &expression) {
  return expression.kind == LicenseExpression::Kind::Leaf && expression.id.find(' ') == std::string::npos;
}

Json licenseEntry(const std::string &license, const char *acknowledgement) {
  const auto expression = parseLicenseExpression(license);
  const bool isId = expression && isSimple(*expression) && spdxLicense(license);
  return {{"license", {{isId ? "id" : "name", license}, {"acknowledgement", acknowledgement}}}};
}

Json expressionEntry(const LicenseExpression &expression, const char *acknowledgement) {
  return {{"expression", toString(expression)}, {"acknowledgement", acknowledgement}};
}

// "LicenseRef-x" is a name to CycloneDX, not an id.
Json concludedEntry(const std::string &license) {
  const auto expression = parseLicenseExpression(license);
  if (!expression || isSimple(*expression)) return licenseEntry(license, "concluded");
  return expressionEntry(*expression, "concluded");
}

bool isExpression(const Json &entry) { return entry.contains("expression"); }

const char *techniqueOf(const Identity &identity) {
  constexpr std::array kTechniques = {"source-code-analysis", "binary-analysis", "manifest-analysis",
                                      "ast-fingerprint",      "hash-comparison", "instrumentation",
                                      "dynamic-analysis",     "filename",        "attestation"};
  const auto *const found = std::ranges::find(kTechniques, identity.technique);
  return found == kTechniques.end() ? "other" : *found;
}

std::string concludedValue(const Component &component, const std::string &field) {
  if (field == "name") return component.name;
  if (field == "version") return component.version;
  return component.purl;
}

Json methodOf(const Identity &identity) {
  std::string value = identity.value;
  if (!identity.evidence.empty()) value += (value.empty() ? "" : ", from ") + identity.evidence;
  return {{"technique", techniqueOf(identity)},
          {"confidence", std::clamp(identity.confidence, 0.0, 1.0)},
          {"value", value}};
}

// One entry for each field, with all methods that speak for it.
Json identitiesOf(const Component &component) {
  Json entries = Json::array();
  for (const char *field : {"name", "version", "purl"}) {
    Json methods = Json::array();
    double confidence = 0;
    for (const Identity &identity : component.identity) {
      if (identity.field != field) continue;
      methods.push_back(methodOf(identity));
      const bool agrees = identity.value == concludedValue(component, field);
      if (agrees) confidence = std::max(confidence, std::clamp(identity.confidence, 0.0, 1.0));
    }
    if (methods.empty()) continue;
    Json entry = {{"field", field}, {"confidence", confidence}};
    if (const std::string value = concludedValue(component, field); !value.empty()) entry["concludedValue"] = value;
    entry["methods"] = std::move(methods);
    entries.push_back(std::move(entry));
  }
  return entries;
}

// One occurrence for each header: a pair for each unit would make the document as large as the build.
Json occurrencesOf(const Component &component) {
  Json occurrences = Json::array();
  for (const HeaderUse &use : headersOf(component)) {
    occurrences.push_back({{"location", use.header}, {"additionalContext", toString(use)}});
    if (use.site.path.empty()) continue;
    // The line of the project that names the header, for tools that follow lines.
    occurrences.push_back({{"location", use.site.path},
                           {"line", std::max(use.site.begin.line, 0)},
                           {"additionalContext", "#include of " + use.header}});
  }
  for (const LinkOccurrence &link : component.links) {
    occurrences.push_back({{"location", link.file}, {"additionalContext", toString(link)}});
  }
  for (const Declaration &declaration : component.declarations) {
    occurrences.push_back({{"location", declaration.location.path},
                           {"line", std::max(declaration.location.begin.line, 0)},
                           {"additionalContext", "declared by " + declaration.channel}});
  }
  return occurrences;
}

} // namespace

// CycloneDX 1.6 takes either licences one by one or a single expression for all of them.
Json cdxDeclaredLicenses(const std::vector<std::string> &licenses) {
  Json entries = Json::array();
  const auto all = joined(licenses);
  const auto isCompound = [](const std::string &license) {
    const auto expression = parseLicenseExpression(license);
    return expression && !isSimple(*expression);
  };
  if (all && std::ranges::any_of(licenses, isCompound)) {
    entries.push_back(expressionEntry(*all, "declared"));
    return entries;
  }
  for (const std::string &license : licenses) entries.push_back(licenseEntry(license, "declared"));
  return entries;
}

Json cdxLicenses(const Component &component, CycloneDxVersion version) {
  Json entries = cdxDeclaredLicenses(component.licenses);
  if (component.concludedLicense.empty()) return entries;
  Json concluded = concludedEntry(component.concludedLicense);
  const bool fits = version == CycloneDxVersion::V1_7 || entries.empty() ||
                    (!isExpression(concluded) && std::ranges::none_of(entries, isExpression));
  if (fits) entries.push_back(std::move(concluded));
  return entries;
}

Json cdxEvidence(const Component &component) {
  Json evidence = Json::object();
  if (Json identities = identitiesOf(component); !identities.empty()) evidence["identity"] = std::move(identities);
  if (Json occurrences = occurrencesOf(component); !occurrences.empty()) {
    evidence["occurrences"] = std::move(occurrences);
  }
  if (!component.concludedLicense.empty()) {
    evidence["licenses"] = Json::array({concludedEntry(component.concludedLicense)});
  }
  return evidence;
}

} // namespace lintel::sbom
