// A release of an upstream project, as far as it matters how old a version in use is.
#pragma once

#include <string>

namespace lintel::sbom {

struct Release {
  std::string version;
  std::string date; // YYYY-MM-DD; empty when not known
  friend bool operator==(const Release &, const Release &) = default;
};

} // namespace lintel::sbom
