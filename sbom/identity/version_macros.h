// The version of a vendored copy, as its own headers state it. The macros come expanded from the preprocessor
// (checkers/engine/macro_values.h, mapped by app/); here it is decided which of them speak for the component.
// There is no table of projects: names are read by their words, numbers by layouts that many projects document.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

struct MacroValue {
  enum class Kind { Text, Number, Other }; // replacement: string literals, an integer, any other tokens
  std::string name;
  Kind kind = Kind::Other;
  std::string value;    // Text: without quotes; Number: decimal; Other: as written
  std::string spelling; // the expanded tokens as written, which tells hexadecimal from decimal
  std::string file;
  int line = 0;
};

struct VersionClaim {
  std::string version;
  double confidence = 0; // 0 to 1
  std::string macro;     // "ZLIB_VERSION"; "A_MAJOR, A_MINOR, A_PATCH" when put together
  std::string file;      // of the first of them
  int line = 0;
  friend auto operator<=>(const VersionClaim &, const VersionClaim &) = default;
};

// All claims state the same version: macros that contradict each other make no claim. Sorted by falling confidence.
//
// What is taken: text that holds one version ("1.3.1", "Lua 5.1.5", "5.2.1-0-g12ab"), MAJOR with MINOR and PATCH, and
// a number when text or parts agree with it, or when its layout alone leaves one reading (see version_number.h).
// What is not: macros named after an API, an ABI, a protocol, a format, a compiler, a minimum, or another component;
// single integers ("2", 7), dates, and macros whose prefix has nothing to do with the component's name.
std::vector<VersionClaim> versionFromMacros(std::string_view componentName, const std::vector<MacroValue> &macros);

} // namespace lintel::sbom
