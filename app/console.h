// What only the program may do: look at the terminal and the environment, and write reports.
#pragma once

#include "app/commands.h"
#include "checkers/engine/engine.h"
#include "core/support/diagnostics.h"

#include <functional>
#include <string>

namespace lintel::app {

// One line about the run itself, on standard error. The text may hold names from a hostile repository, so a
// terminal gets nothing to obey.
void say(const std::string &text, Streams streams);

void print(const Diagnostics &diagnostics, const Options &options, Streams streams);

bool wantsColor(const Options &options);

// A line that is redrawn on a terminal, nothing otherwise.
std::function<void(const checkers::Progress &)> progressLine(const Options &options, Streams streams);

// Writes bytes to a path, or to standard output for "-". False (and a message) when it cannot.
bool deliver(const std::string &path, const std::string &bytes, Streams streams);

std::string today();          // YYYY-MM-DD, UTC
std::string buildTimestamp(); // from SOURCE_DATE_EPOCH, RFC 3339; empty when it is not set

} // namespace lintel::app
