#include "sbom/write/gather.h"
#include "sbom/write/spdx_terms.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

bool isUnsaid(const std::string &text) { return text.empty() || text == "NOASSERTION" || text == "NONE"; }

class Spdx2Gatherer {
public:
  explicit Spdx2Gatherer(const Json &document) : document_(document) {}

  Gathered gather() {
    ReadDocument &result = gathered_.document;
    result.format = DocumentFormat::SpdxJson;
    result.specVersion = textAt(document_, "spdxVersion").substr(std::string_view("SPDX-").size());
    result.name = textAt(document_, "name");
    result.identity = textAt(document_, "documentNamespace");
    gathered_.definesLicenseRefs = true;
    addHeader();
    addLicenseTexts();
    addExternalDocuments();
    addElements("packages");
    addElements("files");
    addElements("snippets");
    addDescribed();
    addRelationships();
    return std::move(gathered_);
  }

private:
  void addHeader() {
    addId(textAt(document_, "SPDXID"), "/SPDXID");
    if (textAt(document_, "dataLicense") != "CC0-1.0") {
      gathered_.mistake("/dataLicense",
                        "the licence of the document's data is '" + textAt(document_, "dataLicense") + "'",
                        "CC0-1.0 (SPDX 2.3, 6.2)");
    }
    const std::string &space = gathered_.document.identity;
    gathered_.uris.push_back({space, "/documentNamespace"});
    if (space.find('#') != std::string::npos || space.find(':') == std::string::npos) {
      gathered_.mistake("/documentNamespace", "'" + space + "' is no namespace of a document",
                        "an absolute URI without '#' (SPDX 2.3, 6.5)");
    }
    const Json &creation = objectAt(document_, "creationInfo");
    gathered_.document.created = textAt(creation, "created");
    gathered_.timestamps.push_back({gathered_.document.created, "/creationInfo/created"});
    const Json &creators = arrayAt(creation, "creators");
    for (std::size_t i = 0; i < creators.size(); ++i) {
      checkParty(creators[i].is_string() ? creators[i].get<std::string>() : "", pointerTo("/creationInfo/creators", i),
                 true);
    }
  }

  void checkParty(const std::string &text, const std::string &place, bool mayBeTool) {
    const bool fits = text.starts_with("Person: ") || text.starts_with("Organization: ") ||
                      (mayBeTool && text.starts_with("Tool: ")) || (!mayBeTool && text == "NOASSERTION");
    if (!fits) {
      gathered_.mistake(place, "'" + text + "' says not what kind of party it is",
                        "'Organization: ' or 'Person: ' and a name");
    }
  }

  void addId(const std::string &id, const std::string &place) {
    constexpr std::string_view kPrefix = "SPDXRef-";
    const auto isIdCharacter = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    };
    if (!id.starts_with(kPrefix) || id.size() == kPrefix.size() || !std::ranges::all_of(id, isIdCharacter)) {
      gathered_.mistake(place, "'" + id + "' is no SPDX id", "SPDXRef- and letters, digits, '.' and '-'");
    }
    gathered_.ids.push_back({id, place});
  }

  void addLicenseTexts() {
    const Json &texts = arrayAt(document_, "hasExtractedLicensingInfos");
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const std::string id = textAt(texts[i], "licenseId");
      const std::string place = pointerTo(pointerTo("/hasExtractedLicensingInfos", i), "licenseId");
      if (!id.starts_with("LicenseRef-")) {
        gathered_.mistake(place, "'" + id + "' is no id of an extracted licence", "LicenseRef- and a name");
      }
      if (!gathered_.licenseRefs.insert(id).second) {
        gathered_.mistake(place, "two texts are called '" + id + "'", "each id once");
      }
    }
  }

  void addExternalDocuments() {
    for (const Json &external : arrayAt(document_, "externalDocumentRefs")) {
      externalDocuments_.insert(textAt(external, "externalDocumentId"));
    }
  }

  void addElements(const char *kind) {
    const Json &elements = arrayAt(document_, kind);
    for (std::size_t i = 0; i < elements.size(); ++i) {
      addElement(elements[i], pointerTo(pointerTo("", kind), i), std::string(kind) == "files" ? "fileName" : "name");
    }
  }

  void addElement(const Json &entry, const std::string &place, const char *nameKey) {
    ReadComponent component;
    component.id = textAt(entry, "SPDXID");
    addId(component.id, pointerTo(place, "SPDXID"));
    component.kind = textAt(entry, "primaryPackagePurpose");
    component.name = textAt(entry, nameKey);
    component.version = textAt(entry, "versionInfo");
    if (entry.is_object() && entry.contains("supplier")) {
      component.supplier = textAt(entry, "supplier");
      checkParty(component.supplier, pointerTo(place, "supplier"), false);
      if (component.supplier == "NOASSERTION") component.supplier.clear();
    }
    addLicenses(entry, place, component);
    addHashes(entry, place, component);
    addReferences(entry, place, component);
    if (const std::string location = textAt(entry, "downloadLocation"); !isUnsaid(location)) {
      gathered_.uris.push_back({location, pointerTo(place, "downloadLocation")});
    }
    addAnnotations(entry, place);
    gathered_.component(std::move(component), place);
  }

  void addLicenses(const Json &entry, const std::string &place, ReadComponent &component) {
    for (const char *key : {"licenseConcluded", "licenseDeclared"}) {
      const std::string license = textAt(entry, key);
      if (isUnsaid(license)) continue;
      component.licenses.push_back(license);
      gathered_.expressions.push_back({license, pointerTo(place, key)});
    }
  }

  void addHashes(const Json &entry, const std::string &place, ReadComponent &component) {
    const Json &checksums = arrayAt(entry, "checksums");
    for (std::size_t i = 0; i < checksums.size(); ++i) {
      const std::string algorithm = textAt(checksums[i], "algorithm");
      const std::string value = textAt(checksums[i], "checksumValue");
      component.hashes[hashName(algorithm)] = value;
      gathered_.hashes.push_back({algorithm, value, pointerTo(pointerTo(place, "checksums"), i)});
    }
  }

  static void addReferences(const Json &entry, const std::string &, ReadComponent &component) {
    for (const Json &reference : arrayAt(entry, "externalRefs")) {
      if (textAt(reference, "referenceType") == "purl") component.purl = textAt(reference, "referenceLocator");
    }
  }

  void addAnnotations(const Json &entry, const std::string &place) {
    const Json &annotations = arrayAt(entry, "annotations");
    for (std::size_t i = 0; i < annotations.size(); ++i) {
      const std::string each = pointerTo(pointerTo(place, "annotations"), i);
      gathered_.timestamps.push_back({textAt(annotations[i], "annotationDate"), pointerTo(each, "annotationDate")});
    }
  }

  // "DocumentRef-x:SPDXRef-y" leads into a document that this one names.
  void refer(const std::string &id, const std::string &place) {
    if (!id.starts_with("DocumentRef-")) {
      gathered_.references.push_back({id, place});
    } else if (!externalDocuments_.contains(id.substr(0, id.find(':')))) {
      gathered_.mistake(place, "no document is called '" + id + "'", "an entry of externalDocumentRefs");
    }
  }

  void addDescribed() {
    const Json &described = arrayAt(document_, "documentDescribes");
    for (std::size_t i = 0; i < described.size(); ++i) {
      if (!described[i].is_string()) continue;
      refer(described[i].get<std::string>(), pointerTo("/documentDescribes", i));
      setRoot(described[i].get<std::string>());
    }
  }

  void setRoot(const std::string &id) {
    if (gathered_.document.root.empty()) gathered_.document.root = id;
  }

  void addRelationships() {
    const Json &relationships = arrayAt(document_, "relationships");
    for (std::size_t i = 0; i < relationships.size(); ++i) {
      addRelationship(relationships[i], pointerTo("/relationships", i));
    }
    if (gathered_.document.root.empty()) {
      gathered_.mistake("/relationships", "the document does not say what it is about", "a relationship DESCRIBES");
    }
  }

  void addRelationship(const Json &entry, const std::string &place) {
    const std::string type = textAt(entry, "relationshipType");
    std::string from = textAt(entry, "spdxElementId");
    std::string to = textAt(entry, "relatedSpdxElement");
    if (!isSpdx2Relationship(type)) {
      gathered_.mistake(pointerTo(place, "relationshipType"), "'" + type + "' is no type of relationship",
                        "one of SPDX 2.3, 11.1, such as DEPENDS_ON");
    }
    refer(from, pointerTo(place, "spdxElementId"));
    if (isUnsaid(to)) return;
    refer(to, pointerTo(place, "relatedSpdxElement"));
    const EdgeMeaning meaning = meaningOf(type);
    if (meaning.reversed) std::swap(from, to);
    if (meaning.kind == "describes" && from == "SPDXRef-DOCUMENT") setRoot(to);
    gathered_.document.edges.push_back({from, to, std::string(meaning.kind)});
  }

  const Json &document_;
  Gathered gathered_;
  std::set<std::string> externalDocuments_;
};

} // namespace

Gathered gatherSpdx2(const Json &document) { return Spdx2Gatherer(document).gather(); }

} // namespace lintel::sbom
