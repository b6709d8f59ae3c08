// SPDX-License-Identifier lines: what a file says of itself in one machine-readable line.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

struct TaggedLicense {
  std::string text;                      // as written after the tag
  std::optional<std::string> expression; // canonical; nullopt: no expression of SPDX ids, to be reported
  int line = 0;                          // from 1
  int column = 0;                        // of text, from 1, in bytes
};

// Every tag of the first 64 KiB, in order; those between REUSE-IgnoreStart and REUSE-IgnoreEnd left out (REUSE
// specification 3.3). An expression may be longer than what is accepted here: it is then invalid.
std::vector<TaggedLicense> licenseTags(std::string_view text);

// What a file states, sorted: its valid tags if it has any, else the licences whose text or notice it holds.
std::vector<std::string> statedLicenses(std::string_view text);

} // namespace lintel::sbom
