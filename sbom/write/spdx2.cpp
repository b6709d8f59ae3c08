#include "sbom/write/facts.h"
#include "sbom/write/spdx.h"
#include "sbom/write/spdx_parts.h"

namespace lintel::sbom {
namespace {

// SPDX asks whether a party is a person or an organisation; of a name in a manifest nobody knows.
std::string partyText(const std::string &text) {
  const Party party = partyOf(text);
  const std::string name = !party.name.empty() ? party.name : !party.email.empty() ? party.email : party.url;
  return "Organization: " + name + (party.email.empty() ? "" : " (" + party.email + ')');
}

Json annotation(const DocumentInfo &info, const std::string &comment) {
  return {{"annotationDate", createdTime(info)},
          {"annotationType", "OTHER"},
          {"annotator", "Tool: lintel-" + info.toolVersion},
          {"comment", comment}};
}

// The fields that every package has, in the order of the specification.
Json package(const std::string &ref, const std::string &name, const std::string &version) {
  Json entry = {{"SPDXID", spdxId(ref)}, {"name", name}};
  if (!version.empty()) entry["versionInfo"] = version;
  return entry;
}

// Nothing is said of the files in a package: that would ask for a list of all of them, each with its SHA-1.
void finish(Json &entry, const std::string &location, const std::string &declared, const std::string &concluded,
            const char *purpose) {
  const auto orNoAssertion = [](const std::string &text) { return text.empty() ? kNoAssertion : text; };
  entry["downloadLocation"] = orNoAssertion(location);
  entry["filesAnalyzed"] = false;
  entry["licenseConcluded"] = orNoAssertion(concluded);
  entry["licenseDeclared"] = orNoAssertion(declared);
  entry["copyrightText"] = kNoAssertion;
  entry["primaryPackagePurpose"] = purpose;
}

void setFile(Json &entry, const ComponentFile &file) {
  entry["packageFileName"] = file.path;
  if (!file.sha512.empty()) {
    entry["checksums"] = Json::array({{{"algorithm", "SHA512"}, {"checksumValue", file.sha512}}});
  }
}

const char *purposeOf(const ComponentFile &file) {
  if (file.archive) return "ARCHIVE";
  return file.executable ? "APPLICATION" : "FILE";
}

const char *purposeOf(const Component &component) {
  const std::string_view kind = kindOf(component);
  if (kind == "file") return "FILE";
  return kind == "application" ? "APPLICATION" : "LIBRARY";
}

Json projectPackage(const Bom &bom, LicenseTexts &texts) {
  Json entry = package(kProjectRef, bom.projectName, bom.projectVersion);
  finish(entry, "", texts.expressionOf(bom.projectLicenses, ""), "", "APPLICATION");
  return entry;
}

Json artefactPackage(const LinkedArtefact &artefact) {
  Json entry = package(artefactRef(artefact), fileName(artefact.path), "");
  setFile(entry, fileOf(artefact));
  const bool isProgram = artefact.type == LinkedArtefact::Type::Executable;
  finish(entry, "", "", "", isProgram ? "APPLICATION" : "LIBRARY");
  return entry;
}

Json filePackage(const Component &component, const ComponentFile &file) {
  Json entry = package(fileRef(component, file), fileName(file.path), component.version);
  setFile(entry, file);
  finish(entry, "", "", "", purposeOf(file));
  return entry;
}

Json componentPackage(const Component &component, const DocumentInfo &info, LicenseTexts &texts) {
  Json entry = package(component.ref, component.name, component.version);
  if (component.files.size() == 1) setFile(entry, component.files.front());
  entry["supplier"] = component.supplier.empty() ? kNoAssertion : partyText(component.supplier);
  const std::vector<std::string> concluded =
      component.concludedLicense.empty() ? std::vector<std::string>() : std::vector{component.concludedLicense};
  finish(entry, downloadLocation(component), texts.expressionOf(component.licenses, component.licenseEvidence),
         texts.expressionOf(concluded, component.concludedEvidence), purposeOf(component));
  entry["sourceInfo"] = sourceInfo(component);
  if (!component.purl.empty()) {
    entry["externalRefs"] = Json::array(
        {{{"referenceCategory", "PACKAGE-MANAGER"}, {"referenceType", "purl"}, {"referenceLocator", component.purl}}});
  }
  for (const std::string &text : evidenceTexts(component)) entry["annotations"].push_back(annotation(info, text));
  return entry;
}

Json extractedTexts(const LicenseTexts &texts) {
  Json entries = Json::array();
  for (const auto &[ref, text] : texts.all()) {
    entries.push_back({{"licenseId", ref}, {"extractedText", text.text}, {"name", text.name}});
  }
  return entries;
}

} // namespace

Json spdx2Packages(const Bom &bom, const DocumentInfo &info, LicenseTexts &texts) {
  Json packages = Json::array({projectPackage(bom, texts)});
  for (const LinkedArtefact &artefact : bom.artefacts) packages.push_back(artefactPackage(artefact));
  for (const Component &component : bom.components) {
    packages.push_back(componentPackage(component, info, texts));
    if (component.files.size() < 2) continue;
    for (const ComponentFile &file : component.files) packages.push_back(filePackage(component, file));
  }
  return packages;
}

Json spdx2Document(const Bom &bom, const DocumentInfo &info) {
  LicenseTexts texts;
  Json document;
  document["spdxVersion"] = "SPDX-2.3";
  document["dataLicense"] = "CC0-1.0";
  document["SPDXID"] = "SPDXRef-DOCUMENT";
  document["name"] = bom.projectName;
  document["documentNamespace"] = "";
  Json creators = Json::array({"Tool: lintel-" + info.toolVersion});
  if (!info.creator.empty()) creators.push_back(partyText(info.creator));
  document["creationInfo"] = {
      {"created", createdTime(info)}, {"creators", std::move(creators)}, {"licenseListVersion", "3.24"}};
  document["creationInfo"]["comment"] = "Made from what the build compiles and links; the scan was " +
                                        std::string(bom.complete ? "complete." : "incomplete.");
  document["packages"] = spdx2Packages(bom, info, texts);
  document["relationships"] = spdx2Relationships(bom);
  if (Json entries = extractedTexts(texts); !entries.empty()) {
    document["hasExtractedLicensingInfos"] = std::move(entries);
  }
  document["documentNamespace"] = documentNamespace(bom, textOf(document));
  return document;
}

std::string writeSpdxJson(const Bom &bom, const DocumentInfo &info) { return textOf(spdx2Document(bom, info)); }

} // namespace lintel::sbom
