// Walks through a CMake file as far as its text alone can be followed: variables that it sets itself, branches as
// conditions, loops over literal items, bodies of functions once with unknown parameters. Nothing is executed.
#pragma once

#include "sbom/declared/cmake_expansion.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace lintel::sbom {

struct CMakeCall {
  std::string name; // lower case
  std::vector<CMakeWord> words;
  std::string condition;   // of the enclosing if, elseif, else and while; empty: none
  bool isInCalled = false; // in a function of the file, with the arguments of a call
};

using CMakeSink = std::function<void(const CMakeCall &)>;

// Hands every command that does not control the flow to sink, in order; one in a loop once for each item. preset:
// variables that the path of the file tells. Errors: those of parseCMake, blocks that do not match or nest more than 64
// deep, loops that come to more than 8 MiB of commands.
Status walkCMake(const SourceText &source, const std::map<std::string, std::string> &preset, const CMakeSink &sink);

} // namespace lintel::sbom
