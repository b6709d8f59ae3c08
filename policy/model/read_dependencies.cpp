#include "policy/model/read_dependencies.h"

#include "core/support/text.h"
#include "policy/model/access.h"
#include "policy/model/validate.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>

namespace lintel::policy {
namespace {

using Entry = DependencyPolicy::Entry;
using Named = DependencyPolicy::Named;

class Reader {
public:
  explicit Reader(std::string file) : file_(std::move(file)) {}

  DependencyPolicy policy(const Node &node) const {
    DependencyPolicy policy;
    policy.vendored = globsAt(node, "vendored");
    policy.vcpkg = textAt(node, "vcpkg");
    if (const Node *section = node.find("advisories")) policy.advisories = advisories(*section);
    if (const Node *section = node.find("licenses")) policy.licenses = licenses(*section);
    policy.bans = bans(node);
    if (const Node *section = node.find("sources")) policy.sources = sources(*section);
    if (const Node *section = node.find("pinning")) policy.pinning = pinning(*section);
    if (const Node *section = node.find("drift")) policy.drift = drift(*section);
    if (const Node *section = node.find("freshness")) policy.freshness = freshness(*section);
    return policy;
  }

private:
  Location placeOf(const Node &node) const { return {file_, node.at, node.at}; }

  // text: key of what the entry says; a scalar says it all.
  Entry entry(const Node &node, const char *text) const {
    if (node.isScalar()) return {placeOf(node), node.text, "", ""};
    return {placeOf(node), textAt(node, text), sentenceAt(node, "reason"), textAt(node, "expires")};
  }

  std::vector<Entry> entries(const Node &mapping, const char *key) const {
    std::vector<Entry> entries;
    for (const Node &item : itemsAt(mapping, key)) entries.push_back(entry(item, ""));
    return entries;
  }

  std::optional<Named> named(const Node &node) const {
    Entry base = entry(node, "name");
    auto glob = Glob::compile(lowerCase(base.text)); // "OpenSSL" and "openssl" are one
    if (!glob) return std::nullopt;
    return Named{std::move(base), std::move(*glob), textAt(node, "version")};
  }

  // Items of the kind T, each made of what names it and of what more(node) gives.
  template <class T = Named, class More>
  std::vector<T> namedWith(const Node &mapping, const char *key, const More &more) const {
    std::vector<T> all;
    for (const Node &item : itemsAt(mapping, key)) {
      if (auto base = named(item)) all.push_back(more(std::move(*base), item));
    }
    return all;
  }

  std::vector<Named> namedAt(const Node &mapping, const char *key) const {
    return namedWith(mapping, key, [](Named base, const Node &) { return base; });
  }

  static void levelAt(const Node &mapping, const char *key, Level &level) {
    level = levelFromString(textAt(mapping, key)).value_or(level);
  }

  static std::optional<int> numberAt(const Node &mapping, const char *key) {
    const Node *node = mapping.find(key);
    const auto number = node ? integerOf(*node) : std::nullopt;
    return number ? std::optional(static_cast<int>(std::clamp(*number, 0LL, 1'000'000LL))) : std::nullopt;
  }

  void begin(const Node &node, DependencyPolicy::Section &section) const {
    section.at = placeOf(node);
    section.severity = severityFromString(textAt(node, "severity"));
  }

  DependencyPolicy::Advisories advisories(const Node &node) const {
    DependencyPolicy::Advisories section;
    begin(node, section);
    section.databases = entries(node, "databases");
    if (section.databases.empty()) section.databases.push_back({section.at, "default", "", ""});
    section.maxAge = numberAt(node, "max-age").value_or(section.maxAge);
    constexpr std::array<std::string_view, 5> kLevels{"none", "low", "medium", "high", "critical"};
    const auto *const threshold = std::ranges::find(kLevels, textAt(node, "threshold"));
    if (threshold != kLevels.end()) section.threshold = static_cast<int>(threshold - kLevels.begin());
    levelAt(node, "unknown", section.unknown);
    for (const Node &item : itemsAt(node, "ignore")) {
      auto glob = Glob::compile(lowerCase(textAt(item, "name")));
      section.ignore.push_back({entry(item, "id"), glob ? std::optional(std::move(*glob)) : std::nullopt});
    }
    section.vex = entries(node, "vex");
    section.clones = entries(node, "clones");
    return section;
  }

  DependencyPolicy::Licenses licenses(const Node &node) const {
    using Licenses = DependencyPolicy::Licenses;
    Licenses section;
    begin(node, section);
    section.allowed = entries(node, "allowed");
    section.denied = entries(node, "denied");
    section.exceptions =
        namedWith<Licenses::Exception>(node, "exceptions", [](Named base, const Node &item) -> Licenses::Exception {
          return {std::move(base), textsAt(item, "licenses")};
        });
    if (const Node *copyleft = node.find("copyleft")) {
      section.copyleft.emplace();
      levelAt(*copyleft, "static", section.copyleft->linkedStatically);
      levelAt(*copyleft, "dynamic", section.copyleft->linkedDynamically);
    }
    levelAt(node, "mismatch", section.mismatch);
    section.clarify = namedWith<Licenses::Clarification>(
        node, "clarify", [](Named base, const Node &item) -> Licenses::Clarification {
          return {std::move(base), textAt(item, "expression"), textAt(item, "file-hash")};
        });
    return section;
  }

  std::vector<DependencyPolicy::Bans::Denied> denials(const Node &mapping, const char *key) const {
    using Denied = DependencyPolicy::Bans::Denied;
    return namedWith<Denied>(mapping, key, [](Named base, const Node &item) -> Denied {
      return {std::move(base), globsAt(item, "wrappers")};
    });
  }

  // `banned` beside `bans` is the short form of `bans.denied`.
  std::optional<DependencyPolicy::Bans> bans(const Node &dependencies) const {
    const Node *node = dependencies.find("bans");
    const Node *banned = dependencies.find("banned");
    if (!node && !banned) return std::nullopt;
    DependencyPolicy::Bans section;
    section.denied = denials(dependencies, "banned");
    begin(node ? *node : *banned, section);
    if (!node) return section;
    std::ranges::move(denials(*node, "denied"), std::back_inserter(section.denied));
    if (node->find("allowed")) section.allowed = namedAt(*node, "allowed");
    levelAt(*node, "multiple-versions", section.multipleVersions);
    section.skip = namedAt(*node, "skip");
    return section;
  }

  DependencyPolicy::Sources sources(const Node &node) const {
    DependencyPolicy::Sources section;
    begin(node, section);
    if (node.find("allowed")) section.allowed.emplace();
    for (const Node &item : itemsAt(node, "allowed")) {
      if (auto glob = Glob::compile(item.text)) section.allowed->push_back({entry(item, ""), std::move(*glob)});
    }
    if (node.find("registries")) section.registries = entries(node, "registries");
    levelAt(node, "insecure", section.insecure);
    section.ignore = namedAt(node, "ignore");
    return section;
  }

  DependencyPolicy::Pinning pinning(const Node &node) const {
    DependencyPolicy::Pinning section;
    begin(node, section);
    levelAt(node, "branches", section.branches);
    levelAt(node, "tags", section.tags);
    levelAt(node, "hashes", section.hashes);
    levelAt(node, "lock-files", section.lockFiles);
    section.exact = namedAt(node, "exact");
    section.artefacts = entries(node, "artefacts");
    section.ignore = namedAt(node, "ignore");
    return section;
  }

  DependencyPolicy::Drift drift(const Node &node) const {
    DependencyPolicy::Drift section;
    begin(node, section);
    levelAt(node, "unused", section.unused);
    levelAt(node, "undeclared", section.undeclared);
    if (node.find("indirect")) section.indirect = namedAt(node, "indirect");
    section.ignore = namedAt(node, "ignore");
    return section;
  }

  DependencyPolicy::Freshness freshness(const Node &node) const {
    DependencyPolicy::Freshness section;
    begin(node, section);
    section.maxBehind = numberAt(node, "max-behind");
    section.maxAge = numberAt(node, "max-age");
    section.ignore = namedAt(node, "ignore");
    return section;
  }

  std::string file_;
};

} // namespace

DependencyRules readDependencies(const Node &section, const std::string &file) {
  DependencyRules rules;
  rules.enabled = true;
  rules.source = {file, section.at.line, section.at.column};
  rules.mode = modeFrom(textAt(section, "mode")).value_or(rules.mode);
  rules.index = textAt(section, "index");
  for (const Node::Entry &entry : section.entries) {
    if (entry.value.kind != Node::Kind::Mapping) continue;
    if (const auto own = modeFrom(textAt(entry.value, "mode"))) rules.sectionModes[entry.key] = *own;
  }
  rules.asked = Reader(file).policy(section);
  return rules;
}

} // namespace lintel::policy
