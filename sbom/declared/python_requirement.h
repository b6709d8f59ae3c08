// Dependency specifiers of Python packages (PEP 508): "name[extra]>=1,<2; marker" and "name @ url".
#pragma once

#include "sbom/model/declaration.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

struct PythonRequirement {
  std::string name;
  std::vector<std::string> extras;
  std::string specifiers; // ">=1,<2", as written
  std::string marker;     // "python_version < '3.9'", as written
  std::string url;
};

// nullopt for text that is no dependency specifier.
std::optional<PythonRequirement> parsePythonRequirement(std::string_view text);

// The version of "==1.2.3" and "===1.2.3" that stands alone and has no wildcard, else empty.
std::string exactPythonVersion(std::string_view specifiers);

// Fills everything but name, place and scope.
void describePython(const PythonRequirement &requirement, Declaration &declaration);

// Fills source, revision, checksums and purl from "https://.../x.tar.gz#sha256=..." or "git+https://...@ref".
void describePythonUrl(std::string_view url, Declaration &declaration);

} // namespace lintel::sbom
