#include "checkers/engine/plan.h"

#include "checkers/engine/command_line.h"
#include "core/support/path.h"

#include <map>
#include <set>
#include <tuple>

namespace lintel::checkers {

Plan planUnits(const CompileDatabase &database, const std::string &root) {
  Plan plan;
  std::map<std::string, std::vector<Unit>> byFile;
  std::set<std::tuple<std::string, std::string, std::vector<std::string>>> known; // file, directory, arguments
  for (const CompileCommand &command : database.commands) {
    const auto path = relativeTo(command.file, root);
    if (!path) {
      plan.unusable.push_back({EngineId::Checkers, command.file, OutcomeKind::Excluded, "outside the repository"});
      continue;
    }
    if (!command.problem.empty()) {
      plan.unusable.push_back({EngineId::Checkers, *path, OutcomeKind::ParseFailed, command.problem});
      continue;
    }
    Result<CompileCommand> safe = sanitise(command);
    if (!safe) {
      plan.unusable.push_back({EngineId::Checkers, *path, OutcomeKind::ParseFailed, toString(safe.error())});
      continue;
    }
    if (known.insert({command.file, safe->directory, safe->arguments}).second)
      byFile[*path].push_back({"", std::move(*safe), command.arguments.front()});
  }
  for (auto &[path, variants] : byFile)
    for (std::size_t i = 0; i < variants.size(); ++i) {
      variants[i].name = i == 0 ? path : path + "#" + std::to_string(i + 1);
      plan.units.push_back(std::move(variants[i]));
    }
  return plan;
}

} // namespace lintel::checkers
