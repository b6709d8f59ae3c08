// Fingerprints name a finding across edits: rule + path + enclosing symbol + normalised
// source line + occurrence number. Lines that move keep theirs; a changed line gets a new one.
// A finding without a line (line 0: a whole file, a component) is named by its message instead.
#pragma once

#include "core/finding/finding.h"
#include "core/support/file_system.h"

#include <string>
#include <string_view>
#include <vector>

namespace lintel {

// White space runs become one blank, ends trimmed: re-indenting is not a change.
std::string normaliseLine(std::string_view line);

// Sorts findings into report order and sets every fingerprint. The line is read from files
// (root is the repository root); occurrences are counted within equal rule/path/symbol/line.
void assignFingerprints(std::vector<Finding> &findings, const FileSystem &files, const std::string &root);

} // namespace lintel
