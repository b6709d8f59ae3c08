// What a fix changes, as the lines before and after it.
#pragma once

#include "core/finding/finding.h"
#include "core/report/source_cache.h"

#include <optional>
#include <string>
#include <vector>

namespace lintel::report {

// Neighbouring lines of one file that a fix changes together.
struct DiffHunk {
  std::string path;
  int firstLine = 0;                // of removed, 1-based
  std::vector<std::string> removed; // as they stand in the file
  std::vector<std::string> added;
};

// nullopt when the edits do not fit the file (it cannot be read, a position lies outside) or the
// lines are too long to be read by a person.
std::optional<std::vector<DiffHunk>> diffOf(const Fix &fix, SourceCache &source);

} // namespace lintel::report
