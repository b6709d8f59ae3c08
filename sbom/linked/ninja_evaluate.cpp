#include "sbom/linked/ninja_file.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

bool isShellSafe(std::string_view path) {
  return std::all_of(path.begin(), path.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_+-./").find(c) != std::string_view::npos;
  });
}

std::string shellQuoted(const std::string &path) {
  if (isShellSafe(path)) return path;
  std::string quoted = "'";
  for (const char c : path) c == '\'' ? quoted += "'\\''" : quoted += c;
  return quoted + "'";
}

// One evaluation for one edge: looked up in the edge, in its rule, in the files around it.
class EdgeEvaluation {
public:
  EdgeEvaluation(const NinjaEdge &edge, NinjaBudget &budget) : edge_(edge), budget_(budget) {}

  void lookup(std::string_view name, std::string &into) {
    if (name == "in") return paths(edge_.inputs, ' ', into);
    if (name == "in_newline") return paths(edge_.inputs, '\n', into);
    if (name == "out") return paths(edge_.outputs, ' ', into);
    // The last binding of a name counts.
    const auto own = std::find_if(edge_.bindings.rbegin(), edge_.bindings.rend(),
                                  [&](const auto &binding) { return binding.first == name; });
    if (own != edge_.bindings.rend()) return budget_.append(own->second, into);
    if (const auto rule = edge_.definition->bindings.find(name); rule != edge_.definition->bindings.end())
      return expand(rule->second, into);
    if (const std::string *value = edge_.scope->variable(name)) budget_.append(*value, into);
  }

private:
  void expand(const std::string &raw, std::string &into) {
    if (depth_ == 16) return; // a rule's variables that name each other: Ninja refuses them
    ++depth_;
    expandNinja(raw, into, budget_, [this](std::string_view name, std::string &text) { lookup(name, text); });
    --depth_;
  }

  void paths(const std::vector<std::string> &paths, char separator, std::string &into) {
    bool first = true;
    for (const std::string &path : paths) {
      if (!first) into += separator;
      first = false;
      budget_.append(shellQuoted(path), into);
    }
  }

  const NinjaEdge &edge_;
  NinjaBudget &budget_;
  int depth_ = 0;
};

} // namespace

std::string evaluate(const NinjaEdge &edge, std::string_view binding, NinjaBudget &budget) {
  std::string text;
  if (edge.definition) EdgeEvaluation(edge, budget).lookup(binding, text);
  return budget.isExhausted() ? "" : text;
}

} // namespace lintel::sbom
