// How many findings and units ended how; text and JSON both show it.
#pragma once

#include "core/finding/verdict.h"

#include <array>
#include <cstddef>
#include <map>

namespace lintel::report {

inline constexpr std::array kDispositions = {Disposition::Enforced, Disposition::Reported, Disposition::Waived,
                                             Disposition::Suppressed, Disposition::Known};
inline constexpr std::array kOutcomeKinds = {OutcomeKind::Analysed, OutcomeKind::Cached,   OutcomeKind::ParseFailed,
                                             OutcomeKind::Crashed,  OutcomeKind::TimedOut, OutcomeKind::NotInDatabase,
                                             OutcomeKind::Excluded};

struct Summary {
  std::map<Disposition, std::size_t> findings; // every disposition, also with 0
  std::map<OutcomeKind, std::size_t> units;    // every kind, also with 0
  std::size_t gaveUp = 0;                      // functions that were not followed to the end, over all units
};

inline Summary summarise(const Judgement &judgement) {
  Summary summary;
  for (const Disposition disposition : kDispositions) summary.findings[disposition] = 0;
  for (const OutcomeKind kind : kOutcomeKinds) summary.units[kind] = 0;
  for (const JudgedFinding &judged : judgement.findings) ++summary.findings[judged.disposition];
  for (const Outcome &outcome : judgement.outcomes) {
    ++summary.units[outcome.kind];
    summary.gaveUp += outcome.gaveUp;
  }
  return summary;
}

} // namespace lintel::report
