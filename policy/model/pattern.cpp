#include "policy/model/pattern.h"

#include <re2/re2.h>

namespace lintel::policy {

Result<std::shared_ptr<const re2::RE2>> compilePattern(std::string_view pattern) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(1 << 20);
  auto regex = std::make_shared<const re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
  if (!regex->ok()) return fail(regex->error());
  return regex;
}

} // namespace lintel::policy
