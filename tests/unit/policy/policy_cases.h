// Policies that are wrong, each with exactly what Lintel says. The loader's test and the schema's test read
// the same table.
#pragma once

#include <string>
#include <vector>

namespace lintel::policy::test {

// What the JSON Schema can see of a mistake: Structure, or not (Meaning: dates, patterns, ids, other files;
// Yaml: no tree at all or a duplicate key, which JSON cannot carry).
enum class Kind { Structure, Meaning, Yaml };

struct BadCase {
  const char *name;
  Kind kind;
  std::string text;
  std::vector<std::string> messages;
};

const std::vector<BadCase> &badPolicies();
const std::vector<BadCase> &badWaivers();

// A policy and a waivers file that use every key.
extern const char *const kFullPolicy;
extern const char *const kFullWaivers;

} // namespace lintel::policy::test
