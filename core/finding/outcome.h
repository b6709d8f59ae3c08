// What happened to every unit that was asked about. Not checked is never passed.
#pragma once

#include <cstddef>
#include <string>

namespace lintel {

enum class EngineId { Checkers, Documents, Sbom };
const char *toString(EngineId engine);

enum class OutcomeKind { Analysed, Cached, ParseFailed, Crashed, TimedOut, NotInDatabase, Excluded };
const char *toString(OutcomeKind kind); // "analysed", "parse-failed", ...

struct Outcome {
  EngineId engine = EngineId::Checkers;
  std::string unit; // repo-relative path; a file compiled in several ways is "a.cpp", "a.cpp#2", ...
  OutcomeKind kind = OutcomeKind::Analysed;
  std::string detail;     // first error, signal and stack, the policy line that excludes; empty when analysed
  std::size_t gaveUp = 0; // functions of an analysed unit that some analysis did not follow to the end
};

// Whether the unit was really looked at, or left out on purpose by the policy.
bool isComplete(OutcomeKind kind);

} // namespace lintel
