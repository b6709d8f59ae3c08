#include "sbom/declared/xmake_reader.h"

#include "core/support/text.h"
#include "sbom/declared/declaration_list.h"
#include "sbom/declared/fetched_source.h"
#include "sbom/declared/manifest_place.h"
#include "sbom/declared/script_declaration.h"
#include "sbom/declared/script_statements.h"
#include "sbom/declared/stated_version.h"
#include "sbom/model/purl.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <re2/re2.h>
#include <set>

namespace lintel::sbom {
namespace {

// "conan::zlib/1.2.13", "vcpkg::zlib 1.2.13", "repository@fmt >=9", "zlib 1.2.x"
struct Requirement {
  std::string manager;
  std::string name;
  std::string version;
};

constexpr std::size_t kMaxVersions = 1000; // of one package
constexpr std::size_t kMaxIncluded = 100;  // files, over all

// xmake takes "v1.2.3" for 1.2.3.
std::string withoutV(const std::string &version) {
  const bool hasV = version.size() > 1 && version[0] == 'v' && version[1] >= '0' && version[1] <= '9';
  return hasV ? version.substr(1) : version;
}

Requirement parseRequirement(const std::string &text) {
  Requirement parsed;
  static const re2::RE2 kManager("([A-Za-z0-9_]+)::(.+)");
  std::string rest = text;
  re2::RE2::FullMatch(text, kManager, &parsed.manager, &rest);
  const bool isConan = parsed.manager == "conan";
  const std::size_t end = rest.find_first_of(isConan ? "/ " : " ");
  parsed.name = rest.substr(0, end);
  if (end != std::string::npos) parsed.version = trim(std::string_view(rest).substr(end + 1));
  if (const std::size_t at = parsed.name.find('@'); at != std::string::npos && !isConan) parsed.name.erase(0, at + 1);
  if (const std::size_t label = parsed.name.find('~'); label != std::string::npos) parsed.name.erase(label);
  return parsed;
}

class Reading {
public:
  explicit Reading(const SourceText &source) : source_(source) {}

  void add(const ScriptCall &call, ScriptValues &values) {
    if (call.isMethod) return;
    if (call.function == "add_requires") requirements(call, values);
    if (call.function == "package") begin(call, values);
    if (call.function == "package_end" || call.function == "target") finish();
    if (!package_) return;
    if (call.function == "add_urls" || call.function == "set_urls") addUrl(call, values);
    if (call.function == "add_versions") addVersion(call, values);
  }

  std::vector<Declaration> take() {
    finish();
    return std::move(out_);
  }

private:
  // add_requires("a 1.2", "b", {options}): the options hold for all.
  void requirements(const ScriptCall &call, ScriptValues &values) {
    const Node *options = nullptr;
    std::vector<ScriptText> names;
    for (const Node &item : call.node.items) {
      if (item.kind == NodeKind::Table) {
        options = &item;
      } else {
        std::ranges::move(textsOf(source_, values, item), std::back_inserter(names));
      }
    }
    for (const ScriptText &name : names) {
      Declaration declaration = declared(source_, call, name, "xmake:add_requires");
      if (name.resolved) setRequirement(declaration, parseRequirement(name.text));
      if (options != nullptr) setOptions(declaration, *options, values);
      if (!name.resolved || !declaration.name.empty()) out_.push_back(std::move(declaration));
    }
  }

  static void setRequirement(Declaration &declaration, const Requirement &requirement) {
    declaration.name = requirement.name;
    declaration.constraint = requirement.version;
    if (isVersionNumber(withoutV(requirement.version))) declaration.version = withoutV(requirement.version);
    const bool hasType = requirement.manager == "conan" || requirement.manager == "vcpkg";
    if (hasType) declaration.purl = makePurl(requirement.manager, "", declaration.name, declaration.version, {});
  }

  // {optional = true, system = false, alias = "x", configs = {...}}
  void setOptions(Declaration &declaration, const Node &options, ScriptValues &values) const {
    for (const Node &option : options.items) {
      if (option.label == "optional" && option.text == "true") {
        declaration.required = false;
        declaration.scope = Scope::Optional;
      }
      if (option.label == "version" && declaration.constraint.empty()) {
        for (const ScriptText &version : textsOf(source_, values, option)) {
          noteComputed(declaration, version);
          if (version.resolved) setRequirement(declaration, {"", declaration.name, version.text});
        }
      }
      if (option.label != "components" && option.label != "configs") continue;
      if (option.label == "components") {
        for (const ScriptText &part : textsOf(source_, values, option)) declaration.parts.push_back(part.text);
      } else {
        for (const Node &config : option.items) {
          if (config.text == "true") declaration.parts.push_back(config.label);
        }
      }
    }
    sortUnique(declaration.parts);
  }

  // package("zlib"): how xmake would build it; what it is asked for stands in add_requires.
  void begin(const ScriptCall &call, ScriptValues &values) {
    finish();
    const auto arguments = positionalArguments(call.node);
    if (arguments.empty()) return;
    const auto names = textsOf(source_, values, *arguments.front());
    if (names.empty()) return;
    package_ = declared(source_, call, names.front(), "xmake:package");
    package_->required = false;
  }

  void addUrl(const ScriptCall &call, ScriptValues &values) {
    for (const Node *node : positionalArguments(call.node)) {
      if (node->kind == NodeKind::Table) continue;
      for (const ScriptText &url : textsOf(source_, values, *node)) {
        if (url_.text.empty()) url_ = url;
      }
    }
  }

  // add_versions("1.2.13", "<sha256, commit or tag>"), add_versions("github:1.2.13", ...)
  void addVersion(const ScriptCall &call, ScriptValues &values) {
    std::vector<ScriptText> texts;
    for (const Node *node : positionalArguments(call.node)) {
      std::ranges::move(textsOf(source_, values, *node), std::back_inserter(texts));
    }
    if (texts.size() < 2 || versions_.size() >= kMaxVersions) return;
    noteComputed(*package_, texts.front());
    std::string version = texts.front().text;
    if (const std::size_t colon = version.find(':'); colon != std::string::npos) version.erase(0, colon + 1);
    const bool isNew =
        std::ranges::find(versions_, version, &std::pair<std::string, std::string>::first) == versions_.end();
    if (isNew) versions_.push_back({std::move(version), texts[1].resolved ? texts[1].text : ""});
  }

  void finish() {
    if (!package_) return;
    Declaration package = std::move(*package_);
    package_.reset();
    const ScriptText url = std::exchange(url_, {});
    const std::vector<std::pair<std::string, std::string>> versions = std::exchange(versions_, {});
    noteComputed(package, url);
    std::string address = url.text;
    if (versions.size() == 1) {
      package.version = withoutV(versions.front().first);
      setProof(package, versions.front().second);
      replaceVersion(address, versions.front().first);
    } else {
      for (const auto &[version, proof] : versions) {
        package.constraint += (package.constraint.empty() ? "" : " || ") + version;
      }
    }
    const bool isGit = address.ends_with(".git");
    const bool open = address.find("$(version)") != std::string::npos;
    setSource(package, address, isGit ? SourceKind::Git : SourceKind::Archive, open || !url.resolved);
    out_.push_back(std::move(package));
  }

  static void replaceVersion(std::string &address, const std::string &version) {
    constexpr std::string_view kPlace = "$(version)";
    std::size_t at = 0;
    while (address.size() < 2000 && (at = address.find(kPlace, at)) != std::string::npos) {
      address.replace(at, kPlace.size(), version);
      at += version.size();
    }
  }

  static void setProof(Declaration &package, const std::string &proof) {
    if (proof.size() == 64) {
      if (auto checksum = checksumOf("sha256", proof)) package.checksums.push_back(std::move(*checksum));
    } else {
      package.revision = proof;
    }
  }

  const SourceText &source_;
  std::vector<Declaration> out_;
  std::optional<Declaration> package_; // the definition under way
  ScriptText url_;
  std::vector<std::pair<std::string, std::string>> versions_; // with what proves them
};

} // namespace

bool isXmakeFile(std::string_view path) { return baseName(path) == "xmake.lua"; }

namespace {

// A file and what it includes: includes("lua/all.lua"). A file of the name xmake.lua is read for itself.
class XmakeFiles {
public:
  Status read(const Manifest &manifest, std::vector<Declaration> &out) {
    if (!seen_.insert(manifest.path).second) return {};
    const SourceText source(manifest.path, manifest.text);
    if (seen_.size() > kMaxIncluded) return source.problem(0, "more than 100 files include each other", "fewer");
    const auto statements = parseLua(source);
    if (!statements) return fail(statements.error());
    Reading reading(source);
    std::vector<std::string> included;
    const Status status =
        walkScript(source, ScriptLanguage::Lua, *statements, [&](const ScriptCall &call, ScriptValues &values) {
          reading.add(call, values);
          addIncluded(source, call, values, included);
        });
    if (!status) return status;
    std::ranges::move(reading.take(), std::back_inserter(out));
    for (const std::string &name : included) {
      if (const Status read = readIncluded(manifest, name, out); !read) return read;
    }
    return {};
  }

private:
  static void addIncluded(const SourceText &source, const ScriptCall &call, ScriptValues &values,
                          std::vector<std::string> &included) {
    if (call.isMethod || call.function != "includes") return;
    for (const Node *node : positionalArguments(call.node)) {
      for (const ScriptText &name : textsOf(source, values, *node)) {
        if (name.resolved && name.text.ends_with(".lua") && !isXmakeFile(name.text)) included.push_back(name.text);
      }
    }
  }

  // One that is not there is not the reader's affair: xmake itself refuses the project.
  Status readIncluded(const Manifest &manifest, const std::string &name, std::vector<Declaration> &out) {
    const auto text = manifest.beside(name);
    if (!text) return {};
    const std::string path = joinPath(directoryOf(manifest.path), name);
    return read({path, *text, manifest.files, manifest.root, manifest.options}, out);
  }

  std::set<std::string> seen_;
};

} // namespace

Result<std::vector<Declaration>> readXmake(const Manifest &manifest) {
  std::vector<Declaration> declarations;
  if (const Status status = XmakeFiles().read(manifest, declarations); !status) return fail(status.error());
  return inOrder(std::move(declarations));
}

} // namespace lintel::sbom
