#include "core/finding/finding.h"

#include <tuple>

namespace lintel {

const char *toString(Severity severity) {
  switch (severity) {
  case Severity::Note: return "note";
  case Severity::Warning: return "warning";
  case Severity::Error: return "error";
  }
  return "error";
}

std::optional<Severity> severityFromString(const std::string &text) {
  if (text == "note") return Severity::Note;
  if (text == "warning") return Severity::Warning;
  if (text == "error") return Severity::Error;
  return std::nullopt;
}

bool reportOrder(const Finding &a, const Finding &b) {
  return std::tie(a.location, a.rule, a.message, a.steps, a.fixes, a.symbol) <
         std::tie(b.location, b.rule, b.message, b.steps, b.fixes, b.symbol);
}

} // namespace lintel
