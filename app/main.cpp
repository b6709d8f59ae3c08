#include "app/run.h"
#include "core/support/atomic_file.h"

#include <csignal>
#include <exception>
#include <iostream>

namespace {

// Half-written reports do not stay behind; then the signal does what it would have done, so that the
// shell sees 128 + its number.
void onSignal(int number) {
  lintel::removePendingTemporaryFiles();
  std::signal(number, SIG_DFL);
  std::raise(number);
}

} // namespace

int main(int argc, char **argv) {
  for (int number : {SIGINT, SIGTERM, SIGHUP})
    if (std::signal(number, onSignal) == SIG_IGN) std::signal(number, SIG_IGN); // as nohup asks
  std::signal(SIGPIPE, SIG_IGN); // a closed pipe is an error of a write, reported as such
  try {
    return lintel::app::run(argc, argv, std::cout, std::cerr);
  } catch (const std::exception &error) { // memory, or a library that breaks its promise: not a verdict
    std::cerr << "lintel: internal error: " << error.what() << "\n";
    return 2;
  }
}
