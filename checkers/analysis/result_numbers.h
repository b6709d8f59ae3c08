// What functions of the C library and of POSIX return besides a failure.
#pragma once

#include "llvm/ADT/StringRef.h"

namespace lintel::checkers {

// Success is a number that the caller works with: a descriptor, a count, a process, a character. The
// other functions that fail with a negative value or EOF return 0 when all is well.
bool yieldsNumber(llvm::StringRef function);

// Results with more than one meaning: -1 may be right as well, 0 may be what is asked for (a child's
// side of fork, a wait that timed out), or the meaning depends on a command among the arguments.
bool isAmbiguousResult(llvm::StringRef function);

// Calls that ask whether something is so: a file is there, a lock is free, somebody listens. A success
// is an answer, and perhaps not the one that is hoped for.
bool isQuestion(llvm::StringRef function);

} // namespace lintel::checkers
