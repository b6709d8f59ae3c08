// A shell script cut into its simple commands, each with the conditions around it. Only the grammar that decides where
// a command ends is known (POSIX.1-2017, Shell Command Language, 2.2 to 2.10): nothing is expanded.
#pragma once

#include "sbom/declared/conditions.h"

#include <functional>
#include <string_view>

namespace lintel::sbom {

// Calls take with every command in its order: a view into the script, and the if, elif and case around it. Bodies of
// here-documents, comments and words of structure alone (then, do, {) are no commands; the test behind if and elif is
// one. Of a script that does not fit the grammar, what can be cut is given; false: quotes, if and case do not close, so
// that the conditions may be wrong.
bool cutShellStatements(std::string_view script, const std::function<void(std::string_view, const Conditions &)> &take);

} // namespace lintel::sbom
