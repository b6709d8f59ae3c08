// Debian's control file syntax (deb822(5)): paragraphs of "Field: value" with indented continuation lines.
// dpkg's status file, machine-readable copyright files and debian/control are written in it.
#pragma once

#include "core/support/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

struct DebField {
  std::string_view name;
  std::string_view value; // trimmed; continuation lines included, with their indentation
  int line = 0;
};

struct DebParagraph {
  std::vector<DebField> fields;
  int line = 0;

  // Field names are compared without regard to case. Empty when there is no such field.
  std::string_view find(std::string_view name) const;
};

// Whether lines that begin with '#' are passed over: deb822(5) allows that in files of source packages only. The value
// of a field that such a line stands in contains it.
enum class DebComments { Refused, Allowed };

// The views point into text. Errors name file and line: a line that is neither a field nor a
// continuation, a NUL byte, a line of more than 1 MiB, a last line that does not end.
Result<std::vector<DebParagraph>> parseDeb822(std::string_view text, const std::string &file,
                                              DebComments comments = DebComments::Refused);

} // namespace lintel::sbom
