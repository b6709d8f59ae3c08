#include "core/finding/dependency_policy.h"

namespace lintel {

std::optional<Level> levelFromString(const std::string &text) {
  if (text == "allow") return Level::Allow;
  if (text == "warn") return Level::Warn;
  if (text == "deny") return Level::Deny;
  return std::nullopt;
}

} // namespace lintel
