// Engine 2: rules over configuration documents and any other text.
#pragma once

#include "core/finding/finding.h"
#include "core/finding/outcome.h"
#include "core/support/file_system.h"
#include "policy/model/policy.h"

#include <string>
#include <vector>

namespace lintel::policy {

struct DocumentResults {
  std::vector<Finding> findings; // fingerprints not yet assigned
  std::vector<Outcome> outcomes; // one per document that some rule asks for
};

// paths: candidate files, repo-relative. A file that a rule asks for and that cannot be judged
// (unreadable, over the size limit, not UTF-8, a link out of the tree) gets an outcome that says so.
DocumentResults judgeDocuments(const Policy &policy, const FileSystem &files, const std::string &root,
                               const std::vector<std::string> &paths);

} // namespace lintel::policy
