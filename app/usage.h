// What the user reads when a command line is wrong, or asks for help.
#pragma once

#include "app/options.h"

#include <CLI/CLI.hpp>

namespace lintel::app {

Usage helpFor(const CLI::App &app);
Usage usageError(const CLI::App &app, const CLI::ParseError &error);

// The parser's own exception for a value it does not know, with a suggestion.
CLI::ValidationError badValue(const std::string &flag, const std::string &value, const std::vector<std::string> &known);

} // namespace lintel::app
