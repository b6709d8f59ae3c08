// The regular expressions of options.
#pragma once

#include <re2/re2.h>

#include <string>

namespace lintel::checkers {

// The pattern, compiled. Each unit has its own checks, which share what they compile: it is kept until the process
// ends. An invalid pattern is returned too; its ok() is false.
const re2::RE2 &compiledPattern(const std::string &pattern);

} // namespace lintel::checkers
