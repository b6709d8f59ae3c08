#include "core/support/text.h"
#include "sbom/model/purl.h"
#include "sbom/model/spdx.h"
#include "sbom/write/cyclonedx_parts.h"
#include "sbom/write/facts.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

void addProperty(Json &entry, const char *name, const std::string &value) {
  if (!value.empty()) entry["properties"].push_back(cdxProperty(name, value));
}

const char *cdxHashName(const std::string &algorithm) {
  if (algorithm == "md5") return "MD5";
  if (algorithm == "sha1") return "SHA-1";
  if (algorithm == "sha256") return "SHA-256";
  if (algorithm == "sha512") return "SHA-512";
  return nullptr; // "h1" and Conan's revisions are no hashes of a file
}

Json reference(const char *type, const std::string &url) { return {{"type", type}, {"url", uriText(url)}}; }

Json hashesOf(const Declaration &declaration) {
  Json hashes = Json::array();
  for (const Checksum &checksum : declaration.checksums) {
    const char *name = cdxHashName(checksum.algorithm);
    if (name != nullptr) hashes.push_back({{"alg", name}, {"content", checksum.value}});
  }
  return hashes;
}

// Where the source is, with the hashes that a manifest states for it; where the licence stands.
Json externalReferences(const Component &component) {
  Json references = Json::array();
  const auto add = [&references](Json entry) {
    const bool isNew = std::ranges::find(references, entry) == references.end();
    if (isNew) references.push_back(std::move(entry));
  };
  if (!component.downloadUrl.empty()) {
    Json entry = reference(isRepository(component.downloadUrl) ? "vcs" : "source-distribution", component.downloadUrl);
    if (!component.revision.empty()) entry["comment"] = "revision " + component.revision;
    add(std::move(entry));
  }
  for (const Declaration &declaration : component.declarations) {
    if (declaration.source.empty()) continue;
    Json entry = reference(isRepository(declaration.source) ? "vcs" : "distribution", declaration.source);
    if (!declaration.revision.empty()) entry["comment"] = "revision " + declaration.revision;
    if (Json hashes = hashesOf(declaration); !hashes.empty()) entry["hashes"] = std::move(hashes);
    add(std::move(entry));
  }
  if (!component.licenseEvidence.empty()) add(reference("license", component.licenseEvidence));
  return references;
}

// The release that the copy was made from, and what was done to it since.
Json pedigreeOf(const Component &component) {
  const Pedigree &pedigree = *component.pedigree;
  Json result;
  Json ancestor = {{"type", "library"}, {"name", component.name}};
  if (!pedigree.tag.empty()) ancestor["version"] = pedigree.tag;
  if (!pedigree.upstream.empty()) {
    ancestor["externalReferences"] = Json::array({reference("vcs", pedigree.upstream)});
  }
  result["ancestors"] = Json::array({std::move(ancestor)});
  if (!pedigree.commit.empty()) result["commits"] = Json::array({{{"uid", pedigree.commit}}});
  if (!pedigree.modified.empty() || !pedigree.added.empty()) {
    result["patches"] = Json::array({{{"type", "unofficial"}}});
  }
  result["notes"] = toString(pedigree);
  return result;
}

void addPedigreeProperties(Json &entry, const Pedigree &pedigree) {
  addProperty(entry, "lintel:pedigree:unmodified", std::to_string(pedigree.unmodified));
  addProperty(entry, "lintel:pedigree:modified", std::to_string(pedigree.modified.size()));
  addProperty(entry, "lintel:pedigree:added", std::to_string(pedigree.added.size()));
  addProperty(entry, "lintel:pedigree:missing", std::to_string(pedigree.missing));
  if (pedigree.patchLines > 0) addProperty(entry, "lintel:pedigree:patch-lines", std::to_string(pedigree.patchLines));
}

void addProperties(Json &entry, const Component &component) {
  std::string views;
  for (const std::string &view : viewsOf(component)) views += (views.empty() ? "" : ",") + view;
  addProperty(entry, "lintel:origin", toString(component.origin));
  addProperty(entry, "lintel:views", views);
  addProperty(entry, "lintel:debian:source", component.source);
  addProperty(entry, "lintel:debian:source-version", component.sourceVersion);
  addProperty(entry, "lintel:directory", component.path);
  addProperty(entry, "lintel:revision", component.revision);
  addProperty(entry, "lintel:license-evidence", component.licenseEvidence);
  addProperty(entry, "lintel:concluded-license-evidence", component.concludedEvidence);
  for (const Declaration &declaration : component.declarations) {
    addProperty(entry, "lintel:declared", toString(declaration));
  }
  if (component.pedigree) addPedigreeProperties(entry, *component.pedigree);
}

const char *scopeOf(const Component &component) {
  switch (needOf(component)) {
  case Need::Required: return "required";
  case Need::Optional: return "optional";
  case Need::Excluded: break;
  }
  return "excluded";
}

// Part of the system that the program runs on: it is linked by name and delivered by the distribution.
bool isExternal(const Component &component) {
  const auto isShared = [](const LinkOccurrence &link) { return link.kind == LinkKind::Shared; };
  return component.origin == Origin::DebianPackage && component.isLinked() &&
         std::ranges::all_of(component.links, isShared);
}

// One file is the component itself; several are parts of it.
void addFiles(Json &entry, const Component &component) {
  if (component.files.size() == 1) return setCdxFile(entry, component.files.front());
  for (const ComponentFile &file : component.files) {
    Json part = {{"type", "file"}, {"bom-ref", component.ref + '#' + purlEncode(file.path)}};
    part["name"] = fileName(file.path);
    if (!component.version.empty()) part["version"] = component.version;
    setCdxFile(part, file);
    addProperty(part, "lintel:path", file.path);
    entry["components"].push_back(std::move(part));
  }
}

} // namespace

Json cdxProperty(const char *name, const std::string &value) { return {{"name", name}, {"value", value}}; }

Json cdxParty(const std::string &text) {
  const Party party = partyOf(text);
  Json entry = Json::object();
  if (!party.name.empty()) entry["name"] = party.name;
  if (!party.url.empty()) entry["url"] = Json::array({uriText(party.url)});
  if (!party.email.empty()) {
    // An address that is none is still what the package says; the schema takes it for a name only.
    const bool isAddress = party.email.find('@') != std::string::npos && isValidUtf8(party.email);
    entry["contact"] = Json::array({{{isAddress ? "email" : "name", party.email}}});
  }
  return entry;
}

void setCdxFile(Json &entry, const ComponentFile &file) {
  if (!file.sha512.empty()) entry["hashes"].push_back({{"alg", "SHA-512"}, {"content", file.sha512}});
  addProperty(entry, "bsi:component:filename", fileName(file.path));
  addProperty(entry, "bsi:component:executable", file.executable ? "executable" : "non-executable");
  addProperty(entry, "bsi:component:archive", file.archive ? "archive" : "no archive");
  addProperty(entry, "bsi:component:structured", file.structured ? "structured" : "unstructured");
}

Json cdxComponent(const Component &component, CycloneDxVersion version) {
  Json entry;
  entry["type"] = kindOf(component);
  entry["bom-ref"] = component.ref;
  if (!component.supplier.empty()) entry["supplier"] = cdxParty(component.supplier);
  entry["name"] = component.name;
  if (!component.version.empty()) entry["version"] = component.version;
  if (version == CycloneDxVersion::V1_7 && isExternal(component)) entry["isExternal"] = true;
  entry["scope"] = scopeOf(component);
  if (Json licenses = cdxLicenses(component, version); !licenses.empty()) entry["licenses"] = std::move(licenses);
  if (!component.purl.empty()) entry["purl"] = component.purl;
  if (component.pedigree) entry["pedigree"] = pedigreeOf(component);
  if (Json references = externalReferences(component); !references.empty()) {
    entry["externalReferences"] = std::move(references);
  }
  if (Json evidence = cdxEvidence(component); !evidence.empty()) entry["evidence"] = std::move(evidence);
  addProperties(entry, component);
  addFiles(entry, component);
  return entry;
}

} // namespace lintel::sbom
