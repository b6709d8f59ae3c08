#include "sbom/write/gather.h"

namespace lintel::sbom {
namespace {

// Recursion in this file is bounded by the depth that parseJson lets pass.
class CycloneDxGatherer {
public:
  explicit CycloneDxGatherer(const Json &document) : document_(document) {}

  Gathered gather() {
    ReadDocument &result = gathered_.document;
    result.format = DocumentFormat::CycloneDxJson;
    result.specVersion = textAt(document_, "specVersion");
    result.identity = textAt(document_, "serialNumber");
    addMetadata();
    addComponents(arrayAt(document_, "components"), "/components");
    addDependencies();
    addCompositions();
    visit(document_, "");
    return std::move(gathered_);
  }

private:
  void addMetadata() {
    const Json &metadata = objectAt(document_, "metadata");
    gathered_.document.created = textAt(metadata, "timestamp");
    if (!metadata.contains("timestamp")) note("", "the document does not say when it was made");
    if (!document_.contains("serialNumber")) note("", "the document has no serial number");
    if (!metadata.contains("tools") && !metadata.contains("authors") && !metadata.contains("manufacturer")) {
      note("", "the document does not say who or what made it");
    }
    const Json &root = objectAt(metadata, "component");
    if (root.empty()) {
      gathered_.mistake("/metadata", "the document does not say what it is about", "metadata.component");
      return;
    }
    gathered_.document.root = textAt(root, "bom-ref");
    gathered_.document.name = textAt(root, "name");
    addComponent(root, "/metadata/component");
  }

  void note(const std::string &place, const char *what) {
    gathered_.mistake(place, what, "the field, as the common field sets ask for it", MistakeSeverity::Note);
  }

  void addComponents(const Json &components, const std::string &place) {
    for (std::size_t i = 0; i < components.size(); ++i) addComponent(components[i], pointerTo(place, i));
  }

  void addComponent(const Json &entry, const std::string &place) {
    ReadComponent component;
    component.id = textAt(entry, "bom-ref");
    component.kind = textAt(entry, "type");
    const std::string group = textAt(entry, "group");
    component.name = (group.empty() ? "" : group + '/') + textAt(entry, "name");
    component.version = textAt(entry, "version");
    component.purl = textAt(entry, "purl");
    component.supplier = supplierOf(entry);
    for (const Json &license : arrayAt(entry, "licenses")) addLicense(license, component);
    for (const Json &hash : arrayAt(entry, "hashes")) {
      component.hashes[hashName(textAt(hash, "alg"))] = textAt(hash, "content");
    }
    gathered_.component(std::move(component), place);
    addComponents(arrayAt(entry, "components"), pointerTo(place, "components"));
  }

  static std::string supplierOf(const Json &entry) {
    for (const char *key : {"supplier", "manufacturer"}) {
      const Json &party = objectAt(entry, key);
      if (const std::string name = textAt(party, "name"); !name.empty()) return name;
      for (const Json &contact : arrayAt(party, "contact")) {
        if (const std::string email = textAt(contact, "email"); !email.empty()) return email;
      }
    }
    return textAt(entry, "publisher");
  }

  static void addLicense(const Json &entry, ReadComponent &component) {
    const Json &license = objectAt(entry, "license");
    for (const std::string &text : {textAt(license, "id"), textAt(license, "name"), textAt(entry, "expression")}) {
      if (!text.empty()) component.licenses.push_back(text);
    }
  }

  void refer(const Json &reference, const std::string &place) {
    if (!reference.is_string()) return;
    const std::string text = reference.get<std::string>();
    if (!text.starts_with("urn:cdx:")) gathered_.references.push_back({text, place}); // a link into another document
  }

  void referAll(const Json &owner, const char *key, const std::string &place) {
    const Json &references = arrayAt(owner, key);
    for (std::size_t i = 0; i < references.size(); ++i) refer(references[i], pointerTo(pointerTo(place, key), i));
  }

  void addDependencies() {
    const Json &dependencies = arrayAt(document_, "dependencies");
    std::set<std::string> subjects;
    for (std::size_t i = 0; i < dependencies.size(); ++i) {
      const std::string place = pointerTo("/dependencies", i);
      const std::string from = textAt(dependencies[i], "ref");
      if (!subjects.insert(from).second) {
        gathered_.mistake(place, "'" + from + "' has two lists of dependencies", "one entry for each component");
      }
      if (dependencies[i].is_object() && dependencies[i].contains("ref")) {
        refer(dependencies[i].at("ref"), pointerTo(place, "ref"));
      }
      referAll(dependencies[i], "dependsOn", place);
      referAll(dependencies[i], "provides", place);
      for (const Json &to : arrayAt(dependencies[i], "dependsOn")) {
        if (to.is_string()) gathered_.document.edges.push_back({from, to.get<std::string>(), "depends-on"});
      }
    }
  }

  void addCompositions() {
    const Json &compositions = arrayAt(document_, "compositions");
    for (std::size_t i = 0; i < compositions.size(); ++i) {
      for (const char *key : {"assemblies", "dependencies", "vulnerabilities"}) {
        referAll(compositions[i], key, pointerTo("/compositions", i));
      }
    }
  }

  // What may stand anywhere: ids, licences, hashes, addresses, times.
  void visit(const Json &value, const std::string &place) {
    if (value.is_object()) {
      for (const auto &[key, member] : value.items()) visitMember(key, member, pointerTo(place, key));
    } else if (value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) visit(value[i], pointerTo(place, i));
    }
  }

  void visitMember(const std::string &key, const Json &value, const std::string &place) {
    if (key == "licenses") visitLicenses(value, place);
    if (key == "hashes" && value.is_array()) visitHashes(value, place);
    if (key == "externalReferences" && value.is_array()) visitReferences(value, place);
    if (!value.is_string()) return visit(value, place);
    if (key == "bom-ref") gathered_.ids.push_back({value.get<std::string>(), place});
    if (key == "timestamp") gathered_.timestamps.push_back({value.get<std::string>(), place});
    if (key == "serialNumber") visitSerialNumber(value.get<std::string>(), place);
  }

  void visitLicenses(const Json &licenses, const std::string &place) {
    if (!licenses.is_array()) return;
    for (std::size_t i = 0; i < licenses.size(); ++i) {
      const std::string entry = pointerTo(place, i);
      if (const std::string expression = textAt(licenses[i], "expression"); !expression.empty()) {
        gathered_.expressions.push_back({expression, pointerTo(entry, "expression")});
      }
      if (const std::string id = textAt(objectAt(licenses[i], "license"), "id"); !id.empty()) {
        gathered_.expressions.push_back({id, pointerTo(pointerTo(entry, "license"), "id")});
      }
    }
  }

  void visitHashes(const Json &hashes, const std::string &place) {
    for (std::size_t i = 0; i < hashes.size(); ++i) {
      gathered_.hashes.push_back({textAt(hashes[i], "alg"), textAt(hashes[i], "content"), pointerTo(place, i)});
    }
  }

  void visitReferences(const Json &references, const std::string &place) {
    for (std::size_t i = 0; i < references.size(); ++i) {
      const std::string url = textAt(references[i], "url");
      gathered_.uris.push_back({url, pointerTo(pointerTo(place, i), "url")});
    }
  }

  void visitSerialNumber(const std::string &serial, const std::string &place) {
    constexpr std::string_view kShape = "urn:uuid:xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    bool fits = serial.size() == kShape.size();
    for (std::size_t i = 0; fits && i < kShape.size(); ++i) {
      const char c = serial[i];
      const bool isHex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
      fits = kShape[i] == 'x' ? isHex : c == kShape[i];
    }
    if (!fits) gathered_.mistake(place, "'" + serial + "' is no serial number", "urn:uuid: and a UUID (RFC 9562)");
  }

  const Json &document_;
  Gathered gathered_;
};

} // namespace

Gathered gatherCycloneDx(const Json &document) { return CycloneDxGatherer(document).gather(); }

} // namespace lintel::sbom
