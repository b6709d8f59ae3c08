// A Ninja build: the build statements of a file and of all that it includes, with the variables in force at each.
#pragma once

#include "core/support/file_system.h"
#include "sbom/linked/ninja_lexer.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

struct NinjaRule {
  std::map<std::string, std::string, std::less<>> bindings; // as written: they are expanded for each edge
};

// A file's variables and rules; a subninja file sees those of the file that names it.
struct NinjaScope {
  const std::string *variable(std::string_view name) const; // nullptr when no file around it sets one
  std::shared_ptr<const NinjaRule> rule(std::string_view name) const;

  std::shared_ptr<const NinjaScope> parent;
  std::map<std::string, std::string, std::less<>> variables;
  std::map<std::string, std::shared_ptr<const NinjaRule>, std::less<>> rules;
};

struct NinjaEdge {
  std::string rule;
  std::vector<std::string> outputs; // explicit ones, expanded, as written
  std::vector<std::string> inputs;  // explicit ones: $in
  std::vector<std::pair<std::string, std::string>> bindings;
  std::shared_ptr<const NinjaRule> definition; // nullptr for phony
  std::shared_ptr<const NinjaScope> scope;
  std::string file; // absolute
  int line = 0;
};

struct NinjaBuild {
  std::vector<NinjaEdge> edges; // without phony ones, in the order of the files
  std::vector<Problem> problems;
  NinjaBudget budget;
};

// Reads path, and what it includes inside the build directory. Damaged text ends the reading of its file with a
// problem; the edges before it are kept. Bounded: 64 nested files, 10,000 files with 512 MiB, 1,000,000 edges.
NinjaBuild readNinja(const FileSystem &files, const std::string &path, const std::string &buildDirectory);

// A binding of an edge ("command", "rspfile", ...), expanded as Ninja does before it runs the edge's command. Paths
// in $in and $out are quoted for the shell. Empty when it is not bound, or when the budget is used up.
std::string evaluate(const NinjaEdge &edge, std::string_view binding, NinjaBudget &budget);

} // namespace lintel::sbom
