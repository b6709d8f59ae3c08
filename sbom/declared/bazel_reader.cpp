#include "sbom/declared/bazel_reader.h"

#include "core/support/path.h"
#include "sbom/declared/bazel_lock.h"
#include "sbom/declared/declaration_list.h"
#include "sbom/declared/fetched_source.h"
#include "sbom/declared/script_declaration.h"
#include "sbom/declared/script_statements.h"
#include "sbom/declared/stated_version.h"
#include "sbom/model/purl.h"

#include <algorithm>
#include <array>
#include <map>

namespace lintel::sbom {
namespace {

// What fetches or points to a repository, and how the name is given.
struct Rule {
  std::string_view name;
  std::string_view nameArgument;
  SourceKind kind = SourceKind::Archive;
};
constexpr std::array<Rule, 11> kRules = {{{"archive_override", "module_name"},
                                          {"git_override", "module_name", SourceKind::Git},
                                          {"local_path_override", "module_name"},
                                          {"single_version_override", "module_name"},
                                          {"http_archive", "name"},
                                          {"http_file", "name"},
                                          {"http_jar", "name"},
                                          {"git_repository", "name", SourceKind::Git},
                                          {"new_git_repository", "name", SourceKind::Git},
                                          {"local_repository", "name"},
                                          {"new_local_repository", "name"}}};

bool isLocal(const Rule &rule) {
  constexpr std::array<std::string_view, 3> kLocal = {"local_path_override", "local_repository",
                                                      "new_local_repository"};
  return std::ranges::find(kLocal, rule.name) != kLocal.end();
}

// The arguments that tell where from, also those that projects' own wrappers of the rules have.
struct SourceArgument {
  std::string_view label;
  SourceKind kind = SourceKind::Archive;
};
constexpr std::array<SourceArgument, 5> kSourceArguments = {
    {{"urls"}, {"url"}, {"remote", SourceKind::Git}, {"repo", SourceKind::Git}, {"repository", SourceKind::Git}}};

bool isUrl(const ScriptText &text) { return text.resolved && text.text.find("://") != std::string::npos; }

// Of several addresses of one file the one at a forge: it tells the project, a mirror's address does not.
const ScriptText &mostTelling(const std::vector<ScriptText> &addresses) {
  const auto isHosted = [](const ScriptText &address) {
    return address.resolved && hostedRepository(address.text).has_value();
  };
  const auto hosted = std::ranges::find_if(addresses, isHosted);
  return hosted == addresses.end() ? addresses.front() : *hosted;
}

// A project's own wrapper of a rule is known by the name of the rule in its own: "tf_http_archive".
const Rule *ruleOf(std::string_view function) {
  for (const std::string_view wrapped : {"http_archive", "git_repository"}) {
    const bool isWrapper = function.ends_with("_" + std::string(wrapped)) && !function.starts_with("new_");
    if (isWrapper) function = wrapped;
  }
  const auto rule = std::ranges::find(kRules, function, &Rule::name);
  return rule == kRules.end() ? nullptr : &*rule;
}

class Reading {
public:
  Reading(const SourceText &source, std::vector<LockedModule> locked) : source_(source), locked_(std::move(locked)) {}

  // Rules under another name: load("...", fetch = "http_archive"), fetch = use_repo_rule("...", "http_archive").
  void collectAliases(const std::vector<ScriptStatement> &statements) {
    for (const ScriptStatement &statement : statements) {
      const Node &value = statement.value;
      if (value.kind != NodeKind::Call) continue;
      const std::string &function = value.operands.front().text;
      const auto positional = positionalArguments(value);
      if (function == "load") {
        for (const Node &item : value.items) {
          if (!item.label.empty() && item.kind == NodeKind::Text) aliases_[item.label] = item.text;
        }
      } else if (function == "use_repo_rule" && statement.kind == StatementKind::Assign && positional.size() > 1) {
        aliases_[statement.targets.front()] = positional[1]->text;
      }
    }
  }

  void add(const ScriptCall &call, ScriptValues &values) {
    std::string function(call.function);
    // maybe(http_archive, name = ...): only where no repository of that name is there yet.
    const auto positional = positionalArguments(call.node);
    if (function == "maybe" && !positional.empty()) function = positional.front()->text;
    if (const auto alias = aliases_.find(function); alias != aliases_.end()) function = alias->second;
    if (function == "bazel_dep") module(call, values);
    if (const Rule *rule = ruleOf(function)) {
      repository(*rule, call, values);
    } else if (fetches(call, values)) {
      repository({function, "name"}, call, values);
    }
  }

  std::vector<Declaration> take() {
    applyOverrides();
    return std::move(out_);
  }

private:
  std::vector<ScriptText> texts(const ScriptCall &call, ScriptValues &values, std::string_view label) const {
    const Node *node = argument(call.node, label);
    if (node == nullptr || node->text == "None") return {};
    return textsOf(source_, values, *node);
  }

  // Whether a function that is no rule, such as a project's wrapper of one, is told a name and an address. In
  // MODULE.bazel a call is a rule, or a tag whose meaning its extension alone knows.
  bool fetches(const ScriptCall &call, ScriptValues &values) const {
    if (baseName(source_.path()).ends_with("MODULE.bazel")) return false;
    const std::vector<ScriptText> names = texts(call, values, "name");
    if (names.size() != 1 || !names.front().resolved || names.front().text.empty()) return false;
    return std::ranges::any_of(kSourceArguments, [&](const SourceArgument &source) {
      return std::ranges::any_of(texts(call, values, source.label), isUrl);
    });
  }

  // The first string of an argument, noted as computed when it is; empty when it is not given.
  ScriptText text(Declaration &declaration, const ScriptCall &call, ScriptValues &values, std::string_view label) {
    const std::vector<ScriptText> found = texts(call, values, label);
    if (found.empty()) return {};
    noteComputed(declaration, found.front());
    return found.front();
  }

  std::optional<Declaration> named(const ScriptCall &call, ScriptValues &values, std::string_view label,
                                   std::string_view function) {
    const Node *node = argument(call.node, label);
    const auto positional = positionalArguments(call.node);
    if (node == nullptr && call.function == "bazel_dep" && !positional.empty()) node = positional.front();
    if (node == nullptr) return std::nullopt;
    const std::vector<ScriptText> names = textsOf(source_, values, *node);
    if (names.empty()) return std::nullopt;
    return declared(source_, call, names.front(), "bazel:" + std::string(function));
  }

  // The version of a bazel_dep is the lowest that will do; the lock says which one was chosen.
  void module(const ScriptCall &call, ScriptValues &values) {
    auto declaration = named(call, values, "name", "bazel_dep");
    if (!declaration) return;
    const ScriptText version = text(*declaration, call, values, "version");
    if (version.resolved) declaration->version = version.text;
    const auto ofName = [&](const LockedModule &module) { return module.name == declaration->name; };
    if (std::ranges::count_if(locked_, ofName) == 1) {
      const LockedModule &chosen = *std::ranges::find_if(locked_, ofName);
      if (version.resolved && chosen.version != version.text) declaration->constraint = ">=" + version.text;
      declaration->version = chosen.version;
      declaration->source = chosen.registry;
    }
    const Node *development = argument(call.node, "dev_dependency");
    if (development != nullptr && development->text == "True") declaration->scope = Scope::Test;
    setModulePurl(*declaration);
    out_.push_back(std::move(*declaration));
  }

  static void setModulePurl(Declaration &declaration) {
    const bool isName = !declaration.name.empty() && declaration.name.find_first_of("()\"' ") == std::string::npos;
    declaration.purl = isName ? makePurl("bazel", "", declaration.name, declaration.version, {}) : "";
  }

  // An override decides which version a module has, whatever its bazel_dep asks for.
  void applyOverrides() {
    std::map<std::string, Declaration> overrides;
    for (const Declaration &declaration : out_) {
      const bool onlyPatches = declaration.channel == "bazel:single_version_override" && declaration.version.empty();
      if (declaration.channel.ends_with("_override") && !onlyPatches) overrides[declaration.name] = declaration;
    }
    for (Declaration &declaration : out_) {
      const auto found = overrides.find(declaration.name);
      if (declaration.channel != "bazel:bazel_dep" || found == overrides.end()) continue;
      const Declaration &chosen = found->second;
      if (declaration.constraint.empty()) declaration.constraint = declaration.version;
      declaration.version = chosen.version;
      declaration.source = chosen.source;
      declaration.revision = chosen.revision;
      declaration.branch = chosen.branch;
      declaration.checksums = chosen.checksums;
      declaration.path = chosen.path;
      declaration.resolved = declaration.resolved && chosen.resolved;
      setModulePurl(declaration);
    }
  }

  void repository(const Rule &rule, const ScriptCall &call, ScriptValues &values) {
    auto declaration = named(call, values, rule.nameArgument, rule.name);
    if (!declaration) return;
    readChecksums(*declaration, call, values);
    if (rule.name == "single_version_override") {
      declaration->version = text(*declaration, call, values, "version").text;
      declaration->source = text(*declaration, call, values, "registry").text;
      setModulePurl(*declaration);
    } else if (isLocal(rule)) {
      readPath(*declaration, call, values);
    } else {
      readSource(*declaration, rule, call, values);
    }
    addMirrors(*declaration, call, values);
    out_.push_back(std::move(*declaration));
  }

  // The same declaration for each further address: any may be the one that serves.
  void addMirrors(const Declaration &main, const ScriptCall &call, ScriptValues &values) {
    for (const std::string_view label : {"urls", "url"}) {
      for (const ScriptText &address : texts(call, values, label)) {
        if (address.text.empty() || withoutCredentials(address.text) == main.source) continue;
        Declaration &other = out_.emplace_back(main);
        noteComputed(other, address);
        other.source = withoutCredentials(address.text);
      }
    }
  }

  void readSource(Declaration &declaration, const Rule &rule, const ScriptCall &call, ScriptValues &values) {
    const Node *name = argument(call.node, rule.nameArgument);
    const bool nameKnown = name != nullptr && values.evaluate(*name).has_value();
    const bool revisionKnown = readRevision(declaration, call, values);
    const auto [url, kind] = address(call, values);
    noteComputed(declaration, url);
    const bool known = nameKnown && revisionKnown && url.resolved;
    if (known) declaration.version = statedVersion(declaration, call, values, url.text);
    setSource(declaration, url.text, rule.kind == SourceKind::Archive ? kind : rule.kind, !known);
  }

  // Where a call fetches from. Not resolved when none of its arguments tells: then a wrapper alone knows.
  std::pair<ScriptText, SourceKind> address(const ScriptCall &call, ScriptValues &values) const {
    for (const auto &[label, kind] : kSourceArguments) {
      const std::vector<ScriptText> found = texts(call, values, label);
      // Only wrappers have "repo" and "repository", and "org/name" may stand there, too.
      const bool mayBeName = label.starts_with("repo");
      if (found.empty() || found.front().text.empty() || (mayBeName && !isUrl(found.front()))) continue;
      return {mostTelling(found), kind};
    }
    return {ScriptText{std::string(call.function) + "(...)", false, {}}, SourceKind::Archive};
  }

  std::string statedVersion(Declaration &declaration, const ScriptCall &call, ScriptValues &values,
                            const std::string &url) {
    if (const auto version = versionOfTag(declaration.revision)) return *version;
    if (const auto version = versionOfUrl(url)) return *version;
    // The directory inside the archive is named after the release.
    const ScriptText prefix = text(declaration, call, values, "strip_prefix");
    return prefix.resolved ? versionOfTag(prefix.text).value_or("") : "";
  }

  // Whether all of it is known.
  bool readRevision(Declaration &declaration, const ScriptCall &call, ScriptValues &values) {
    const ScriptText branch = text(declaration, call, values, "branch");
    bool known = branch.resolved;
    declaration.branch = branch.text;
    for (const std::string_view label : {"commit", "tag"}) {
      ScriptText revision = text(declaration, call, values, label);
      known = known && revision.resolved;
      if (declaration.revision.empty()) declaration.revision = std::move(revision.text);
    }
    if (declaration.revision.empty()) declaration.revision = declaration.branch;
    return known;
  }

  void readChecksums(Declaration &declaration, const ScriptCall &call, ScriptValues &values) {
    auto sha256 = checksumOf("sha256", text(declaration, call, values, "sha256").text);
    if (!sha256) sha256 = checksumOfIntegrity(text(declaration, call, values, "integrity").text);
    if (sha256) declaration.checksums.push_back(std::move(*sha256));
  }

  // Of a local repository: relative to the file's own directory, as a workspace's root is.
  void readPath(Declaration &declaration, const ScriptCall &call, ScriptValues &values) {
    const ScriptText path = text(declaration, call, values, "path");
    if (path.text.empty() || path.text.starts_with('/') || !path.resolved) return;
    const std::string inside = absolutePath(std::string(source_.path()) + "/../" + path.text, "/");
    declaration.path = inside.substr(1);
  }

  const SourceText &source_;
  std::vector<LockedModule> locked_;
  std::map<std::string, std::string> aliases_;
  std::vector<Declaration> out_;
};

// The modules of the lock beside MODULE.bazel. A lock that cannot be read is reported where it is read for itself.
std::vector<LockedModule> lockBeside(const Manifest &manifest) {
  if (baseName(manifest.path) != "MODULE.bazel") return {};
  const auto text = manifest.beside("MODULE.bazel.lock");
  if (!text) return {};
  auto modules = lockedModules(*text, "MODULE.bazel.lock");
  return modules ? std::move(*modules) : std::vector<LockedModule>();
}

} // namespace

bool isBazelFile(std::string_view path) {
  const std::string_view name = baseName(path);
  return name.ends_with("MODULE.bazel") || name == "WORKSPACE" || name == "WORKSPACE.bazel" ||
         name == "WORKSPACE.bzlmod" || name.ends_with(".bzl");
}

Result<std::vector<Declaration>> readBazel(const Manifest &manifest) {
  const SourceText source(manifest.path, manifest.text);
  const auto statements = parseStarlark(source);
  if (!statements) return fail(statements.error());
  Reading reading(source, lockBeside(manifest));
  reading.collectAliases(*statements);
  const Status status = walkScript(source, ScriptLanguage::Starlark, *statements,
                                   [&](const ScriptCall &call, ScriptValues &values) { reading.add(call, values); });
  if (!status) return fail(status.error());
  return inOrder(reading.take());
}

} // namespace lintel::sbom
