// The words of OpenVEX 0.2.0 (https://github.com/openvex/spec, OPENVEX-SPEC.md): who says what about a vulnerability
// in a product.
#pragma once

#include "core/finding/finding.h"
#include "core/support/result.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

enum class VexStatus { NotAffected, Affected, Fixed, UnderInvestigation };
const char *toString(VexStatus status); // "not_affected", ...
std::optional<VexStatus> vexStatusFromString(std::string_view text);

// Why a product is not affected.
enum class VexJustification {
  ComponentNotPresent,
  VulnerableCodeNotPresent,
  VulnerableCodeNotInExecutePath,
  VulnerableCodeCannotBeControlledByAdversary,
  InlineMitigationsAlreadyExist
};
const char *toString(VexJustification justification); // "component_not_present", ...
std::optional<VexJustification> vexJustificationFromString(std::string_view text);

// Software as a statement names it. Any of the names may be missing, not all of them.
struct VexComponent {
  std::string id;                                 // "@id": an IRI, most often a purl
  std::map<std::string, std::string> identifiers; // "purl", "cpe22", "cpe23"
  std::map<std::string, std::string> hashes;      // algorithm as written ("sha-256") -> lower-case hexadecimal
  friend auto operator<=>(const VexComponent &, const VexComponent &) = default;
};

struct VexProduct {
  VexComponent component;
  std::vector<VexComponent> subcomponents; // in which the vulnerability lies; empty: in the product itself
  friend auto operator<=>(const VexProduct &, const VexProduct &) = default;
};

struct VexStatement {
  std::string vulnerability;        // name: "CVE-2024-1234"
  std::string vulnerabilityIri;     // "@id" of it; may be empty
  std::string description;          // of it; may be empty
  std::vector<std::string> aliases; // other names of it
  std::vector<VexProduct> products;
  VexStatus status = VexStatus::UnderInvestigation;
  std::optional<VexJustification> justification;
  std::string statusNotes;
  std::string impactStatement;
  std::string actionStatement;
  std::string actionTimestamp;
  std::string supplier;
  std::string id;          // "@id" of the statement; may be empty
  std::string timestamp;   // RFC 3339; empty: that of the document it will be written to
  std::string lastUpdated; // likewise; empty: never updated
  Location location;       // where it was read; line 0 when it was not
  friend auto operator<=>(const VexStatement &, const VexStatement &) = default;
};

// Seconds since 1970 of a date and time by RFC 3339 ("2024-02-29T23:59:60.5+02:00"), without its fraction. nullopt:
// not one, or no day of the calendar.
std::optional<std::int64_t> secondsOfTimestamp(std::string_view text);

// The last time that the statement's author stood by it: lastUpdated, else timestamp; 0 when neither is known.
std::int64_t secondsOf(const VexStatement &statement);

} // namespace lintel::sbom
