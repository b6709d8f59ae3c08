#include "core/finding/outcome.h"

namespace lintel {

const char *toString(EngineId engine) {
  switch (engine) {
  case EngineId::Checkers: return "checkers";
  case EngineId::Documents: return "documents";
  case EngineId::Sbom: return "sbom";
  }
  return "checkers";
}

const char *toString(OutcomeKind kind) {
  switch (kind) {
  case OutcomeKind::Analysed: return "analysed";
  case OutcomeKind::Cached: return "cached";
  case OutcomeKind::ParseFailed: return "parse-failed";
  case OutcomeKind::Crashed: return "crashed";
  case OutcomeKind::TimedOut: return "timed-out";
  case OutcomeKind::NotInDatabase: return "not-in-database";
  case OutcomeKind::Excluded: return "excluded";
  }
  return "crashed";
}

bool isComplete(OutcomeKind kind) {
  return kind == OutcomeKind::Analysed || kind == OutcomeKind::Cached || kind == OutcomeKind::Excluded;
}

} // namespace lintel
