#include "sbom/write/cyclonedx.h"

#include "core/support/hash.h"
#include "sbom/model/spdx.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace lintel::sbom {
namespace {

using Json = nlohmann::ordered_json; // fields in the order in which a reader needs them

Json property(const char *name, const std::string &value) { return {{"name", name}, {"value", value}}; }

const char *originName(Origin origin) {
  switch (origin) {
  case Origin::Project: return "project";
  case Origin::DebianPackage: return "debian-package";
  case Origin::Vendored: return "vendored";
  case Origin::Toolchain: return "toolchain";
  case Origin::Unknown: break;
  }
  return "unknown";
}

Json licenseEntry(const std::string &license) {
  const auto expression = parseLicenseExpression(license);
  const bool isId = expression && expression->kind == LicenseExpression::Kind::Leaf && spdxLicense(license);
  return {{"license", {{isId ? "id" : "name", license}, {"acknowledgement", "declared"}}}};
}

// CycloneDX takes either licences one by one or a single expression for all of them.
Json licensesOf(const Component &component) {
  LicenseExpression all;
  all.kind = LicenseExpression::Kind::And;
  bool isCompound = false;
  for (const std::string &license : component.licenses) {
    auto expression = parseLicenseExpression(license);
    if (!expression) {
      isCompound = false;
      break;
    }
    isCompound = isCompound || expression->kind != LicenseExpression::Kind::Leaf ||
                 expression->id.find(' ') != std::string::npos;
    all.operands.push_back(std::move(*expression));
  }
  Json licenses = Json::array();
  if (isCompound) {
    licenses.push_back({{"expression", toString(all.operands.size() == 1 ? all.operands.front() : all)},
                        {"acknowledgement", "declared"}});
    return licenses;
  }
  for (const std::string &license : component.licenses) licenses.push_back(licenseEntry(license));
  return licenses;
}

// One occurrence for each header: a pair for each unit would make the document as large as the build.
Json occurrencesOf(const Component &component) {
  struct Users {
    std::size_t count = 0;
    std::string first;
    bool isUnit = false; // the header is a unit of the component itself
  };
  std::map<std::string, Users> headers;
  for (const Occurrence &occurrence : component.occurrences) {
    Users &users = headers[occurrence.header];
    if (users.count++ == 0) users.first = occurrence.unit;
    users.isUnit = users.isUnit || occurrence.header == fileOfUnit(occurrence.unit);
  }
  Json occurrences = Json::array();
  for (const auto &[header, users] : headers) {
    const std::string more =
        users.count == 1 ? users.first : std::to_string(users.count) + " units, first " + users.first;
    occurrences.push_back(
        {{"location", header}, {"additionalContext", users.isUnit ? "compiled as a unit" : "included by " + more}});
  }
  return occurrences;
}

Json method(const char *technique, double confidence, const std::string &value) {
  return {{"technique", technique}, {"confidence", confidence}, {"value", value}};
}

Json identity(const char *field, double confidence, const std::string &concluded, Json methods) {
  Json entry = {{"field", field}, {"confidence", confidence}, {"concludedValue", concluded}};
  entry["methods"] = Json::array({std::move(methods)});
  return entry;
}

// dpkg's database is the record of the installation itself. A directory's name is the choice of whoever
// copied the code; a version stated inside may be older than a later change of the copy.
Json identityOf(const Component &component) {
  constexpr double kRecorded = 1.0;
  constexpr double kStated = 0.8;
  constexpr double kNamed = 0.5;
  Json entries = Json::array();
  if (component.origin == Origin::DebianPackage) {
    const Json lists = method("manifest-analysis", kRecorded, "file lists of dpkg, " + component.versionEvidence);
    entries.push_back(identity("purl", kRecorded, component.purl, lists));
  } else if (component.origin == Origin::Vendored) {
    entries.push_back(identity("name", kNamed, component.name, method("filename", kNamed, component.path)));
    if (!component.version.empty()) {
      entries.push_back(identity("version", kStated, component.version,
                                 method("manifest-analysis", kStated, component.versionEvidence)));
    }
  }
  return entries;
}

Json propertiesOf(const Component &component) {
  Json properties = Json::array();
  properties.push_back(property("lintel:origin", originName(component.origin)));
  if (!component.source.empty()) {
    properties.push_back(property("lintel:debian:source", component.source));
    properties.push_back(property("lintel:debian:source-version", component.sourceVersion));
  }
  if (!component.path.empty()) properties.push_back(property("lintel:directory", component.path));
  if (!component.licenseEvidence.empty()) {
    properties.push_back(property("lintel:license-evidence", component.licenseEvidence));
  }
  return properties;
}

Json componentOf(const Component &component) {
  Json entry;
  entry["type"] = component.origin == Origin::Unknown ? "file" : "library";
  entry["bom-ref"] = component.ref;
  entry["name"] = component.name;
  if (!component.version.empty()) entry["version"] = component.version;
  if (!component.licenses.empty()) entry["licenses"] = licensesOf(component);
  if (!component.purl.empty()) entry["purl"] = component.purl;
  Json identities = identityOf(component);
  if (!identities.empty()) entry["evidence"]["identity"] = std::move(identities);
  if (!component.occurrences.empty()) entry["evidence"]["occurrences"] = occurrencesOf(component);
  entry["properties"] = propertiesOf(component);
  return entry;
}

Json metadataOf(const Bom &bom, const std::string &toolVersion, const std::string &timestamp) {
  Json metadata;
  if (!timestamp.empty()) metadata["timestamp"] = timestamp;
  metadata["lifecycles"] = Json::array({{{"phase", "build"}}});
  metadata["tools"]["components"] =
      Json::array({{{"type", "application"}, {"name", "lintel"}, {"version", toolVersion}}});
  Json project = {{"type", "application"}, {"bom-ref", kProjectRef}, {"name", bom.projectName}};
  if (!bom.projectVersion.empty()) project["version"] = bom.projectVersion;
  metadata["component"] = std::move(project);
  metadata["properties"] = Json::array({property("lintel:scan", bom.complete ? "complete" : "incomplete"),
                                        property("lintel:unknown-headers", std::to_string(bom.unknownHeaders.size()))});
  return metadata;
}

Json dependenciesOf(const Bom &bom) {
  const auto entryOf = [&bom](const std::string &ref) {
    const auto found = bom.dependsOn.find(ref);
    Json dependsOn = Json::array();
    if (found != bom.dependsOn.end()) dependsOn = found->second;
    return Json{{"ref", ref}, {"dependsOn", std::move(dependsOn)}};
  };
  Json dependencies = Json::array({entryOf(kProjectRef)});
  for (const Component &component : bom.components) dependencies.push_back(entryOf(component.ref));
  return dependencies;
}

// Nothing is called complete: linked libraries are not looked at, and a package's own dependencies are
// given only as far as they are components here. Of headers without a package nothing is known.
Json compositionsOf(const Bom &bom) {
  Json incomplete = Json::array({kProjectRef});
  Json unknown = Json::array();
  for (const Component &component : bom.components) {
    const bool looked = component.origin == Origin::DebianPackage || component.origin == Origin::Vendored;
    (looked ? incomplete : unknown).push_back(component.ref);
  }
  Json compositions = Json::array({{{"aggregate", "incomplete"}, {"dependencies", std::move(incomplete)}}});
  if (!unknown.empty()) compositions.push_back({{"aggregate", "unknown"}, {"dependencies", std::move(unknown)}});
  return compositions;
}

// Names and paths may hold any bytes; what is no UTF-8 becomes U+FFFD.
std::string textOf(const Json &document) { return document.dump(2, ' ', false, Json::error_handler_t::replace) + '\n'; }

// A version 8 UUID (RFC 9562, 5.8): 122 bits of the content's SHA-256.
std::string serialNumberOf(const std::string &content) {
  std::string hex = sha256Hex(content).substr(0, 32);
  hex[12] = '8';
  hex[16] = "89ab"[static_cast<unsigned char>(hex[16]) % 4];
  for (const std::size_t at : {20, 16, 12, 8}) hex.insert(at, 1, '-');
  return "urn:uuid:" + hex;
}

} // namespace

std::string writeCycloneDx(const Bom &bom, const std::string &toolVersion, const std::string &timestamp) {
  Json document;
  document["$schema"] = "http://cyclonedx.org/schema/bom-1.6.schema.json";
  document["bomFormat"] = "CycloneDX";
  document["specVersion"] = "1.6";
  document["serialNumber"] = "";
  document["version"] = 1;
  document["metadata"] = metadataOf(bom, toolVersion, timestamp);
  document["components"] = Json::array();
  for (const Component &component : bom.components) document["components"].push_back(componentOf(component));
  document["dependencies"] = dependenciesOf(bom);
  document["compositions"] = compositionsOf(bom);
  document["serialNumber"] = serialNumberOf(textOf(document));
  return textOf(document);
}

} // namespace lintel::sbom
