#include "sbom/audit/checksums.h"

#include "core/support/path.h"
#include "core/support/text.h"
#include "sbom/audit/artefacts.h"
#include "sbom/audit/conan_cache.h"
#include "sbom/audit/digest.h"
#include "sbom/audit/fetched.h"
#include "sbom/audit/findings.h"
#include "sbom/audit/portfile.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace lintel::sbom {
namespace {

constexpr const char *kRule = "dependencies/checksum";
constexpr std::uint64_t kMaxPortSize = 1u << 20;

// One file that may lie in a directory of downloads, and what it must be.
struct Expected {
  const Component *component;
  const Declaration *declaration;
  std::vector<Checksum> checksums; // all hold
  std::string name = {};           // of the file, where a declaration has several
};

// One thing with a checksum, for counting.
using Thing = std::pair<const Declaration *, std::string>;

class ChecksumJudge {
public:
  ChecksumJudge(const Context &context, Findings &findings, const DependencyPolicy::Pinning &section)
      : context_(context),
        findings_(findings),
        section_(section),
        artefacts_(context.input.files, context.input.root, texts(section.artefacts)),
        conan_(context.input.files, artefacts_.directories()) {}

  void run() {
    reportMissingDirectories();
    for (const Component &component : context_.bom().components) {
      if (component.declarations.empty() || findings_.anyCounts(section_.ignore, component)) continue;
      checkContradictions(component);
      if (section_.artefacts.empty()) continue;
      for (const Declaration &declaration : component.declarations) collect(component, declaration);
    }
    checkDownloads();
    tellWhatIsMissing();
  }

private:
  static std::vector<std::string> texts(const std::vector<PolicyEntry> &entries) {
    std::vector<std::string> texts;
    for (const PolicyEntry &entry : entries) texts.push_back(entry.text);
    return texts;
  }

  void reportMissingDirectories() {
    for (const PolicyEntry &entry : section_.artefacts) {
      if (context_.input.files.isDirectory(absolutePath(entry.text, context_.input.root))) continue;
      findings_.undecided("checksums: the directory '" + entry.text + "' of 'artefacts' does not exist");
    }
  }

  void report(const Component &component, const Declaration &declaration, const std::string &what) {
    findings_.addAt(kRule, component, declaration.location, what);
  }

  // Two statements about the same thing that cannot both be right.
  void checkContradictions(const Component &component) {
    std::map<std::string, std::pair<std::string, const Declaration *>> stated; // what -> value, first place
    for (const Declaration &declaration : component.declarations) {
      for (const Checksum &checksum : declaration.checksums) {
        if (checksum.algorithm == "prev") continue; // one for each binary; several hold
        // A revision of a recipe and the files of a Go module belong to a version, wherever that is fetched from.
        const bool isOfVersion = checksum.algorithm == "rrev" || checksum.algorithm == "h1";
        if (!isOfVersion && fetchOf(declaration) != Fetch::Archive) continue;
        const std::string thing = checksum.algorithm + '\n' +
                                  (isOfVersion ? declaration.name + '\n' + declaration.version : declaration.source);
        const auto [first, isNew] = stated.try_emplace(thing, checksum.value, &declaration);
        if (isNew || first->second.first == checksum.value) continue;
        const Location &other = first->second.second->location;
        findings_.addAt(kRule, component, declaration.location,
                        describe(component) + " has the " + checksum.algorithm + " '" + checksum.value +
                            "' here, and '" + first->second.first + "' in '" + other.path + "'",
                        std::nullopt, {{other, "the other one is stated here"}});
      }
    }
  }

  void collect(const Component &component, const Declaration &declaration) {
    const std::string registry = registryOf(declaration);
    if (registry == "golang") return checkGo(component, declaration);
    if (registry == "conan") return checkConan(component, declaration);
    if (registry == "vcpkg") return collectPort(component, declaration);
    Expected expected{&component, &declaration, digests(declaration)};
    if (expected.checksums.empty()) return;
    stated_.insert({&declaration, ""});
    if (registry == "npm" && checkNpmCache(expected)) return;
    for (const std::string &name : downloadNames(declaration)) expected_[name].push_back(expected);
  }

  static std::vector<Checksum> digests(const Declaration &declaration) {
    std::vector<Checksum> digests;
    for (const Checksum &checksum : declaration.checksums) {
      if (digestHex(checksum.algorithm, "")) digests.push_back(checksum);
    }
    return digests;
  }

  // A name such as "v1.2.tar.gz" may be anybody's: path, too, must speak of the dependency.
  static bool speaksOf(const std::string &path, const Expected &expected) {
    const std::string text = lowerCase(path);
    for (const std::string &name : {expected.declaration->name, expected.component->name}) {
      const std::string bare = lowerCase(name.substr(name.rfind('/') + 1));
      if (!bare.empty() && text.find(bare) != std::string::npos) return true;
    }
    return false;
  }

  void checkDownloads() {
    std::set<std::string> names;
    for (const auto &[name, all] : expected_) names.insert(name);
    for (const auto &[name, paths] : artefacts_.find(names)) {
      for (const std::string &path : paths) checkDownload(path, expected_[name]);
    }
  }

  void checkDownload(const std::string &path, const std::vector<Expected> &all) {
    std::vector<const Expected *> candidates;
    for (const Expected &expected : all) {
      if (speaksOf(path, expected)) candidates.push_back(&expected);
    }
    if (candidates.empty()) return;
    const auto content = artefacts_.read(path);
    if (!content) return unreadable(path, content.error());
    const auto agrees = [&](const Expected *expected) {
      return std::ranges::all_of(expected->checksums, [&](const Checksum &checksum) {
        return digestHex(checksum.algorithm, *content) == checksum.value;
      });
    };
    for (const Expected *expected : candidates) found_.insert({expected->declaration, expected->name});
    if (std::ranges::any_of(candidates, agrees)) return;
    const Expected &first = *candidates.front();
    const Checksum &checksum = first.checksums.back();
    report(*first.component, *first.declaration,
           "'" + shown(path) + "' is not what is declared for " + describe(*first.component) + ": its " +
               checksum.algorithm + " is '" + digestHex(checksum.algorithm, *content).value_or("") + "', not '" +
               checksum.value + "'");
  }

  // Repo-relative where it lies in the repository.
  std::string shown(const std::string &path) const { return relativeTo(path, context_.input.root).value_or(path); }

  void unreadable(const std::string &path, const Problem &problem) {
    findings_.undecided("the checksum of '" + shown(path) + "': " + problem.what);
  }

  // npm names the content in its cache by its hash.
  bool checkNpmCache(const Expected &expected) {
    for (const Checksum &checksum : expected.checksums) {
      if (checksum.algorithm != "sha512") continue;
      const std::string path = npmContentPath(checksum.value);
      for (const std::string &file : artefacts_.at({path, "_cacache/" + path})) {
        found_.insert({expected.declaration, ""});
        const auto content = artefacts_.read(file);
        if (!content) {
          unreadable(file, content.error());
        } else if (digestHex("sha512", *content) != checksum.value) {
          report(*expected.component, *expected.declaration,
                 "'" + shown(file) + "' is not what its name and the lock say for " + describe(*expected.component));
        }
        return true;
      }
    }
    return false;
  }

  void checkGo(const Component &component, const Declaration &declaration) {
    std::set<std::string> hashes;
    for (const Checksum &checksum : declaration.checksums) {
      if (checksum.algorithm != "h1") continue;
      hashes.insert(checksum.value.starts_with("h1:") ? checksum.value : "h1:" + checksum.value);
    }
    if (hashes.empty() || declaration.version.empty()) return;
    stated_.insert({&declaration, ""});
    const std::string stem = escapedGoModule(declaration.name) + "/@v/" + escapedGoModule(declaration.version);
    const auto candidates = [&](const std::string &ending) {
      const std::string file = stem + ending;
      return artefacts_.at(
          {file, "cache/download/" + file, "mod/cache/download/" + file, "pkg/mod/cache/download/" + file});
    };
    const auto compare = [&](const std::string &file, const std::string &hash) {
      found_.insert({&declaration, ""});
      if (hashes.contains(hash)) return;
      report(component, declaration,
             "'" + shown(file) + "' is not the module of go.sum: " + hash + ", not " + *hashes.begin());
    };
    for (const std::string &file : candidates(".ziphash")) {
      const auto text = artefacts_.read(file);
      if (text) compare(file, std::string(trim(*text)));
    }
    for (const std::string &file : candidates(".zip")) {
      if (!context_.input.readZip) continue;
      const auto digests = context_.input.readZip(file);
      const auto hash = digests ? goModuleHash(*digests) : std::nullopt;
      if (hash) {
        compare(file, *hash);
      } else {
        unreadable(file, digests ? Problem{"a file name with a line break"} : digests.error());
      }
    }
  }

  void checkConan(const Component &component, const Declaration &declaration) {
    for (const Checksum &checksum : declaration.checksums) {
      if (checksum.algorithm != "rrev") continue;
      stated_.insert({&declaration, checksum.value});
      const auto check = conan_.check(checksum.value);
      if (!check) continue;
      found_.insert({&declaration, checksum.value});
      if (check->changed.empty()) continue;
      report(component, declaration,
             "the recipe of " + describe(component) + " in '" + shown(check->recipe) + "' is not that of revision '" +
                 checksum.value + "': " + quotedList(check->changed) + " changed");
    }
  }

  // The port in the checkout speaks for the declared version only if it is of that version.
  void collectPort(const Component &component, const Declaration &declaration) {
    if (context_.input.policy.vcpkg.empty() || declaration.version.empty()) return;
    const std::string ports = absolutePath(context_.input.policy.vcpkg, context_.input.root) + "/ports";
    const std::string port = absolutePath(declaration.name, ports);
    if (!relativeTo(port, ports)) return;
    const auto manifest = context_.input.files.read(port + "/vcpkg.json", kMaxPortSize);
    const auto portfile = context_.input.files.read(port + "/portfile.cmake", kMaxPortSize);
    if (!manifest || !portfile) return;
    const std::string version = declaration.version.substr(0, declaration.version.find('#'));
    if (versionOfPort(*manifest) != version) return;
    for (const PortDownload &download : downloadsOfPort(*portfile, version)) {
      stated_.insert({&declaration, download.fileName});
      expected_[download.fileName].push_back(
          {&component, &declaration, {{"sha512", download.sha512}}, download.fileName});
    }
  }

  // Of the top level only, so that nesting cannot grow.
  static std::string versionOfPort(const std::string &manifest) {
    const auto shallow = [](int depth, nlohmann::json::parse_event_t, nlohmann::json &) { return depth <= 1; };
    const auto json = nlohmann::json::parse(manifest, shallow, false, true);
    for (const char *key : {"version", "version-semver", "version-date", "version-string"}) {
      if (json.is_object() && json.contains(key) && json[key].is_string()) return json[key].get<std::string>();
    }
    return "";
  }

  void tellWhatIsMissing() {
    if (!artefacts_.isWhole()) {
      findings_.undecided("checksums: the directories of 'artefacts' hold more files than are looked at");
    }
    const std::size_t missing = stated_.size() - found_.size();
    if (missing == 0) return;
    findings_.undecided("checksums: " + std::to_string(missing) + " of " + std::to_string(stated_.size()) +
                        " downloads with a checksum are not in the directories that the policy names");
  }

  const Context &context_;
  Findings &findings_;
  const DependencyPolicy::Pinning &section_;
  Artefacts artefacts_;
  ConanCache conan_;
  std::map<std::string, std::vector<Expected>> expected_; // by file name
  std::set<Thing> stated_;                                // what has a checksum, and
  std::set<Thing> found_;                                 // which of it was judged; both asked for their sizes only
};

} // namespace

std::string escapedGoModule(const std::string &module) {
  std::string escaped;
  for (const char c : module) {
    if (lowerCase(c) != c) escaped += '!';
    escaped += lowerCase(c);
  }
  return escaped;
}

std::vector<std::string> downloadNames(const Declaration &declaration) {
  std::vector<std::string> names;
  if (!declaration.source.empty()) {
    if (std::string name = downloadName(declaration.source); name.find('.') != std::string::npos) names.push_back(name);
  }
  const std::string registry = registryOf(declaration);
  if (registry == "cargo") names.push_back(declaration.name + "-" + declaration.version + ".crate");
  if (registry == "npm") {
    std::string name = declaration.name; // "npm pack" writes "@scope/name" as "scope-name"
    if (name.starts_with('@')) name.erase(0, 1);
    std::ranges::replace(name, '/', '-');
    names.push_back(name + "-" + declaration.version + ".tgz");
  }
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  return names;
}

std::string npmContentPath(const std::string &sha512) {
  if (sha512.size() < 5) return "content-v2/sha512/" + sha512;
  return "content-v2/sha512/" + sha512.substr(0, 2) + "/" + sha512.substr(2, 2) + "/" + sha512.substr(4);
}

void judgeChecksums(const Context &context, Findings &findings) {
  if (context.input.policy.pinning) ChecksumJudge(context, findings, *context.input.policy.pinning).run();
}

} // namespace lintel::sbom
