#include "sbom/write/facts.h"
#include "sbom/write/spdx.h"
#include "sbom/write/spdx3_graph.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

const char *purposeOf(const LinkedArtefact &artefact) {
  return artefact.type == LinkedArtefact::Type::Executable ? "executable" : "library";
}

const char *purposeOf(const ComponentFile &file) {
  if (file.archive) return "archive";
  return file.executable ? "executable" : "file";
}

const char *completeness(Knowledge knowledge) {
  switch (knowledge) {
  case Knowledge::Complete: return "complete";
  case Knowledge::Incomplete: return "incomplete";
  case Knowledge::Unknown: break;
  }
  return "noAssertion";
}

class Document {
public:
  Document(const Bom &bom, const DocumentInfo &info, const std::string &base) : bom_(bom), graph_(info, base) {}

  Json write() {
    addProject();
    for (const LinkedArtefact &artefact : bom_.artefacts) addArtefact(artefact);
    for (const Component &component : bom_.components) addComponent(component);
    for (const Component &component : bom_.components) addUse(component);
    addBuild();
    return graph_.finish(bom_.projectName, kProjectRef);
  }

private:
  void addProject() {
    Json entry = graph_.element("software_Package", kProjectRef);
    entry["name"] = bom_.projectName;
    if (!bom_.projectVersion.empty()) entry["software_packageVersion"] = bom_.projectVersion;
    entry["software_primaryPurpose"] = "application";
    graph_.add(std::move(entry));
    graph_.addLicense(kProjectRef, "hasDeclaredLicense", bom_.projectLicenses, "");
    addDependencies(kProjectRef);
  }

  void addArtefact(const LinkedArtefact &artefact) {
    const std::string ref = artefactRef(artefact);
    Json entry = graph_.element("software_File", ref);
    entry["name"] = artefact.path;
    entry["software_primaryPurpose"] = purposeOf(artefact);
    entry["software_fileKind"] = "file";
    setHash(entry, fileOf(artefact));
    graph_.add(std::move(entry));
    std::map<bool, std::set<std::string>> linked; // whether statically
    for (const auto &[component, kind] : linkedWith(bom_, artefact)) linked[kind != LinkKind::Shared].insert(component);
    const char *known = completeness(knowledgeOfArtefacts(bom_));
    for (const auto &[isStatic, refs] : linked) {
      graph_.addRelationship(ref, isStatic ? "hasStaticLink" : "hasDynamicLink", refs, known);
    }
  }

  void addComponent(const Component &component) {
    Json entry = graph_.element("software_Package", component.ref);
    entry["name"] = component.name;
    if (!component.version.empty()) entry["software_packageVersion"] = component.version;
    if (!component.purl.empty()) entry["software_packageUrl"] = component.purl;
    const std::string location = downloadLocation(component);
    if (!location.empty()) entry["software_downloadLocation"] = location;
    entry["software_sourceInfo"] = sourceInfo(component);
    entry["software_primaryPurpose"] = kindOf(component);
    if (!component.supplier.empty()) entry["suppliedBy"] = graph_.agent(component.supplier);
    if (component.files.size() == 1) setHash(entry, component.files.front());
    graph_.add(std::move(entry));
    addFiles(component);
    graph_.addLicense(component.ref, "hasDeclaredLicense", component.licenses, component.licenseEvidence);
    std::vector<std::string> concluded;
    if (!component.concludedLicense.empty()) concluded.push_back(component.concludedLicense);
    graph_.addLicense(component.ref, "hasConcludedLicense", concluded, component.concludedEvidence);
    for (const std::string &text : evidenceTexts(component)) graph_.annotate(component.ref, text);
    addDependencies(component.ref);
  }

  void addFiles(const Component &component) {
    std::set<std::string> refs;
    for (const ComponentFile &file : component.files) {
      const std::string ref = fileRef(component, file);
      Json entry = graph_.element("software_File", ref);
      entry["name"] = file.path;
      entry["software_primaryPurpose"] = purposeOf(file);
      entry["software_fileKind"] = "file";
      setHash(entry, file);
      graph_.add(std::move(entry));
      refs.insert(ref);
    }
    if (!refs.empty()) graph_.addRelationship(component.ref, "contains", refs, "noAssertion");
  }

  static void setHash(Json &entry, const ComponentFile &file) {
    if (file.sha512.empty()) return;
    entry["verifiedUsing"] = Json::array({{{"type", "Hash"}, {"algorithm", "sha512"}, {"hashValue", file.sha512}}});
  }

  void addDependencies(const std::string &ref) {
    graph_.addRelationship(ref, "dependsOn", dependenciesOf(bom_, ref),
                           completeness(knowledgeOfDependencies(bom_, ref)));
  }

  // What a manifest asks for and the build was not seen to use.
  void addUse(const Component &component) {
    if (!component.isDeclared() || needOf(component) == Need::Required) return;
    const auto isFor = [&component](Scope scope) {
      return std::ranges::all_of(component.declarations,
                                 [scope](const Declaration &each) { return each.scope == scope; });
    };
    if (isFor(Scope::Test)) return graph_.addScoped(kProjectRef, "dependsOn", component.ref, "test");
    if (isFor(Scope::Build)) return graph_.addScoped(kProjectRef, "dependsOn", component.ref, "build");
    graph_.addScoped(kProjectRef, "hasOptionalDependency", component.ref, "runtime");
  }

  // The build reads the project, uses the toolchain and makes the artefacts.
  void addBuild() {
    if (bom_.artefacts.empty()) return;
    const std::string ref = "document:build";
    Json entry = graph_.element("build_Build", ref);
    entry["build_buildType"] = "urn:lintel:build:compile-and-link";
    graph_.add(std::move(entry));
    std::set<std::string> outputs;
    for (const LinkedArtefact &artefact : bom_.artefacts) outputs.insert(artefactRef(artefact));
    graph_.addRelationship(ref, "hasInput", {kProjectRef}, "incomplete");
    graph_.addRelationship(ref, "hasOutput", outputs, completeness(knowledgeOfArtefacts(bom_)));
    std::set<std::string> tools;
    for (const Component &component : bom_.components) {
      if (component.origin == Origin::Toolchain) tools.insert(component.ref);
    }
    if (!tools.empty()) graph_.addRelationship(ref, "usesTool", tools, "incomplete");
  }

  const Bom &bom_;
  Spdx3Graph graph_;
};

} // namespace

std::string writeSpdx3(const Bom &bom, const DocumentInfo &info) {
  const std::string content = textOf(Document(bom, info, "urn:uuid:0").write());
  return textOf(Document(bom, info, documentNamespace(bom, content)).write());
}

} // namespace lintel::sbom
