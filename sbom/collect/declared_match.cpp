#include "sbom/collect/declared_match.h"

#include "core/support/text.h"
#include "sbom/collect/name_match.h"
#include "sbom/collect/system_condition.h"

#include <algorithm>
#include <functional>
#include <re2/re2.h>
#include <tuple>

namespace lintel::sbom {
namespace {

constexpr const char *kLibraryDirectories[] = {"/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib",
                                               "/usr/local/lib"};

bool startsWithAny(const std::string &text, std::initializer_list<std::string_view> prefixes) {
  return std::ranges::any_of(prefixes, [&](std::string_view prefix) { return text.starts_with(prefix); });
}

// Package worlds of other languages: a crate named "zlib" is not the C library.
bool isOtherLanguage(const Declaration &declaration) {
  return startsWithAny(declaration.purl, {"pkg:npm/", "pkg:cargo/", "pkg:pypi/", "pkg:golang/"});
}

// A manifest that fetches its own copy is not served by the machine's package of that name.
bool isFetchedByItself(const Declaration &declaration) {
  return !declaration.source.empty() || !declaration.revision.empty();
}

// Build files name libraries for every system that they know, each behind a test of the system's name. Manifests of
// package managers and what is fetched lie in the repository, whichever system needs them.
Holds holdsHere(const Declaration &declaration) {
  const bool isBuildFile = startsWithAny(declaration.channel, {"autoconf:", "cmake:", "make:", "meson:", "shell:"});
  if (!isBuildFile || isFetchedByItself(declaration) || !declaration.path.empty()) return Holds::Perhaps;
  return holdsOnLinux(declaration.condition);
}

// Make's tests are too many in form to tell which side is which.
bool mayBeOfAnotherSystem(const Declaration &declaration) {
  static const RE2 system("(?i)uname|win(?:dows|32|64)|mingw|msys|cygwin|darwin|haiku|sunos|solaris|bsd\\b|android");
  return declaration.channel == "make:-l" && RE2::PartialMatch(declaration.condition, system);
}

// The source and the revision of a vcpkg declaration are a registry's, which holds many ports: they say nothing of the
// component itself.
bool namesRegistry(const Declaration &declaration) { return declaration.purl.starts_with("pkg:vcpkg/"); }

std::string revisionOf(const Declaration &declaration) {
  return namesRegistry(declaration) ? std::string() : declaration.revision;
}

bool mayBeEqual(const std::string &a, const std::string &b) { return a.empty() || b.empty() || a == b; }

// Tags such as "v1.2" and "1.2" are one release; of a commit and anything else nobody can tell.
bool mayBeOneRevision(const Component &component, const Declaration &declaration) {
  const std::string revision = revisionOf(declaration);
  const bool isCommit = isCommitId(revision) || isCommitId(component.revision);
  const bool isOneRelease = !isCommit && !component.version.empty() && component.version == declaration.version;
  return isOneRelease || mayBeEqual(component.revision, revision);
}

std::string withoutVersion(const std::string &purl) { return purl.substr(0, purl.find_first_of("@?#")); }

void addIfThere(const FileSystem &files, std::string path, std::vector<std::string> &found) {
  if (files.isFile(path)) found.push_back(std::move(path));
}

class Matcher {
public:
  Matcher(const FileSystem &files, const std::string &root, const Owners &owners, ComponentTable &table)
      : files_(files), root_(root), owners_(owners), table_(table) {
    for (auto &[ref, component] : table.all()) index(component);
  }

  DeclaredUse run(std::vector<Declaration> declarations) {
    // Those that say most come first, so that a bare name finds what they made.
    std::ranges::sort(declarations, [](const Declaration &a, const Declaration &b) {
      return std::make_tuple(-rank(a), std::cref(a)) < std::make_tuple(-rank(b), std::cref(b));
    });
    for (const Declaration &declaration : declarations) attach(declaration);
    std::ranges::sort(use_.unnamed);
    return std::move(use_);
  }

private:
  static int rank(const Declaration &declaration) {
    return (declaration.path.empty() ? 0 : 4) + (declaration.purl.empty() ? 0 : 2) +
           (declaration.version.empty() ? 0 : 1);
  }

  void index(Component &component) {
    if (!component.path.empty()) byPath_[component.path] = &component;
    if (!component.purl.empty()) byPurl_[withoutVersion(component.purl)].push_back(&component);
    if (component.origin == Origin::Unknown || component.origin == Origin::Toolchain) return;
    for (const std::string *name : {&component.name, &component.source}) {
      for (const std::string &known : knownNames(*name)) byName_[known].push_back(&component);
    }
  }

  void attach(const Declaration &declaration) {
    const Holds here = holdsHere(declaration);
    if (here == Holds::Never) return;
    const Owner &owner = owners_.of(root_ + '/' + declaration.location.path);
    const bool isForeign = !owner.isManifestOfProject();
    // A name that is computed where text cannot be followed says nothing, "${name}", unless something is fetched there.
    const bool isComputed = declaration.name.find('$') != std::string::npos;
    if (declaration.name.empty() || (isComputed && !isFetchedByItself(declaration))) {
      if (!isForeign) use_.unnamed.push_back(declaration);
      return;
    }
    std::vector<Component *> meant = find(declaration);
    if (meant.empty() && (isForeign || (here == Holds::Perhaps && mayBeOfAnotherSystem(declaration)))) return;
    if (meant.empty()) meant.push_back(&make(declaration));
    const std::string user = isForeign ? table_.of(owner).ref : kProjectRef;
    for (Component *component : meant) {
      if (component->ref == user) continue; // it speaks of itself
      if (!isForeign) describe(*component, declaration);
      if (!isForeign) component->declarations.push_back(declaration);
      if (declaration.direct) use_.users[component->ref].insert(user);
    }
  }

  std::vector<Component *> find(const Declaration &declaration) {
    if (!declaration.path.empty()) {
      if (const auto found = byPath_.find(declaration.path); found != byPath_.end()) return {found->second};
    }
    if (!declaration.purl.empty()) {
      for (Component *component : byPurl_[withoutVersion(declaration.purl)]) {
        if (agrees(*component, declaration)) return {component};
      }
    }
    if (isOtherLanguage(declaration)) return {};
    if (auto proven = findProven(declaration); !proven.empty()) return proven;
    return findNamed(declaration);
  }

  static bool agrees(const Component &component, const Declaration &declaration) {
    return component.origin != Origin::Declared ||
           (mayBeEqual(component.version, declaration.version) && mayBeOneRevision(component, declaration));
  }

  // The components of the Debian source package that owns a proving file: a -dev package and what it links with.
  std::vector<Component *> findProven(const Declaration &declaration) {
    std::set<std::string> sources;
    for (const std::string &path : provingFiles(files_, declaration)) {
      const Owner &owner = owners_.of(path);
      if (owner.origin == Origin::DebianPackage) sources.insert(owner.debian->source);
    }
    std::vector<Component *> meant;
    for (auto &[ref, component] : table_.all()) {
      if (component.origin == Origin::DebianPackage && sources.contains(component.source)) meant.push_back(&component);
    }
    return meant;
  }

  // Whatever bears the name: what the build fetched, and copies, before packages of the machine.
  std::vector<Component *> findNamed(const Declaration &declaration) {
    std::vector<Component *> own, packages, declared;
    for (const std::string &name : knownNames(declaration.name)) {
      const auto found = byName_.find(name);
      if (found == byName_.end()) continue;
      for (Component *component : found->second) {
        auto &kind = component->origin == Origin::DebianPackage ? packages
                     : component->origin == Origin::Declared    ? declared
                                                                : own;
        if (std::ranges::find(kind, component) == kind.end()) kind.push_back(component);
      }
    }
    if (!own.empty()) return own;
    if (!packages.empty() && !isFetchedByItself(declaration)) return packages;
    std::erase_if(declared, [&](const Component *component) { return !mayBeOne(*component, declaration); });
    return declared;
  }

  // Two manifests that name one thing, as far as neither contradicts the other.
  static bool mayBeOne(const Component &component, const Declaration &declaration) {
    const bool bothFetched = !component.purl.empty() && !declaration.purl.empty();
    return !isOtherLanguage(component.declarations.front()) && !bothFetched && agrees(component, declaration);
  }

  // A revision counts where the version does not tell as much.
  static std::string keyOf(const Declaration &declaration) {
    const std::string revision = revisionOf(declaration);
    const bool isTold = !declaration.version.empty() && !isCommitId(revision);
    const std::string which = declaration.version + (isTold || revision.empty() ? "" : '#' + revision);
    if (!declaration.purl.empty()) return withoutVersion(declaration.purl) + '@' + which;
    return "name/" + lowerCase(declaration.name) + (revision.empty() ? "" : '@' + which);
  }

  Component &make(const Declaration &declaration) {
    Component &component = table_.declared(keyOf(declaration));
    if (component.name.empty()) {
      component.name = declaration.name;
      component.version = declaration.version;
      component.purl = declaration.purl;
      component.revision = revisionOf(declaration);
      index(component);
    }
    return component;
  }

  static void describe(Component &component, const Declaration &declaration) {
    const std::string place = declaration.location.path + ':' + std::to_string(declaration.location.begin.line);
    const double confidence = component.origin == Origin::Declared ? 0.7 : 0.9;
    component.identity.push_back({"name", "manifest-analysis", confidence, declaration.name, place});
    if (!declaration.version.empty())
      component.identity.push_back({"version", "manifest-analysis", confidence, declaration.version, place});
    if (component.downloadUrl.empty() && !namesRegistry(declaration)) component.downloadUrl = declaration.source;
    if (component.revision.empty()) component.revision = revisionOf(declaration);
    if (component.origin != Origin::Declared) return;
    if (component.version.empty()) component.version = declaration.version;
    // Of two names for one thing the one with a version says more.
    if (withoutVersion(component.purl) == component.purl && !declaration.purl.empty())
      component.purl = declaration.purl;
  }

  const FileSystem &files_;
  const std::string &root_;
  const Owners &owners_;
  ComponentTable &table_;
  std::map<std::string, Component *> byPath_;
  std::map<std::string, std::vector<Component *>> byPurl_;
  std::map<std::string, std::vector<Component *>> byName_;
  DeclaredUse use_;
};

} // namespace

std::vector<std::string> provingFiles(const FileSystem &files, const Declaration &declaration) {
  std::vector<std::string> found;
  if (isOtherLanguage(declaration) || isFetchedByItself(declaration) || declaration.name.empty()) return found;
  if (declaration.name.find('/') != std::string::npos) return found; // no file name
  const bool pkgConfig =
      startsWithAny(declaration.channel, {"cmake:pkg_check", "cmake:pkg_search", "meson", "make:pkg-config",
                                          "shell:pkg-config", "autoconf:PKG_CHECK"});
  const bool package = startsWithAny(declaration.channel, {"cmake:find_package", "meson"});
  const bool library = startsWithAny(
      declaration.channel, {"cmake:find_library", "cmake:check_library", "cmake:required_libraries", "meson", "make:-l",
                            "shell:-l", "autoconf:AC_CHECK_LIB", "autoconf:AC_SEARCH_LIBS", "autoconf:-l"});
  for (const std::string directory : kLibraryDirectories) {
    if (pkgConfig) addIfThere(files, directory + "/pkgconfig/" + declaration.name + ".pc", found);
    if (library) {
      addIfThere(files, directory + "/lib" + declaration.name + ".so", found);
      addIfThere(files, directory + "/lib" + declaration.name + ".a", found);
    }
    if (package) {
      const std::string base = directory + "/cmake/" + declaration.name;
      addIfThere(files, base + '/' + declaration.name + "Config.cmake", found);
      addIfThere(files, base + '/' + lowerCase(declaration.name) + "-config.cmake", found);
      addIfThere(files,
                 directory + "/cmake/" + lowerCase(declaration.name) + '/' + lowerCase(declaration.name) +
                     "-config.cmake",
                 found);
    }
  }
  if (pkgConfig) addIfThere(files, "/usr/share/pkgconfig/" + declaration.name + ".pc", found);
  return found;
}

DeclaredUse addDeclarations(const std::vector<Declaration> &declarations, const FileSystem &files,
                            const std::string &root, const Owners &owners, ComponentTable &table) {
  return Matcher(files, root, owners, table).run(declarations);
}

} // namespace lintel::sbom
