#include "app/selection.h"

#include "checkers/engine/plan.h"
#include "core/support/path.h"

#include <algorithm>
#include <array>
#include <filesystem>

namespace lintel::app {
namespace {

constexpr std::array<std::string_view, 7> kSources = {".c", ".cc", ".cpp", ".cxx", ".c++", ".C", ".cppm"};
constexpr std::array<std::string_view, 7> kHeaders = {".h", ".hh", ".hpp", ".hxx", ".h++", ".inc", ".ipp"};

constexpr const char *kGone = "the compile database names it, but the file does not exist";

bool endsWithAny(const std::string &path, const auto &endings) {
  const std::string extension = std::filesystem::path(path).extension().string();
  return std::find(endings.begin(), endings.end(), extension) != endings.end();
}

std::string fileOf(const checkers::Unit &unit) { return unit.name.substr(0, unit.name.rfind('#')); }

class Selector {
public:
  Selector(const Workspace &workspace, const Tree &tree, const checkers::EngineOptions &engine)
      : workspace_(workspace), tree_(tree), engine_(engine) {}

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
    std::set<std::string> viaHeader = unitsOfChangedHeaders();
    for (checkers::Unit &unit : known_) {
      const std::string file = fileOf(unit);
      if (!wanted(file) && viaHeader.count(unit.name) == 0) continue;
      if (exclude(file)) continue;
      covered_.insert(file);
      selection_.units.push_back(std::move(unit));
    }
  }

  std::set<std::string> unitsOfChangedHeaders() {
    std::set<std::string> names;
    if (!workspace_.changed) return names;
    // Any text can be included (.def, .inl, generated tables), so every changed file counts once a scan is made.
    std::set<std::string> included;
    for (const std::string &path : *workspace_.changed)
      if (!isSource(path)) included.insert(workspace_.root + "/" + path);
    if (std::none_of(included.begin(), included.end(), isHeader)) return names;
    checkers::EngineOptions options = engine_;
    options.onProgress = nullptr;
    for (const checkers::UnitDependencies &unit : checkers::scanDependencies(known_, options)) {
      // A unit that could not be scanned may include anything: it is judged.
      bool affected = unit.outcome.kind != OutcomeKind::Analysed;
      for (const std::string &file : unit.files)
        if (included.count(file) != 0) {
          affected = true;
          covered_.insert(relativeTo(file, workspace_.root).value_or(file));
        }
      if (affected) names.insert(unit.unit);
    }
    return names;
  }

  // Sources (and changed headers) that no unit compiles: not checked, and said so.
  void nameTheRest() {
    for (const std::string &path : tree_.paths) {
      const bool candidate = isSource(path) || (workspace_.changed && isHeader(path));
      if (!candidate || !wanted(path) || covered_.count(path) != 0 || exclude(path)) continue;
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
  std::vector<checkers::Unit> known_;
  std::set<std::string> covered_;
  Selection selection_;
};

// Nothing to compile in what was asked for: then no database is needed either.
bool needsDatabase(const Workspace &workspace) {
  for (const std::string &path : workspace.tree.paths) {
    if (!isSource(path) && !(workspace.changed && isHeader(path))) continue;
    if (!workspace.changed || workspace.changed->count(path) != 0) return true;
  }
  // A deleted header can break or change the units that included it.
  return workspace.changed && std::any_of(workspace.changed->begin(), workspace.changed->end(),
                                          [](const std::string &path) { return isHeader(path); });
}

} // namespace

bool isSource(const std::string &path) { return endsWithAny(path, kSources); }
bool isHeader(const std::string &path) { return endsWithAny(path, kHeaders); }

Result<Selection> selectUnits(const Workspace &workspace, const Tree &tree, const Options &options,
                              const checkers::EngineOptions &engine) {
  if (options.buildPath.empty() && !needsDatabase(workspace)) return Selection{};
  // The database is a product of the build, so it is read from the disk whatever tree is judged.
  const RealFileSystem disk;
  std::error_code error; // a path on the command line begins where the user stands
  const std::string given =
      options.buildPath.empty() ? "" : std::filesystem::absolute(options.buildPath, error).string();
  Result<std::string> path = findCompileDatabase(disk, workspace.root, given, workspace.policy.database);
  if (!path) return tl::unexpected(path.error());
  Result<CompileDatabase> database = readCompileDatabase(disk, workspace.root, *path);
  if (!database) return tl::unexpected(database.error());
  return Selector(workspace, tree, engine).select(checkers::planUnits(*database, workspace.root));
}

} // namespace lintel::app
