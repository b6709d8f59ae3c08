#include "sbom/write/tree.h"

#include "core/support/text.h"
#include "sbom/write/facts.h"

namespace lintel::sbom {
namespace {

constexpr std::size_t kDeepest = 100; // what lies deeper is cut, and said to be

std::string labelOf(const Bom &bom, const std::string &ref) {
  const Component *component = findComponent(bom, ref);
  if (component == nullptr) return ref;
  std::string label = component->name;
  label += component->version.empty() ? " (version unknown)" : ' ' + component->version;
  std::string views;
  for (const std::string &view : viewsOf(*component)) views += (views.empty() ? "" : ", ") + view;
  return views.empty() ? label : label + "  [" + views + ']';
}

// Depth first with an own stack: how deep a graph goes is not ours to choose.
class TreeWriter {
public:
  explicit TreeWriter(const Bom &bom) : bom_(bom) {}

  std::string write() {
    text_ = bom_.projectName + (bom_.projectVersion.empty() ? "" : ' ' + bom_.projectVersion) + '\n';
    shown_.insert(kProjectRef);
    enter(kProjectRef, "");
    while (!levels_.empty()) step();
    addRest();
    return toValidUtf8(text_);
  }

private:
  struct Level {
    std::string ref;
    std::vector<std::string> children;
    std::size_t next = 0;
    std::string indent;
  };

  void enter(const std::string &ref, std::string indent) {
    const std::set<std::string> &dependencies = dependenciesOf(bom_, ref);
    levels_.push_back({ref, {dependencies.begin(), dependencies.end()}, 0, std::move(indent)});
    isOpen_.insert(ref);
  }

  void step() {
    Level &level = levels_.back();
    if (level.next == level.children.size()) {
      isOpen_.erase(level.ref);
      levels_.pop_back();
      return;
    }
    const std::string ref = level.children[level.next++];
    const bool isLast = level.next == level.children.size();
    text_ += level.indent + (isLast ? "└── " : "├── ") + labelOf(bom_, ref);
    const std::string indent = level.indent + (isLast ? "    " : "│   ");
    addBelow(ref, indent);
  }

  void addBelow(const std::string &ref, const std::string &indent) {
    const bool hasMore = !dependenciesOf(bom_, ref).empty();
    if (isOpen_.contains(ref)) {
      text_ += " (cycle)\n";
    } else if (hasMore && levels_.size() >= kDeepest) {
      text_ += " (more below)\n";
    } else if (!shown_.insert(ref).second && hasMore) {
      text_ += " (shown above)\n";
    } else {
      text_ += '\n';
      if (hasMore) enter(ref, indent);
    }
  }

  void addRest() {
    std::string rest;
    for (const Component &component : bom_.components) {
      if (!shown_.contains(component.ref)) rest += "  " + labelOf(bom_, component.ref) + '\n';
    }
    if (!rest.empty()) text_ += "nothing depends on:\n" + rest;
  }

  const Bom &bom_;
  std::string text_;
  std::vector<Level> levels_;
  std::set<std::string> isOpen_;
  std::set<std::string> shown_;
};

} // namespace

std::string treeText(const Bom &bom) { return TreeWriter(bom).write(); }

} // namespace lintel::sbom
