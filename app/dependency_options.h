// The commands about dependencies: `sbom` with its questions, `audit` with its database.
#pragma once

#include "app/option_groups.h"

namespace lintel::app {

inline constexpr const char *kOpenVex = "openvex"; // a format of `audit` only

// "cyclonedx-1.6", "spdx-2.3", ...: in the order in which help lists them; the first is the default.
const std::vector<std::string> &documentFormatNames();

void addDependencyCommands(CLI::App &app, Options &options, Raw &raw);

} // namespace lintel::app
