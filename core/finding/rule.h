// What is known of a rule apart from any finding: for SARIF, for `explain`, for the docs.
#pragma once

#include "core/finding/finding.h"

#include <string>
#include <vector>

namespace lintel {

struct RuleInfo {
  std::string id;
  std::string summary;                   // one line, no full stop
  std::string help;                      // Markdown: the rule's page; may be empty for policy-made rules
  Severity severity = Severity::Warning; // default
  std::string category;                  // "errors", "casts", "bounds", "documents", "dependencies", "policy"
  std::vector<int> cwe;
  std::vector<std::string> cert;
};

} // namespace lintel
