// Policies from strings: what every test of this folder starts from.
#pragma once

#include "core/support/diagnostics.h"
#include "core/support/file_system.h"
#include "policy/model/policy.h"

#include <optional>
#include <string>
#include <vector>

namespace lintel::policy::test {

inline constexpr const char *kRoot = "/repository-of-the-tests"; // does not exist on disk

// Checks such as the registry would give, with one option of each type.
std::vector<KnownCheck> knownChecks();

struct Loaded {
  std::optional<Policy> policy;
  std::vector<std::string> messages; // of every diagnostic, as a user reads them
};

// lintel.yaml with this text; waivers, if given, is the file .lintel/waivers.yaml.
Loaded loadText(const std::string &text, const std::optional<std::string> &waivers = std::nullopt);

// The same, for texts that must be valid.
Policy valid(const std::string &text, const std::optional<std::string> &waivers = std::nullopt);

// The texts of the ```yaml blocks of a page.
std::vector<std::string> yamlBlocks(const std::string &page);

Finding finding(const std::string &rule, const std::string &path, int line = 1);

} // namespace lintel::policy::test
