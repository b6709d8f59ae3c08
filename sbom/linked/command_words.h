// Shell words of a build's command line, taken apart into the single commands that it runs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

struct SimpleCommand {
  std::string directory;          // absolute: after the "cd" before it
  std::vector<std::string> words; // without redirections of the environment and launchers; never empty
};

// Splits at "&&", "||", "|" and ";" and follows "cd". What stands before a tool's name is removed: assignments
// ("LC_ALL=C"), env, ccache and the like, and a wrapper's own words up to "--".
std::vector<SimpleCommand> splitCommands(const std::vector<std::string> &words, const std::string &directory);

enum class Tool { None, CompilerDriver, Linker, Archiver };

// By the name of a program, whatever its path, target prefix and version: "x86_64-linux-gnu-g++-12".
Tool toolOf(std::string_view program);

} // namespace lintel::sbom
