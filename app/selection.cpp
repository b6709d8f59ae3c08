#include "app/selection.h"

#include "checkers/engine/plan.h"
#include "core/support/path.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

namespace lintel::app {
namespace {

constexpr std::array<std::string_view, 17> kSources = {".c",    ".cc",   ".cpp",  ".cxx", ".c++", ".cp",
                                                       ".C",    ".CC",   ".CPP",  ".CXX", ".ixx", ".cu",
                                                       ".cppm", ".cxxm", ".c++m", ".m",   ".mm"};
constexpr std::array<std::string_view, 15> kHeaders = {".h",   ".hh",  ".hpp", ".hxx", ".h++", ".H",   ".HH", ".HPP",
                                                       ".HXX", ".ipp", ".tpp", ".tcc", ".txx", ".inl", ".cuh"};
// What nobody includes. Any other text may be (.def, .inc, generated tables), so a change of it asks the include scan.
constexpr std::array<std::string_view, 19> kNeverIncluded = {
    ".md",    ".rst",  ".adoc", ".yaml", ".yml", ".json", ".toml", ".tf",  ".py", ".sh",
    ".cmake", ".html", ".css",  ".js",   ".ts",  ".png",  ".jpg",  ".svg", ".pdf"};

constexpr const char *kGone = "the compile database names it, but the file does not exist";

bool endsWithAny(const std::string &path, const auto &endings) {
  const std::string extension = std::filesystem::path(path).extension().string();
  return std::find(endings.begin(), endings.end(), extension) != endings.end();
}

bool mayBeIncluded(const std::string &path) {
  return !endsWithAny(path, kNeverIncluded) && std::filesystem::path(path).filename() != "CMakeLists.txt";
}

// A directory that CMake wrote: its own probes and generated sources are no part of the tree, even where Git does not
// ignore them. Empty when the database lies elsewhere.
std::string buildDirectoryOf(const std::string &database, const std::string &root) {
  const std::filesystem::path directory = std::filesystem::path(database).parent_path();
  const auto path = relativeTo(directory.string(), root);
  std::error_code error;
  return path && *path != "." && std::filesystem::exists(directory / "CMakeCache.txt", error) ? *path + "/" : "";
}

class Selector {
public:
  Selector(const Workspace &workspace, const Tree &tree, const checkers::EngineOptions &engine,
           std::string buildDirectory)
      : workspace_(workspace), tree_(tree), engine_(engine), buildDirectory_(std::move(buildDirectory)) {}

  Selection select(checkers::Plan plan) {
    for (checkers::Unit &unit : plan.units)
      if (const std::string problem = problemOf(unit.command.file); problem.empty())
        known_.push_back(std::move(unit));
      else if (isJudgedSide())
        unusable(unit, problem);
    for (Outcome &outcome : plan.unusable)
      if (wanted(outcome.unit)) {
        covered_.insert(outcome.unit);
        selection_.outcomes.push_back(std::move(outcome));
      }
    chooseUnits();
    if (isJudgedSide()) nameTheRest();
    return std::move(selection_);
  }

private:
  bool isJudgedSide() const { return &tree_ == &workspace_.tree; }
  std::string fileOf(const checkers::Unit &unit) const {
    return relativeTo(unit.command.file, workspace_.root).value_or(unit.command.file);
  }
  bool wanted(const std::string &path) const { return !workspace_.changed || workspace_.changed->count(path) != 0; }

  // Why a file of the database cannot be read as part of this tree; empty when it can.
  std::string problemOf(const std::string &file) const {
    const bool onDisk = tree_.overlay.count(file) == 0;
    if (onDisk && !staysInside(file, workspace_.root)) return "a link that leaves the repository";
    if (tree_.files->isFile(file)) return "";
    std::error_code error;
    if (onDisk && std::filesystem::exists(file, error)) return "not a regular file";
    return kGone;
  }

  // A deleted file is no unit of this tree, unless everything is asked for.
  void unusable(const checkers::Unit &unit, const std::string &problem) {
    const std::string file = fileOf(unit);
    if (workspace_.changed && (problem == kGone || !wanted(file))) return;
    if (exclude(file)) return;
    covered_.insert(file);
    selection_.outcomes.push_back({EngineId::Checkers, unit.name, OutcomeKind::ParseFailed, problem});
  }

  bool exclude(const std::string &path) {
    const policy::Source *source = workspace_.policy.excludedBy(path);
    if (!source) return false;
    if (covered_.insert(path).second)
      selection_.outcomes.push_back(
          {EngineId::Checkers, path, OutcomeKind::Excluded, source->file + ":" + std::to_string(source->line)});
    return true;
  }

  void chooseUnits() {
    selection_.compiled = known_;
    const std::set<std::string> including = unitsThatInclude();
    for (checkers::Unit &unit : known_) {
      const std::string file = fileOf(unit);
      if (!wanted(file) && including.count(unit.name) == 0) continue;
      if (exclude(file)) continue;
      covered_.insert(file);
      selection_.units.push_back(std::move(unit));
    }
  }

  // Changed files that are no unit themselves, absolute.
  std::set<std::string> changedTexts() const {
    std::set<std::string> texts;
    for (const std::string &path : *workspace_.changed)
      if (mayBeIncluded(path)) texts.insert(workspace_.root + "/" + path);
    for (const checkers::Unit &unit : known_) texts.erase(unit.command.file);
    return texts;
  }

  std::set<std::string> unitsThatInclude() {
    std::set<std::string> names;
    const std::set<std::string> texts = workspace_.changed ? changedTexts() : std::set<std::string>();
    if (texts.empty()) return names;
    checkers::EngineOptions options = engine_;
    options.onProgress = nullptr;
    for (const checkers::UnitDependencies &unit : checkers::scanDependencies(known_, options)) {
      // A unit that could not be scanned may include anything: it is judged.
      bool affected = unit.outcome.kind != OutcomeKind::Analysed;
      for (const std::string &file : unit.files) {
        const std::string *text = &file;
        if (texts.count(file) == 0) text = &realPath(file); // included through a link in the tree
        if (texts.count(*text) == 0) continue;
        affected = true;
        covered_.insert(relativeTo(*text, workspace_.root).value_or(*text));
      }
      if (affected) names.insert(unit.unit);
    }
    return names;
  }

  const std::string &realPath(const std::string &file) {
    auto [it, isNew] = realPaths_.try_emplace(file, file);
    std::error_code error;
    if (isNew && relativeTo(file, workspace_.root))
      it->second = std::filesystem::weakly_canonical(file, error).string();
    return it->second;
  }

  // Sources (and changed headers) that no unit compiles: not checked, and said so.
  void nameTheRest() {
    const std::vector<std::string> paths =
        workspace_.changed ? std::vector<std::string>(workspace_.changed->begin(), workspace_.changed->end())
                           : tree_.paths;
    for (const std::string &path : paths) {
      const bool candidate = isSource(path) || (workspace_.changed && isHeader(path));
      if (!candidate || covered_.count(path) != 0 || !tree_.files->isFile(workspace_.root + "/" + path)) continue;
      if ((!buildDirectory_.empty() && path.starts_with(buildDirectory_)) || exclude(path)) continue;
      selection_.outcomes.push_back(
          {EngineId::Checkers, path, OutcomeKind::NotInDatabase,
           isHeader(path)
               ? "no unit of the compile database includes it"
               : "no entry in the compile database; configure the build again, or exclude it in the policy"});
    }
  }

  const Workspace &workspace_;
  const Tree &tree_;
  const checkers::EngineOptions &engine_;
  const std::string buildDirectory_; // "build/", or empty
  std::vector<checkers::Unit> known_;
  std::set<std::string> covered_;
  std::map<std::string, std::string> realPaths_;
  Selection selection_;
};

// Nothing in what was asked for looks like C or C++: then a missing database is no mistake. (One that is there is
// always read: it alone knows what is compiled.)
bool needsDatabase(const Workspace &workspace) {
  const auto isCode = [](const std::string &path) { return isSource(path) || isHeader(path); };
  if (workspace.changed) return std::any_of(workspace.changed->begin(), workspace.changed->end(), isCode);
  return std::any_of(workspace.tree.paths.begin(), workspace.tree.paths.end(), isSource);
}

// Entries of a checkout that was reached through a symbolic link name it that way; the root has no link in it.
void resolveLinks(CompileDatabase &database, const std::string &root) {
  std::map<std::string, std::string> directories;
  for (CompileCommand &command : database.commands) {
    if (relativeTo(command.file, root)) continue;
    const std::filesystem::path file(command.file);
    auto [it, isNew] = directories.try_emplace(file.parent_path().string());
    std::error_code error;
    if (isNew) it->second = std::filesystem::weakly_canonical(file.parent_path(), error).string();
    const std::string real = it->second + "/" + file.filename().string();
    if (!error && relativeTo(real, root)) command.file = real;
  }
}

} // namespace

bool isSource(const std::string &path) { return endsWithAny(path, kSources); }
bool isHeader(const std::string &path) { return endsWithAny(path, kHeaders); }

Result<Selection> selectUnits(const Workspace &workspace, const Tree &tree, const Options &options,
                              const checkers::EngineOptions &engine) {
  // The database is a product of the build, so it is read from the disk whatever tree is judged.
  const RealFileSystem disk;
  std::error_code error; // a path on the command line begins where the user stands
  const std::string given =
      options.buildPath.empty() ? "" : std::filesystem::absolute(options.buildPath, error).string();
  Result<std::string> path = findCompileDatabase(disk, workspace.root, given, workspace.policy.database);
  if (!path && options.buildPath.empty() && !needsDatabase(workspace)) return Selection{};
  if (!path) return tl::unexpected(path.error());
  Result<CompileDatabase> database = readCompileDatabase(disk, workspace.root, *path);
  if (!database) return tl::unexpected(database.error());
  resolveLinks(*database, workspace.root);
  Selection selection = Selector(workspace, tree, engine, buildDirectoryOf(*path, workspace.root))
                            .select(checkers::planUnits(*database, workspace.root));
  selection.buildDirectory = std::filesystem::path(*path).parent_path().string();
  return selection;
}

} // namespace lintel::app
