#include "sbom/write/facts.h"
#include "sbom/write/spdx_parts.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

class Relationships {
public:
  explicit Relationships(const Bom &bom) : bom_(bom) {}

  Json all() {
    add("SPDXRef-DOCUMENT", "DESCRIBES", spdxId(kProjectRef));
    addDependencies(kProjectRef);
    for (const LinkedArtefact &artefact : bom_.artefacts) addArtefact(artefact);
    for (const Component &component : bom_.components) addComponent(component);
    return std::move(entries_);
  }

private:
  void add(const std::string &from, const char *type, const std::string &to, const char *comment = nullptr) {
    Json entry = {{"spdxElementId", from}, {"relationshipType", type}, {"relatedSpdxElement", to}};
    if (comment != nullptr) entry["comment"] = comment;
    entries_.push_back(std::move(entry));
  }

  // NONE: there are no others; NOASSERTION: there may be (SPDX 2.3, 11.1).
  void addKnowledge(const std::string &id, const char *type, Knowledge knowledge, bool isEmpty) {
    if (knowledge == Knowledge::Complete && isEmpty) add(id, type, "NONE");
    if (knowledge == Knowledge::Incomplete) add(id, type, kNoAssertion, "known only in part");
    if (knowledge == Knowledge::Unknown) add(id, type, kNoAssertion, "not known");
  }

  void addDependencies(const std::string &ref) {
    const std::set<std::string> &dependencies = dependenciesOf(bom_, ref);
    for (const std::string &dependency : dependencies) add(spdxId(ref), "DEPENDS_ON", spdxId(dependency));
    addKnowledge(spdxId(ref), "DEPENDS_ON", knowledgeOfDependencies(bom_, ref), dependencies.empty());
  }

  void addArtefact(const LinkedArtefact &artefact) {
    const std::string id = spdxId(artefactRef(artefact));
    add(id, "GENERATED_FROM", spdxId(kProjectRef));
    const auto linked = linkedWith(bom_, artefact);
    for (const auto &[ref, kind] : linked) {
      add(id, kind == LinkKind::Shared ? "DYNAMIC_LINK" : "STATIC_LINK", spdxId(ref));
    }
    addKnowledge(id, "DEPENDS_ON", knowledgeOfArtefacts(bom_), linked.empty());
  }

  void addComponent(const Component &component) {
    const std::string id = spdxId(component.ref);
    addDependencies(component.ref);
    if (component.origin == Origin::Toolchain) add(id, "BUILD_TOOL_OF", spdxId(kProjectRef));
    if (const char *use = useOf(component); use != nullptr) add(id, use, spdxId(kProjectRef));
    if (component.files.size() < 2) return;
    for (const ComponentFile &file : component.files) add(id, "CONTAINS", spdxId(fileRef(component, file)));
  }

  // What a manifest asks for and the build was not seen to use.
  static const char *useOf(const Component &component) {
    if (!component.isDeclared() || needOf(component) == Need::Required) return nullptr;
    const auto isFor = [&component](Scope scope) {
      return std::ranges::all_of(component.declarations,
                                 [scope](const Declaration &each) { return each.scope == scope; });
    };
    if (isFor(Scope::Test)) return "TEST_DEPENDENCY_OF";
    return isFor(Scope::Build) ? "BUILD_DEPENDENCY_OF" : "OPTIONAL_DEPENDENCY_OF";
  }

  const Bom &bom_;
  Json entries_ = Json::array();
};

} // namespace

Json spdx2Relationships(const Bom &bom) { return Relationships(bom).all(); }

} // namespace lintel::sbom
