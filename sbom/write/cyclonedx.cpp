#include "sbom/write/cyclonedx.h"

#include "sbom/write/cyclonedx_parts.h"
#include "sbom/write/facts.h"

namespace lintel::sbom {
namespace {

Json artefactEntry(const LinkedArtefact &artefact) {
  const bool isProgram = artefact.type == LinkedArtefact::Type::Executable;
  Json entry = {{"type", isProgram ? "application" : "library"}, {"bom-ref", artefactRef(artefact)}};
  entry["name"] = fileName(artefact.path);
  setCdxFile(entry, fileOf(artefact));
  entry["properties"].push_back(cdxProperty("lintel:path", artefact.path));
  entry["properties"].push_back(cdxProperty("lintel:built", artefact.built ? "true" : "false"));
  return entry;
}

Json projectEntry(const Bom &bom) {
  Json project = {{"type", "application"}, {"bom-ref", kProjectRef}, {"name", bom.projectName}};
  if (!bom.projectVersion.empty()) project["version"] = bom.projectVersion;
  if (!bom.projectLicenses.empty()) project["licenses"] = cdxDeclaredLicenses(bom.projectLicenses);
  for (const LinkedArtefact &artefact : bom.artefacts) project["components"].push_back(artefactEntry(artefact));
  return project;
}

Json metadataOf(const Bom &bom, const DocumentInfo &info) {
  Json metadata;
  if (!info.timestamp.empty()) metadata["timestamp"] = info.timestamp;
  metadata["lifecycles"] = Json::array({{{"phase", "build"}}});
  metadata["tools"]["components"] =
      Json::array({{{"type", "application"}, {"name", "lintel"}, {"version", info.toolVersion}}});
  if (!info.creator.empty()) metadata["manufacturer"] = cdxParty(info.creator);
  metadata["component"] = projectEntry(bom);
  metadata["properties"] =
      Json::array({cdxProperty("lintel:scan", bom.complete ? "complete" : "incomplete"),
                   cdxProperty("lintel:linked-view", bom.linkedKnown ? "known" : "unknown"),
                   cdxProperty("lintel:unknown-headers", std::to_string(bom.unknownHeaders.size()))});
  return metadata;
}

Json dependencyLists(const Bom &bom) {
  const auto entry = [](const std::string &ref, Json dependsOn) {
    return Json{{"ref", ref}, {"dependsOn", std::move(dependsOn)}};
  };
  Json lists = Json::array({entry(kProjectRef, dependenciesOf(bom, kProjectRef))});
  for (const LinkedArtefact &artefact : bom.artefacts) {
    Json linked = Json::array();
    for (const auto &[ref, kind] : linkedWith(bom, artefact)) linked.push_back(ref);
    lists.push_back(entry(artefactRef(artefact), std::move(linked)));
  }
  for (const Component &component : bom.components) {
    lists.push_back(entry(component.ref, dependenciesOf(bom, component.ref)));
  }
  return lists;
}

const char *aggregate(Knowledge knowledge) {
  switch (knowledge) {
  case Knowledge::Complete: return "complete";
  case Knowledge::Incomplete: return "incomplete";
  case Knowledge::Unknown: break;
  }
  return "unknown";
}

Json compositionsOf(const Bom &bom) {
  std::map<Knowledge, Json> dependencies;
  const auto add = [&](const std::string &ref, Knowledge knowledge) { dependencies[knowledge].push_back(ref); };
  add(kProjectRef, knowledgeOfDependencies(bom, kProjectRef));
  for (const LinkedArtefact &artefact : bom.artefacts) add(artefactRef(artefact), knowledgeOfArtefacts(bom));
  for (const Component &component : bom.components) {
    add(component.ref, knowledgeOfDependencies(bom, component.ref));
  }
  Json compositions = Json::array();
  for (auto &[knowledge, refs] : dependencies) {
    compositions.push_back({{"aggregate", aggregate(knowledge)}, {"dependencies", std::move(refs)}});
  }
  compositions.push_back(
      {{"aggregate", aggregate(knowledgeOfArtefacts(bom))}, {"assemblies", Json::array({kProjectRef})}});
  return compositions;
}

} // namespace

std::string writeCycloneDx(const Bom &bom, CycloneDxVersion version, const DocumentInfo &info) {
  const std::string number = version == CycloneDxVersion::V1_6 ? "1.6" : "1.7";
  Json document;
  document["$schema"] = "http://cyclonedx.org/schema/bom-" + number + ".schema.json";
  document["bomFormat"] = "CycloneDX";
  document["specVersion"] = number;
  document["serialNumber"] = "";
  document["version"] = 1;
  document["metadata"] = metadataOf(bom, info);
  document["components"] = Json::array();
  for (const Component &component : bom.components) document["components"].push_back(cdxComponent(component, version));
  document["dependencies"] = dependencyLists(bom);
  document["compositions"] = compositionsOf(bom);
  document["serialNumber"] = "urn:uuid:" + contentUuid(textOf(document));
  return textOf(document);
}

} // namespace lintel::sbom
