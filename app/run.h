// The program as a function: a test calls it with arguments and streams.
#pragma once

#include <iosfwd>

namespace lintel::app {

// Returns the exit status of design: 0 pass, 1 fail, 2 invalid input, 3 incomplete. Never exits.
int run(int argc, const char *const *argv, std::ostream &out, std::ostream &err);

} // namespace lintel::app
