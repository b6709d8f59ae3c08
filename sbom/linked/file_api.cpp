// CMake's file API (cmake-file-api(7)): index -> codemodel -> one file for each target, with the fragments of its
// link command. Believed only for targets of which no command is known: it says less about objects.
#include "core/support/path.h"
#include "core/support/shell_words.h"
#include "sbom/linked/file_kind.h"
#include "sbom/linked/gathered.h"

#include <nlohmann/json.hpp>
#include <set>

namespace lintel::sbom {
namespace {

using Json = nlohmann::json;

constexpr int kMaxDepth = 64;
constexpr std::size_t kMaxTargets = 20'000;

bool nestsTooDeep(std::string_view text) {
  int depth = 0;
  bool inString = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (inString && c == '\\')
      ++at;
    else if (c == '"')
      inString = !inString;
    else if (!inString && (c == '{' || c == '['))
      depth += 1;
    else if (!inString && (c == '}' || c == ']'))
      depth -= 1;
    if (depth > kMaxDepth) return true;
  }
  return false;
}

std::string text(const Json &object, const char *key) {
  if (!object.is_object()) return "";
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

// The value of a key, or null when there is none: so that a chain of keys needs no questions in between.
const Json &member(const Json &object, const char *key) {
  static const Json kNull;
  if (!object.is_object()) return kNull;
  const auto found = object.find(key);
  return found == object.end() ? kNull : *found;
}

class FileApiReader {
public:
  explicit FileApiReader(GatheredLinks &gathered)
      : gathered_(gathered), directory_(gathered.options.buildDirectory + "/.cmake/api/v1/reply") {
    for (const auto &[object, source] : gathered.sources) objects_.emplace(source, object);
    for (const LinkCommand &command : gathered.commands) known_.insert(command.output);
  }

  void read() {
    std::string index; // the last one by name is the current one
    for (const std::string &name : gathered_.files.list(directory_))
      if (name.starts_with("index-") && name.ends_with(".json")) index = name;
    if (index.empty()) return;
    const Json reply = load(index);
    for (const Json &object : member(reply, "objects"))
      if (text(object, "kind") == "codemodel") readCodemodel(load(text(object, "jsonFile")));
  }

private:
  // Null when the file cannot be read: that is told. A name is a name of this directory, never a path.
  Json load(const std::string &name) {
    const std::string path = directory_ + "/" + std::string(baseName(name));
    if (!gathered_.mayRead(path)) return {};
    const auto content = gathered_.files.read(path);
    if (!content) {
      gathered_.problems.push_back(content.error());
      return {};
    }
    Json value = nestsTooDeep(*content) ? Json(Json::value_t::discarded) : Json::parse(*content, nullptr, false);
    if (!value.is_discarded()) return value;
    Problem problem;
    problem.what = "a reply of CMake's file API that is not valid JSON, or nests deeper than 64 levels";
    problem.file = path;
    problem.hint = "run cmake again";
    gathered_.problems.push_back(std::move(problem));
    return {};
  }

  void readCodemodel(const Json &codemodel) {
    source_ = text(member(codemodel, "paths"), "source");
    std::size_t count = 0;
    for (const Json &configuration : member(codemodel, "configurations"))
      for (const Json &target : member(configuration, "targets"))
        if (++count <= kMaxTargets) readTarget(text(target, "jsonFile"));
  }

  void readTarget(const std::string &name) {
    const Json target = load(name);
    const std::string type = text(target, "type");
    const bool isArchive = type == "STATIC_LIBRARY";
    const bool isShared = type == "SHARED_LIBRARY" || type == "MODULE_LIBRARY";
    if (!isArchive && !isShared && type != "EXECUTABLE") return;
    const Json &artifacts = member(target, "artifacts");
    const std::string output = artifacts.is_array() && !artifacts.empty() ? text(artifacts.front(), "path") : "";
    if (output.empty() || isKnown(absolutePath(output, gathered_.options.buildDirectory))) return;
    std::vector<std::string> words =
        isArchive ? std::vector<std::string>{"ar", "qc", output} : std::vector<std::string>{"c++", "-o", output};
    if (isShared) words.emplace_back("-shared");
    addObjects(target, words);
    if (!isArchive) addFragments(target, words);
    gathered_.addCommands(words, gathered_.options.buildDirectory, directory_ + "/" + std::string(baseName(name)), 1);
  }

  // Of a versioned library CMake names the link (libx.so), the command the file (libx.so.1.2).
  bool isKnown(const std::string &output) const {
    const auto next = known_.lower_bound(output);
    return next != known_.end() && isNameOfLibrary(output, *next);
  }

  void addFragments(const Json &target, std::vector<std::string> &words) {
    for (const Json &fragment : member(member(target, "link"), "commandFragments")) {
      const auto parts = splitShellWords(text(fragment, "fragment"));
      if (parts) words.insert(words.end(), parts->begin(), parts->end());
    }
  }

  // The compiled sources of a target, and objects that it is given.
  void addObjects(const Json &target, std::vector<std::string> &words) {
    for (const Json &source : member(target, "sources")) {
      const std::string path = absolutePath(text(source, "path"), source_);
      if (source.contains("compileGroupIndex"))
        words.push_back(objectOf(path, text(target, "name")));
      else if (isObjectName(path))
        words.push_back(path);
    }
  }

  // The object of this target that is made from a source; the source itself when no compile command names one.
  std::string objectOf(const std::string &source, const std::string &target) const {
    const auto [begin, end] = objects_.equal_range(source);
    for (auto object = begin; object != end; ++object)
      if (object->second.find("/" + target + ".dir/") != std::string::npos) return object->second;
    return source;
  }

  GatheredLinks &gathered_;
  std::string directory_;
  std::string source_;                              // the project's top
  std::multimap<std::string, std::string> objects_; // source -> object
  std::set<std::string> known_;                     // outputs whose commands are known
};

} // namespace

void gatherFileApi(GatheredLinks &gathered) { FileApiReader(gathered).read(); }

} // namespace lintel::sbom
