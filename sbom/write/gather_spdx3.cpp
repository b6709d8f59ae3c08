#include "sbom/write/gather.h"
#include "sbom/write/spdx_terms.h"

#include <algorithm>
#include <array>

namespace lintel::sbom {
namespace {

constexpr std::array kReferenceKeys = {"creationInfo", "createdBy",    "createdUsing", "from",
                                       "to",           "rootElement",  "element",      "subject",
                                       "suppliedBy",   "originatedBy", "dataLicense",  "snippetFromFile"};

// Individuals of the specification, in full or as the context shortens them, and listed licences.
bool isOutside(const std::string &id) {
  constexpr std::array kIndividuals = {"NoAssertionElement", "NoneElement", "SpdxOrganization",
                                       "expandedlicensing_NoAssertionLicense", "expandedlicensing_NoneLicense"};
  return id.starts_with("https://spdx.org/rdf/") || id.starts_with("https://spdx.org/licenses/") ||
         std::ranges::find(kIndividuals, id) != kIndividuals.end();
}

std::string idOf(const Json &element) {
  const std::string id = textAt(element, "spdxId");
  return id.empty() ? textAt(element, "@id") : id;
}

class Spdx3Gatherer {
public:
  explicit Spdx3Gatherer(const Json &document) : document_(document) {}

  Gathered gather() {
    gathered_.document.format = DocumentFormat::Spdx3;
    if (document_.contains("@graph")) {
      const Json &graph = arrayAt(document_, "@graph");
      for (std::size_t i = 0; i < graph.size(); ++i) elements_.emplace_back(&graph[i], pointerTo("/@graph", i));
    } else {
      elements_.emplace_back(&document_, "");
    }
    for (const auto &[element, place] : elements_) addIds(*element, place);
    for (const auto &[element, place] : elements_) addElement(*element, place);
    setRoot();
    addLicenses();
    return std::move(gathered_);
  }

private:
  void addIds(const Json &element, const std::string &place) {
    const std::string id = idOf(element);
    if (id.empty()) return;
    gathered_.ids.push_back({id, pointerTo(place, textAt(element, "spdxId").empty() ? "@id" : "spdxId")});
    byId_.emplace(id, &element);
    for (const Json &external : arrayAt(element, "import")) imported_.insert(textAt(external, "externalSpdxId"));
  }

  void addElement(const Json &element, const std::string &place) {
    if (!element.is_object()) return;
    const std::string type = textAt(element, "type");
    for (const char *key : kReferenceKeys) addReferences(element, key, place);
    if (type == "CreationInfo") addCreation(element, place);
    if (type == "SpdxDocument") addDocument(element);
    if (type.starts_with("software_") && type != "software_Sbom") addComponent(element, type, place);
    if (type.ends_with("Relationship")) addRelationship(element, place);
    if (type == "simplelicensing_LicenseExpression") {
      gathered_.expressions.push_back({textAt(element, "simplelicensing_licenseExpression"),
                                       pointerTo(place, "simplelicensing_licenseExpression")});
    }
  }

  void addReferences(const Json &element, const char *key, const std::string &place) {
    const auto found = element.find(key);
    if (found == element.end()) return;
    const std::string here = pointerTo(place, key);
    if (found->is_string()) return refer(found->get<std::string>(), here);
    if (!found->is_array()) return;
    for (std::size_t i = 0; i < found->size(); ++i) {
      if ((*found)[i].is_string()) refer((*found)[i].get<std::string>(), pointerTo(here, i));
    }
  }

  void refer(const std::string &id, const std::string &place) {
    if (!isOutside(id) && !imported_.contains(id)) gathered_.references.push_back({id, place});
  }

  void addCreation(const Json &element, const std::string &place) {
    gathered_.timestamps.push_back({textAt(element, "created"), pointerTo(place, "created")});
    gathered_.document.created = textAt(element, "created");
    gathered_.document.specVersion = textAt(element, "specVersion");
  }

  void addDocument(const Json &element) {
    gathered_.document.name = textAt(element, "name");
    gathered_.document.identity = idOf(element);
    roots_ = &arrayAt(element, "rootElement");
  }

  void addComponent(const Json &element, const std::string &type, const std::string &place) {
    ReadComponent component;
    component.id = idOf(element);
    component.kind = textAt(element, "software_primaryPurpose");
    if (component.kind.empty()) component.kind = type;
    component.name = textAt(element, "name");
    component.version = textAt(element, "software_packageVersion");
    component.purl = purlOf(element);
    const auto supplier = byId_.find(textAt(element, "suppliedBy"));
    if (supplier != byId_.end()) component.supplier = textAt(*supplier->second, "name");
    const Json &hashes = arrayAt(element, "verifiedUsing");
    for (std::size_t i = 0; i < hashes.size(); ++i) {
      if (textAt(hashes[i], "type") != "Hash") continue;
      const std::string algorithm = textAt(hashes[i], "algorithm");
      component.hashes[hashName(algorithm)] = textAt(hashes[i], "hashValue");
      gathered_.hashes.push_back(
          {algorithm, textAt(hashes[i], "hashValue"), pointerTo(pointerTo(place, "verifiedUsing"), i)});
    }
    if (const std::string location = textAt(element, "software_downloadLocation"); !location.empty()) {
      gathered_.uris.push_back({location, pointerTo(place, "software_downloadLocation")});
    }
    gathered_.component(std::move(component), place);
  }

  static std::string purlOf(const Json &element) {
    for (const Json &identifier : arrayAt(element, "externalIdentifier")) {
      if (textAt(identifier, "externalIdentifierType") == "packageUrl") return textAt(identifier, "identifier");
    }
    return textAt(element, "software_packageUrl");
  }

  void addRelationship(const Json &element, const std::string &place) {
    const std::string type = textAt(element, "relationshipType");
    if (!isSpdx3Relationship(type)) {
      gathered_.mistake(pointerTo(place, "relationshipType"), "'" + type + "' is no type of relationship",
                        "one of Core/RelationshipType, such as dependsOn");
    }
    const EdgeMeaning meaning = meaningOf(type);
    for (const Json &target : arrayAt(element, "to")) {
      if (!target.is_string() || isOutside(target.get<std::string>())) continue;
      std::string from = textAt(element, "from");
      std::string to = target.get<std::string>();
      if (type == "hasDeclaredLicense" || type == "hasConcludedLicense") {
        licensesOf_[from].push_back(to);
        continue;
      }
      if (meaning.reversed) std::swap(from, to);
      gathered_.document.edges.push_back({from, to, std::string(meaning.kind)});
    }
  }

  // The document is about a bill of materials, which is about a package.
  void setRoot() {
    std::string root = firstOf(roots_);
    const auto collection = byId_.find(root);
    if (collection != byId_.end() && collection->second->contains("rootElement")) {
      root = firstOf(&arrayAt(*collection->second, "rootElement"));
    }
    gathered_.document.root = root;
    if (root.empty()) {
      gathered_.mistake("", "the document does not say what it is about", "an SpdxDocument with a rootElement");
    }
  }

  static std::string firstOf(const Json *list) {
    return list != nullptr && !list->empty() && list->front().is_string() ? list->front().get<std::string>() : "";
  }

  void addLicenses() {
    for (ReadComponent &component : gathered_.document.components) {
      for (const std::string &id : licensesOf_[component.id]) {
        const auto license = byId_.find(id);
        if (license == byId_.end()) continue;
        const std::string text = textAt(*license->second, "simplelicensing_licenseExpression");
        if (!text.empty()) component.licenses.push_back(text);
      }
      std::ranges::sort(component.licenses);
      const auto repeated = std::ranges::unique(component.licenses);
      component.licenses.erase(repeated.begin(), repeated.end());
    }
  }

  const Json &document_;
  Gathered gathered_;
  std::vector<std::pair<const Json *, std::string>> elements_;
  std::map<std::string, const Json *> byId_;
  std::set<std::string> imported_;
  std::map<std::string, std::vector<std::string>> licensesOf_;
  const Json *roots_ = nullptr;
};

} // namespace

Gathered gatherSpdx3(const Json &document) { return Spdx3Gatherer(document).gather(); }

} // namespace lintel::sbom
