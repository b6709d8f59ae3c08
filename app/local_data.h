// Databases that Lintel keeps for its user: where they lie when nobody names a place.
#pragma once

#include "core/support/result.h"

#include <string>

namespace lintel::app {

// $XDG_DATA_HOME/lintel/<name>, or ~/.local/share/lintel/<name> (XDG Base Directory Specification). Empty when neither
// variable is set.
std::string localDataFile(const std::string &name);

inline constexpr const char *kUpstreamIndex = "upstream.sqlite";
inline constexpr const char *kAdvisories = "advisories.sqlite";

// Where the policy says (relative to root), else the user's own; empty when neither is known.
std::string upstreamIndexFile(const std::string &policyPath, const std::string &root);

// Makes the directories above a file. Errors: one cannot be made.
Status makeParentDirectory(const std::string &path);

} // namespace lintel::app
