// Options that more than one command takes.
#pragma once

#include "app/options.h"

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace lintel::app {

// What is parsed as text first and then judged, because its meaning depends on the command.
struct Raw {
  std::string failOn;
  std::string color = "auto";
  std::vector<std::string> outputs;
  bool fromPreCommit = false;
};

// An unset variable in a script must not quietly mean "the default".
CLI::Validator notEmpty();

// Which tree, which build, with how much of the machine.
void addTreeOptions(CLI::App &command, Options &options);
// What is written where.
void addReportOptions(CLI::App &command, Options &options, Raw &raw);
// For commands that look at the policy and at no code.
void addPolicyOptions(CLI::App &command, Options &options);
// All that a command which judges takes.
void addGateOptions(CLI::App &command, Options &options, Raw &raw);

} // namespace lintel::app
