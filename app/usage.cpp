#include "app/usage.h"

#include "core/support/text.h"

#include <algorithm>
#include <cstdlib>

namespace lintel::app {
namespace {

// The command line as far as it was understood, and the command that it led to.
struct Reached {
  const CLI::App *command;
  std::string path; // "lintel policy"
};

Reached reached(const CLI::App &app) {
  Reached at{&app, app.get_name()};
  while (!at.command->get_subcommands().empty()) {
    at.command = at.command->get_subcommands().front();
    at.path += " " + at.command->get_name();
  }
  return at;
}

std::vector<std::string> flagsOf(const CLI::App &command) {
  std::vector<std::string> flags;
  for (const CLI::Option *option : command.get_options()) {
    if (option->get_group().empty()) continue; // hidden
    for (const std::string &name : option->get_snames()) flags.push_back("-" + name);
    for (const std::string &name : option->get_lnames()) flags.push_back("--" + name);
  }
  return flags;
}

std::vector<std::string> commandsOf(const CLI::App &command) {
  std::vector<std::string> names;
  for (const CLI::App *sub : command.get_subcommands([](const CLI::App *) { return true; }))
    names.push_back(sub->get_name());
  return names;
}

std::string unexpected(const std::string &argument, const Reached &at) {
  const bool isFlag = argument.starts_with('-');
  const std::vector<std::string> commands = commandsOf(*at.command);
  std::string text = isFlag             ? "unknown option '" + argument + "' of '" + at.path + "'"
                     : commands.empty() ? "unexpected argument '" + argument + "' after '" + at.path + "'"
                                        : "unknown command '" + argument + "' of '" + at.path + "'";
  const std::string name = argument.substr(0, argument.find('='));
  const std::vector<std::string> candidates = isFlag ? flagsOf(*at.command) : commands;
  if (std::find(candidates.begin(), candidates.end(), name) != candidates.end())
    return text + "; write it after '" + at.path + "'";
  if (const auto near = didYouMean(name, candidates)) text += "; did you mean '" + *near + "'?";
  return text;
}

// Variables that took part, because a mistake may stand in one of them and not on the command line.
std::string variablesOf(const CLI::App &command) {
  std::string text;
  for (const CLI::Option *option : command.get_options()) {
    const char *value = option->get_envname().empty() ? nullptr : std::getenv(option->get_envname().c_str());
    if (value && *value) text += (text.empty() ? "" : ", ") + option->get_envname() + "=" + value;
  }
  return text.empty() ? "" : "Read from the environment: " + text + "\n";
}

} // namespace

Usage helpFor(const CLI::App &app) {
  const Reached at = reached(app);
  const std::size_t last = at.path.rfind(' ');
  return {at.command->help(last == std::string::npos ? "" : at.path.substr(0, last)), 0};
}

Usage usageError(const CLI::App &app, const CLI::ParseError &error) {
  const Reached at = reached(app);
  const std::vector<std::string> left = app.remaining(true);
  std::string text = error.what();
  if (!left.empty())
    text = unexpected(left.front(), at);
  else if (at.command->get_require_subcommand_min() > 0)
    text = "'" + at.path + "' needs a command";
  return {"lintel: " + text + "\n" + variablesOf(*at.command) + "Run '" + at.path + " --help'.\n", 2};
}

CLI::ValidationError badValue(const std::string &flag, const std::string &value,
                              const std::vector<std::string> &known) {
  std::string text = "'" + value + "' is not a value of " + flag + "; expected one of ";
  for (std::size_t i = 0; i < known.size(); ++i) text += (i ? ", " : "") + known[i];
  if (const auto near = didYouMean(value, known)) text += "; did you mean '" + *near + "'?";
  return CLI::ValidationError(text);
}

} // namespace lintel::app
