// Walks through a build script as far as its text alone can be followed: variables, branches as conditions, loops over
// known lists, bodies of functions once with unknown parameters. Nothing is executed.
#pragma once

#include "sbom/declared/script_values.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

struct ScriptCall {
  const Node &node;
  std::string_view function; // the name that is called; of a method without its object
  bool isMethod = false;
  const std::string &condition;
};

using ScriptSink = std::function<void(const ScriptCall &, ScriptValues &)>;

// Hands every call to sink, the outer one first; one in a loop once for each item. Errors: loops that come to more than
// 8 MiB of statements.
Status walkScript(const SourceText &source, ScriptLanguage language, const std::vector<ScriptStatement> &statements,
                  const ScriptSink &sink);

} // namespace lintel::sbom
