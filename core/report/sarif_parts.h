// The parts that sarif.cpp and sarif_results.cpp share.
#pragma once

#include "core/report/report.h"

#include <nlohmann/json.hpp>
#include <vector>

namespace lintel::report {

using Json = nlohmann::ordered_json;

inline constexpr const char *kRootId = "SRCROOT"; // uriBaseId of every path

// Where a file is: its path as a percent-encoded URI reference, relative to the repository root.
Json artifactOf(const Location &location);

// One result for each finding; rules is sorted by id and holds the rule of every finding.
Json resultsOf(const Judgement &judgement, const std::vector<RuleInfo> &rules, const Context &context);

} // namespace lintel::report
