#include "sbom/write/spdx3_graph.h"

#include "sbom/write/facts.h"

namespace lintel::sbom {
namespace {

constexpr const char *kCreation = "_:creation";
constexpr const char *kTerms = "https://spdx.org/rdf/3.0.1/terms/";

Json creationInfo(const DocumentInfo &info, const std::string &agent, const std::string &tool) {
  return {{"type", "CreationInfo"},
          {"@id", kCreation},
          {"specVersion", "3.0.1"},
          {"created", createdTime(info)},
          {"createdBy", Json::array({agent})},
          {"createdUsing", Json::array({tool})}};
}

} // namespace

Spdx3Graph::Spdx3Graph(const DocumentInfo &info, std::string base) : base_(std::move(base)) { addCreation(info); }

std::string Spdx3Graph::idOf(const std::string &ref) const { return base_ + '#' + spdxId(ref); }

Json Spdx3Graph::element(const char *type, const std::string &ref) const {
  return {{"type", type}, {"spdxId", idOf(ref)}, {"creationInfo", kCreation}};
}

void Spdx3Graph::add(Json element) { elements_.push_back(std::move(element)); }

// Without a person or organisation that answers for it, the program itself is the author.
void Spdx3Graph::addCreation(const DocumentInfo &info) {
  Json tool = element("Tool", "tool:lintel");
  tool["name"] = "lintel-" + info.toolVersion;
  std::string author;
  if (info.creator.empty()) {
    Json program = element("SoftwareAgent", "agent:lintel");
    program["name"] = "lintel-" + info.toolVersion;
    author = program.at("spdxId");
    add(std::move(program));
  } else {
    author = agent(info.creator);
  }
  elements_.insert(elements_.begin(), creationInfo(info, author, tool.at("spdxId")));
  add(std::move(tool));
}

std::string Spdx3Graph::agent(const std::string &text) {
  const auto found = agents_.find(text);
  if (found != agents_.end()) return found->second;
  const Party party = partyOf(text);
  Json entry = element("Organization", "agent:" + text);
  entry["name"] = !party.name.empty() ? party.name : text;
  if (!party.email.empty()) {
    entry["externalIdentifier"] = Json::array(
        {{{"type", "ExternalIdentifier"}, {"externalIdentifierType", "email"}, {"identifier", party.email}}});
  }
  std::string id = entry.at("spdxId");
  add(std::move(entry));
  agents_.emplace(text, id);
  return id;
}

std::string Spdx3Graph::relationshipRef(const std::string &from, const char *type) {
  const std::string ref = "relationship:" + std::string(type) + ':' + from;
  const int number = relationships_[ref]++;
  return number == 0 ? ref : ref + ':' + std::to_string(number);
}

void Spdx3Graph::addRelationship(const std::string &from, const char *type, const std::set<std::string> &to,
                                 const char *completeness) {
  Json entry = element("Relationship", relationshipRef(from, type));
  entry["from"] = idOf(from);
  entry["relationshipType"] = type;
  Json targets = Json::array();
  for (const std::string &ref : to) targets.push_back(idOf(ref));
  if (targets.empty()) {
    const bool isNone = std::string_view(completeness) == "complete";
    targets.push_back(kTerms + std::string(isNone ? "Core/NoneElement" : "Core/NoAssertionElement"));
  }
  entry["to"] = std::move(targets);
  entry["completeness"] = completeness;
  add(std::move(entry));
}

void Spdx3Graph::addScoped(const std::string &from, const char *type, const std::string &to, const char *scope) {
  Json entry = element("LifecycleScopedRelationship", relationshipRef(from, type));
  entry["from"] = idOf(from);
  entry["relationshipType"] = type;
  entry["to"] = Json::array({idOf(to)});
  entry["scope"] = scope;
  add(std::move(entry));
}

std::string Spdx3Graph::licenseId(const std::string &expression) const { return idOf("license:" + expression); }

void Spdx3Graph::addLicense(const std::string &ref, const char *type, const std::vector<std::string> &licenses,
                            const std::string &where) {
  const std::string expression = texts_.expressionOf(licenses, where);
  Json entry = element("Relationship", relationshipRef(ref, type));
  entry["from"] = idOf(ref);
  entry["relationshipType"] = type;
  entry["to"] = Json::array(
      {expression.empty() ? kTerms + std::string("ExpandedLicensing/NoAssertionLicense") : licenseId(expression)});
  add(std::move(entry));
  if (!expression.empty()) expressions_.insert(expression);
}

void Spdx3Graph::annotate(const std::string &ref, const std::string &statement) {
  Json entry = element("Annotation", "annotation:" + std::to_string(annotations_[ref]++) + ':' + ref);
  entry["annotationType"] = "other";
  entry["subject"] = idOf(ref);
  entry["statement"] = statement;
  add(std::move(entry));
}

void Spdx3Graph::addLicenseElements() {
  for (const auto &[ref, text] : texts_.all()) {
    Json entry = element("simplelicensing_SimpleLicensingText", "text:" + ref);
    entry["name"] = text.name;
    entry["simplelicensing_licenseText"] = text.text;
    add(std::move(entry));
  }
  for (const std::string &expression : expressions_) {
    Json entry = element("simplelicensing_LicenseExpression", "license:" + expression);
    entry["simplelicensing_licenseExpression"] = expression;
    for (const auto &[ref, text] : texts_.all()) {
      if (expression.find(ref) == std::string::npos) continue;
      entry["simplelicensing_customIdToUri"].push_back(
          {{"type", "DictionaryEntry"}, {"key", ref}, {"value", idOf("text:" + ref)}});
    }
    add(std::move(entry));
  }
}

Json Spdx3Graph::finish(const std::string &name, const std::string &rootRef) {
  addLicenseElements();
  Json ids = Json::array();
  for (const Json &each : elements_) {
    if (each.contains("spdxId")) ids.push_back(each.at("spdxId"));
  }
  Json sbom = element("software_Sbom", "document:sbom");
  sbom["rootElement"] = Json::array({idOf(rootRef)});
  sbom["element"] = ids;
  sbom["software_sbomType"] = Json::array({"build"});
  ids.push_back(sbom.at("spdxId"));
  Json document = {{"type", "SpdxDocument"}, {"spdxId", base_ + "#SPDXRef-DOCUMENT"}, {"creationInfo", kCreation}};
  document["name"] = name;
  document["rootElement"] = Json::array({sbom.at("spdxId")});
  document["element"] = std::move(ids);
  document["profileConformance"] = Json::array({"core", "software", "simpleLicensing", "build"});
  add(std::move(sbom));
  add(std::move(document));
  return {{"@context", "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}, {"@graph", std::move(elements_)}};
}

} // namespace lintel::sbom
