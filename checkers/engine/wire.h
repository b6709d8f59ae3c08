// How a worker tells the coordinator what it found: CBOR (RFC 8949) of the engine's own types.
#pragma once

#include "checkers/engine/macro_values.h"
#include "checkers/engine/references.h"
#include "checkers/engine/unit_analysis.h"

#include <optional>
#include <string>
#include <vector>

namespace lintel::checkers {

std::string encode(const UnitResult &result);
std::optional<UnitResult> decodeUnitResult(const std::string &bytes);

struct ScanResult {
  std::vector<std::string> files;
  std::string error; // empty when scanned
};
std::string encode(const ScanResult &result);
std::optional<ScanResult> decodeScanResult(const std::string &bytes);

struct MacroScan {
  std::vector<MacroDefinition> macros;
  std::string error; // empty when all headers were read
};
std::string encode(const MacroScan &scan);
std::optional<MacroScan> decodeMacroScan(const std::string &bytes);

struct ReferenceScan {
  std::vector<FunctionReference> references;
  std::vector<DeclaredFunction> declared;
  bool truncated = false;
  std::string error; // empty when the unit was parsed
};
std::string encode(const ReferenceScan &scan);
std::optional<ReferenceScan> decodeReferenceScan(const std::string &bytes);

} // namespace lintel::checkers
