// Ninja's build statements as link commands and as pairs of object and source.
#include "core/support/path.h"
#include "core/support/shell_words.h"
#include "sbom/linked/file_kind.h"
#include "sbom/linked/gathered.h"
#include "sbom/linked/ninja_file.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

void addSource(GatheredLinks &gathered, const NinjaEdge &edge) {
  const auto source = std::find_if(edge.inputs.begin(), edge.inputs.end(),
                                   [](const std::string &input) { return isSourceName(input); });
  if (source == edge.inputs.end()) return;
  const std::string &directory = gathered.options.buildDirectory;
  gathered.sources.try_emplace(absolutePath(edge.outputs.front(), directory), absolutePath(*source, directory));
}

// Ninja writes the response file when it runs the command and removes it afterwards; its text is in the edge.
std::vector<std::string> withResponseFile(std::vector<std::string> words, const NinjaEdge &edge, NinjaBudget &budget) {
  const std::string file = evaluate(edge, "rspfile", budget);
  if (file.empty()) return words;
  const auto place = std::find(words.begin(), words.end(), "@" + file);
  if (place == words.end()) return words;
  const auto content = splitResponseFile(evaluate(edge, "rspfile_content", budget));
  words.insert(words.erase(place), content.begin(), content.end());
  return words;
}

void addCommand(GatheredLinks &gathered, const NinjaEdge &edge, NinjaBudget &budget) {
  const std::string command = evaluate(edge, "command", budget);
  auto words = splitShellWords(command);
  if (!words) { // a command of the project's own may be more than words; only links are of interest
    if (edge.rule.find("LINKER") == std::string::npos) return;
    Problem problem = words.error();
    problem.file = edge.file;
    problem.line = edge.line;
    gathered.problems.push_back(std::move(problem));
    return;
  }
  gathered.addCommands(withResponseFile(std::move(*words), edge, budget), gathered.options.buildDirectory, edge.file,
                       edge.line);
}

void gatherFile(GatheredLinks &gathered, const std::string &path) {
  NinjaBuild build = readNinja(gathered.files, path, gathered.options.buildDirectory);
  gathered.problems.insert(gathered.problems.end(), build.problems.begin(), build.problems.end());
  for (const NinjaEdge &edge : build.edges) {
    if (edge.outputs.empty()) continue;
    if (isObjectName(edge.outputs.front()))
      addSource(gathered, edge);
    else
      addCommand(gathered, edge, build.budget);
  }
  if (!build.budget.isExhausted()) return;
  Problem problem;
  problem.what = "the variables expand to more than 256 MiB";
  problem.file = path;
  gathered.problems.push_back(std::move(problem));
}

} // namespace

void gatherNinja(GatheredLinks &gathered) {
  const std::string &directory = gathered.options.buildDirectory;
  for (const std::string &name : gathered.files.list(directory)) {
    const bool isOfConfiguration = name.starts_with("build-") && name.ends_with(".ninja"); // Ninja Multi-Config
    if (name != "build.ninja" && !isOfConfiguration) continue;
    const std::string path = absolutePath(name, directory);
    if (gathered.files.isFile(path)) gatherFile(gathered, path);
  }
}

} // namespace lintel::sbom
