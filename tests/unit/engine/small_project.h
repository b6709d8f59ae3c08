// A repository of one test, on the disk, with its compile database.
#pragma once

#include "checkers/engine/engine.h"
#include "checkers/engine/plan.h"
#include "tests/support/temporary_directory.h"

#include <string>
#include <utility>
#include <vector>

namespace lintel::test {

class SmallProject {
public:
  std::string header(const std::string &name, const std::string &text) { return directory.write(name, text); }
  // A unit; its language is that of the file's ending.
  std::string source(const std::string &name, const std::string &text, std::vector<std::string> extra = {}) {
    std::vector<std::string> arguments = {name.ends_with(".c") ? "clang" : "clang++"};
    arguments.insert(arguments.end(), extra.begin(), extra.end());
    arguments.push_back(name);
    database.commands.push_back({directory / name, directory.path(), std::move(arguments), ""});
    return directory.write(name, text);
  }
  checkers::EngineOptions options(unsigned jobs = 1) const {
    checkers::EngineOptions options;
    options.root = directory.path();
    options.jobs = jobs;
    return options;
  }
  std::vector<checkers::Unit> units() const { return checkers::planUnits(database, directory.path()).units; }

  TemporaryDirectory directory;
  CompileDatabase database;
};

} // namespace lintel::test
