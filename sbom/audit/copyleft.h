// Copyleft licences, and what they ask for by the way a program is linked with what they cover.
#pragma once

#include <string>

namespace lintel::sbom {

enum class Copyleft {
  None,
  File,    // MPL, EPL, CDDL: for the licensed files themselves, however they are linked
  Library, // LGPL: the means to link again, where it is linked statically
  Program  // GPL, AGPL and the like: the source of the whole program
};

// leaf: an SPDX id or "id WITH exception", in canonical spelling. An exception that lets a program be linked with the
// code takes the copyleft away.
Copyleft copyleftOf(const std::string &leaf);

} // namespace lintel::sbom
