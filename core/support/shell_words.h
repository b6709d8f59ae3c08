// From the text of a command to its words, without running a shell.
#pragma once

#include "core/support/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace lintel {

// Words as a POSIX shell splits them: quotes and backslashes count, nothing is expanded.
// Error: a quote that is not closed.
Result<std::vector<std::string>> splitShellWords(std::string_view command);

// Removes ccache, sccache, distcc and icecc before the compiler that they start.
void removeLaunchers(std::vector<std::string> &arguments);

} // namespace lintel
