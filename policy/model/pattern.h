// The regular expressions that a policy may give: RE2, which runs in linear time, with a bounded program.
#pragma once

#include "core/support/result.h"

#include <memory>
#include <string_view>

namespace re2 {
class RE2;
}

namespace lintel::policy {

// Errors: a syntax error, a compiled program over 1 MiB. The length is bounded by the policy's format.
Result<std::shared_ptr<const re2::RE2>> compilePattern(std::string_view pattern);

} // namespace lintel::policy
