#include "sbom/collect/collect.h"

#include "core/support/hash.h"
#include "core/support/path.h"
#include "sbom/collect/component_table.h"
#include "sbom/collect/declared_match.h"
#include "sbom/collect/license_conclusion.h"
#include "sbom/collect/link_use.h"
#include "sbom/collect/other_names.h"
#include "sbom/collect/owners.h"
#include "sbom/collect/upstream.h"
#include "sbom/collect/versions.h"
#include "sbom/model/include_site.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

bool wasScanned(const UnitIncludes &unit) {
  return unit.outcome.kind == OutcomeKind::Analysed || unit.outcome.kind == OutcomeKind::Cached;
}

template <class T> void makeUnique(std::vector<T> &items) {
  std::ranges::sort(items);
  const auto repeated = std::ranges::unique(items);
  items.erase(repeated.begin(), repeated.end());
}

// Every path whose owner some view asks for.
std::set<std::string> pathsOf(const FileSystem &files, const std::string &root, const Views &views) {
  std::set<std::string> paths = linkedPaths(views.linked);
  for (const UnitIncludes &unit : views.compiled) {
    paths.insert(unit.headers.begin(), unit.headers.end());
    paths.insert(root + '/' + fileOfUnit(unit.unit));
  }
  for (const Declaration &declaration : views.declared.declarations) {
    for (std::string &path : provingFiles(files, declaration)) paths.insert(std::move(path));
    paths.insert(root + '/' + declaration.location.path);
  }
  return paths;
}

// "z" for "build/libz.so.1.2": what "-lz" names.
std::string linkNameOf(const LinkedArtefact &artefact) {
  std::string_view name = baseName(artefact.path);
  if (!name.starts_with("lib")) return {};
  name.remove_prefix(3);
  return std::string(name.substr(0, std::min(name.find(".so"), name.find(".a"))));
}

// A library that the repository builds itself is no dependency, though its makefiles name it.
std::vector<Declaration> withoutOwnLibraries(const Views &views, const std::string &projectName) {
  std::set<std::string> own = {projectName};
  for (const LinkedArtefact &artefact : views.linked.artefacts) own.insert(linkNameOf(artefact));
  std::vector<Declaration> declarations = views.declared.declarations;
  std::erase_if(declarations, [&](const Declaration &declaration) {
    const std::string_view channel = declaration.channel;
    const bool isScript =
        channel.starts_with("make:") || channel.starts_with("autoconf:") || channel.starts_with("shell:");
    return isScript && own.contains(declaration.name);
  });
  return declarations;
}

class Collector {
public:
  Collector(const FileSystem &files, const CollectOptions &options, const Owners &owners)
      : files_(files), options_(options), owners_(owners), table_(files, options) {}

  Result<Bom> collect(const Views &views) {
    for (const UnitIncludes &unit : views.compiled) addUnit(unit);
    for (const std::string &ref : addLinks(files_, options_, views.linked, owners_, table_)) dependOn(kProjectRef, ref);
    DeclaredUse declared =
        addDeclarations(withoutOwnLibraries(views, options_.projectName), files_, options_.root, owners_, table_);
    for (const auto &[ref, users] : declared.users) {
      for (const std::string &user : users) dependOn(user, ref);
    }
    bom_.unnamed = std::move(declared.unnamed);
    if (const Status identified = identifyCopies(files_, options_, table_); !identified)
      return fail(identified.error());
    addStatedVersions(files_, options_, table_);
    decideVersions(table_);
    for (auto &[ref, component] : table_.all()) component.wellKnownAs = otherNames(component);
    concludeLicenses(files_, options_, table_);
    addDebianDependencies();
    addDeclaredDependencies();
    describeProject(views);
    takeComponents();
    addIncludeSites();
    return std::move(bom_);
  }

private:
  // A unit that lies in a foreign directory is evidence for it.
  void addUnit(const UnitIncludes &unit) {
    const Owner &own = owners_.of(options_.root + '/' + fileOfUnit(unit.unit));
    std::string user = kProjectRef;
    if (own.origin != Origin::Project) {
      Component &component = table_.of(own);
      component.occurrences.push_back({unit.unit, own.file});
      bom_.dependsOn[kProjectRef].insert(component.ref);
      user = component.ref;
    }
    for (const std::string &header : unit.headers) addHeader(unit.unit, user, owners_.of(header));
    if (!wasScanned(unit)) bom_.complete = false;
  }

  void addHeader(const std::string &unit, const std::string &user, const Owner &owner) {
    if (owner.origin == Origin::Project) {
      bom_.projectIncludes[unit].insert(owner.file);
      return;
    }
    Component &component = table_.of(owner);
    component.occurrences.push_back({unit, owner.file});
    if (component.ref != user) bom_.dependsOn[user].insert(component.ref);
  }

  void dependOn(const std::string &user, const std::string &ref) {
    if (user != ref) bom_.dependsOn[user].insert(ref);
  }

  // Debian's own Depends, as far as both packages are components.
  void addDebianDependencies() {
    const auto &packages = table_.debianPackages();
    std::multimap<std::string, std::string> providers; // real or virtual name -> ref
    for (const auto &[ref, package] : packages) {
      providers.emplace(package->name, ref);
      for (const std::string &name : package->provides) providers.emplace(name, ref);
    }
    for (const auto &[ref, package] : packages) {
      for (const auto &alternatives : package->depends) {
        for (const std::string &name : alternatives) {
          const auto [begin, end] = providers.equal_range(name);
          for (auto provider = begin; provider != end; ++provider) {
            if (provider->second != ref) bom_.dependsOn[ref].insert(provider->second);
          }
        }
      }
    }
  }

  // What lock files say of their entries, within one manifest.
  void addDeclaredDependencies() {
    std::multimap<std::pair<std::string, std::string>, std::string> byName; // manifest and name -> ref
    for (const auto &[ref, component] : table_.all()) {
      for (const Declaration &declaration : component.declarations)
        byName.emplace(std::pair(declaration.location.path, declaration.name), ref);
    }
    for (const auto &[ref, component] : table_.all()) {
      for (const Declaration &declaration : component.declarations) {
        for (const std::string &name : declaration.dependsOn) {
          const auto [begin, end] = byName.equal_range({declaration.location.path, name});
          for (auto target = begin; target != end; ++target) {
            if (target->second != ref) bom_.dependsOn[ref].insert(target->second);
          }
        }
      }
    }
  }

  void describeProject(const Views &views) {
    bom_.projectName = options_.projectName;
    bom_.dependsOn[kProjectRef]; // also when it depends on nothing
    bom_.projectVersion = provenVersion(files_, options_.root, ".").value;
    bom_.projectLicenses = provenLicenses(files_, options_.root, ".").expressions;
    for (const LinkedArtefact &artefact : views.linked.artefacts) bom_.artefacts.push_back(shown(artefact));
    bom_.linkedKnown = views.linked.known && views.linked.problems.empty();
    const auto isUnread = [](const Outcome &outcome) { return !isComplete(outcome.kind); };
    if (std::ranges::any_of(views.declared.outcomes, isUnread)) bom_.complete = false;
  }

  LinkedArtefact shown(LinkedArtefact artefact) const {
    constexpr std::uint64_t kMaxArtefactSize = 2ull << 30;
    if (artefact.built) {
      if (const Result<std::string> bytes = files_.read(artefact.path, kMaxArtefactSize))
        artefact.sha512 = sha512Hex(*bytes);
    }
    artefact.path = relativeTo(artefact.path, options_.root).value_or(artefact.path);
    return artefact;
  }

  void takeComponents() {
    for (auto &[ref, component] : table_.all()) {
      makeUnique(component.occurrences);
      makeUnique(component.links);
      makeUnique(component.declarations);
      makeUnique(component.files);
      if (component.origin == Origin::Unknown) bom_.unknownHeaders.push_back(component.name);
      bom_.components.push_back(std::move(component));
    }
    std::ranges::sort(bom_.unknownHeaders);
  }

  void addIncludeSites() {
    const std::map<std::string, Location> sites = IncludeSites(files_, options_.root, bom_).direct();
    for (Component &component : bom_.components) {
      for (const Occurrence &occurrence : component.occurrences) {
        const auto site = sites.find(occurrence.header);
        if (site != sites.end()) component.includeSites.insert(*site);
      }
    }
  }

  const FileSystem &files_;
  const CollectOptions &options_;
  const Owners &owners_;
  ComponentTable table_;
  Bom bom_;
};

} // namespace

Result<Bom> collect(const FileSystem &files, const CollectOptions &options, const Views &views) {
  const auto database = DebianDatabase::load(files, options.dpkgDirectory);
  if (!database) return fail(database.error());
  const auto owners = Owners::decide(files, options, *database, pathsOf(files, options.root, views));
  if (!owners) return fail(owners.error());
  return Collector(files, options, *owners).collect(views);
}

} // namespace lintel::sbom
