#include "sbom/declared/bazel_lock.h"

#include "sbom/declared/bazel_reader.h"
#include "sbom/declared/declaration_list.h"
#include "sbom/model/purl.h"

#include <nlohmann/json.hpp>
#include <re2/re2.h>
#include <set>

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxDepth = 100;

// Looks at keys only; the values of a lock are hashes and the private matters of extensions.
class KeyReader final : public nlohmann::json_sax<nlohmann::json> {
public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t &) override { return true; }
  bool string(string_t &) override { return true; }
  bool binary(binary_t &) override { return true; }
  bool start_object(std::size_t) override { return enter(); }
  bool end_object() override { return leave(); }
  bool start_array(std::size_t) override { return enter(); }
  bool end_array() override { return leave(); }
  bool key(string_t &text) override {
    if (depth_ == 1) inHashes_ = text == "registryFileHashes";
    if (depth_ == 2 && inHashes_) urls.push_back(text);
    return true;
  }
  bool parse_error(std::size_t position, const std::string &, const nlohmann::json::exception &) override {
    errorAt = position == 0 ? 0 : position - 1;
    return false;
  }

  std::vector<std::string> urls; // keys of registryFileHashes
  std::size_t errorAt = 0;

private:
  bool enter() { return ++depth_ <= kMaxDepth; }
  bool leave() {
    --depth_;
    return true;
  }
  std::size_t depth_ = 0;
  bool inHashes_ = false;
};

} // namespace

Result<std::vector<LockedModule>> lockedModules(const SourceText &source) {
  KeyReader keys;
  if (!nlohmann::json::sax_parse(source.text(), &keys)) {
    return source.problem(std::min(keys.errorAt, source.text().size()), "this is no JSON that can be read",
                          "JSON, nested at most 100 deep");
  }
  static const re2::RE2 kSource("(.+)/modules/([A-Za-z0-9._-]+)/([^/]+)/source\\.json");
  std::vector<LockedModule> modules;
  std::size_t at = 0;
  for (const std::string &url : keys.urls) {
    LockedModule module;
    if (!re2::RE2::FullMatch(url, kSource, &module.registry, &module.name, &module.version)) continue;
    const std::size_t found = source.text().find(url, at);
    if (found != std::string_view::npos) { // else written with escapes: the place is then that of the one before
      at = found;
      const std::size_t name = found + module.registry.size() + std::string_view("/modules/").size();
      module.span = {name, name + module.name.size()};
    }
    modules.push_back(std::move(module));
  }
  return modules;
}

bool isBazelLock(std::string_view path) { return baseName(path) == "MODULE.bazel.lock"; }

Result<std::vector<Declaration>> readBazelLock(const Manifest &manifest) {
  const SourceText source(manifest.path, manifest.text);
  const auto modules = lockedModules(source);
  if (!modules) return fail(modules.error());
  std::set<std::string> direct;
  if (const auto text = manifest.beside("MODULE.bazel")) {
    const std::string path = manifest.path.substr(0, manifest.path.size() - std::string_view(".lock").size());
    const Manifest beside{path, *text, manifest.files, manifest.root, manifest.options};
    // A MODULE.bazel that cannot be read is reported where it is read for itself.
    if (const auto declared = readBazel(beside)) {
      for (const Declaration &declaration : *declared) {
        if (declaration.channel == "bazel:bazel_dep") direct.insert(declaration.name);
      }
    }
  }
  std::vector<Declaration> declarations;
  for (const LockedModule &module : *modules) {
    if (direct.contains(module.name)) continue;
    Declaration declaration;
    declaration.channel = "bazel:lock";
    declaration.name = module.name;
    declaration.version = module.version;
    declaration.purl = makePurl("bazel", "", module.name, module.version, {});
    declaration.source = module.registry;
    declaration.location = source.location(module.span);
    declaration.direct = false;
    declarations.push_back(std::move(declaration));
  }
  return inOrder(std::move(declarations));
}

} // namespace lintel::sbom
