#include "sbom/declared/meson_reader.h"

#include "sbom/declared/declaration_list.h"
#include "sbom/declared/script_declaration.h"
#include "sbom/declared/script_statements.h"
#include "sbom/declared/stated_version.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxAlternatives = 16;

std::string also(const std::string &condition, const std::string &added) {
  const auto bracketed = [](const std::string &text) {
    return text.find(' ') == std::string::npos ? text : "(" + text + ")";
  };
  return condition.empty() ? added : bracketed(condition) + " and " + bracketed(added);
}

class Reading {
public:
  explicit Reading(const SourceText &source) : source_(source) {}

  void add(const ScriptCall &call, ScriptValues &values) {
    if (!call.isMethod && call.function == "dependency") dependency(call, values);
    if (!call.isMethod && call.function == "subproject") single(call, values, "meson:subproject");
    if (call.isMethod && call.function == "find_library") single(call, values, "meson:find_library");
  }

  std::vector<Declaration> take() { return std::move(out_); }

private:
  // dependency('a', 'b'): the first that is found. dependency('', ...) is a dependency that is never found.
  void dependency(const ScriptCall &call, ScriptValues &values) {
    std::vector<ScriptText> names;
    for (const Node *node : positionalArguments(call.node)) {
      std::ranges::move(textsOf(source_, values, *node), std::back_inserter(names));
    }
    std::erase_if(names, [](const ScriptText &name) { return name.text.empty(); });
    if (names.size() > kMaxAlternatives) names.resize(kMaxAlternatives);
    std::string missing;
    for (const ScriptText &name : names) {
      Declaration declaration = declared(source_, call, name, "meson:dependency");
      common(declaration, call, values);
      version(declaration, call, values);
      if (const Node *modules = argument(call.node, "modules")) {
        for (const ScriptText &text : textsOf(source_, values, *modules)) declaration.parts.push_back(text.text);
        sortUnique(declaration.parts);
      }
      if (names.size() > 1) declaration.required = false;
      if (!missing.empty()) declaration.condition = also(declaration.condition, "not found: " + missing);
      missing = onOneLine(missing + (missing.empty() ? "" : ", ") + name.text);
      out_.push_back(std::move(declaration));
    }
    if (!names.empty()) fallback(call, values, missing);
  }

  // fallback: 'zlib' or ['zlib', 'zlib_dep']: a subproject that is built when nothing was found.
  void fallback(const ScriptCall &call, ScriptValues &values, const std::string &missing) {
    const Node *node = argument(call.node, "fallback");
    if (node == nullptr) return;
    const std::vector<ScriptText> names = textsOf(source_, values, *node);
    if (names.empty()) return;
    Declaration declaration = declared(source_, call, names.front(), "meson:subproject");
    declaration.required = false;
    declaration.condition = also(call.condition, "not found: " + missing);
    out_.push_back(std::move(declaration));
  }

  void single(const ScriptCall &call, ScriptValues &values, const char *channel) {
    const auto arguments = positionalArguments(call.node);
    if (arguments.empty()) return;
    const std::vector<ScriptText> names = textsOf(source_, values, *arguments.front());
    if (names.empty()) return;
    Declaration declaration = declared(source_, call, names.front(), channel);
    common(declaration, call, values);
    if (call.function == "subproject") version(declaration, call, values);
    out_.push_back(std::move(declaration));
  }

  // required: false, or an option that decides; native: for the machine that builds.
  void common(Declaration &declaration, const ScriptCall &call, ScriptValues &values) const {
    if (const Node *required = argument(call.node, "required")) {
      const auto value = values.evaluate(*required);
      const bool always = value && value->text == "true";
      declaration.required = always;
      if (!value) declaration.condition = also(declaration.condition, onOneLine(source_.slice(required->span)));
    }
    const Node *native = argument(call.node, "native");
    if (native != nullptr && native->text == "true") declaration.scope = Scope::Build;
  }

  // version: '>=1.2' or ['>=1.2', '<2']; without relation, or with '==', it is that version.
  void version(Declaration &declaration, const ScriptCall &call, ScriptValues &values) const {
    const Node *node = argument(call.node, "version");
    if (node == nullptr) return;
    for (const ScriptText &text : textsOf(source_, values, *node)) {
      if (!text.resolved) {
        noteComputed(declaration, text);
        continue;
      }
      declaration.constraint += (declaration.constraint.empty() ? "" : " ") + text.text;
      const std::size_t number = text.text.find_first_not_of("= ");
      const std::string_view exact = std::string_view(text.text).substr(std::min(number, text.text.size()));
      if (isVersionNumber(exact)) declaration.version = exact;
    }
  }

  const SourceText &source_;
  std::vector<Declaration> out_;
};

} // namespace

bool isMesonFile(std::string_view path) { return baseName(path) == "meson.build"; }

Result<std::vector<Declaration>> readMeson(const Manifest &manifest) {
  const SourceText source(manifest.path, manifest.text);
  const auto statements = parseMeson(source);
  if (!statements) return fail(statements.error());
  Reading reading(source);
  const Status status = walkScript(source, ScriptLanguage::Meson, *statements,
                                   [&](const ScriptCall &call, ScriptValues &values) { reading.add(call, values); });
  if (!status) return fail(status.error());
  return inOrder(reading.take());
}

} // namespace lintel::sbom
