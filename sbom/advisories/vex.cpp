#include "sbom/advisories/vex.h"

#include <array>
#include <chrono>
#include <re2/re2.h>

namespace lintel::sbom {
namespace {

constexpr std::array<const char *, 4> kStatuses = {"not_affected", "affected", "fixed", "under_investigation"};
constexpr std::array<const char *, 5> kJustifications = {
    "component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist"};

template <class Enum, std::size_t Size>
std::optional<Enum> find(const std::array<const char *, Size> &names, std::string_view text) {
  for (std::size_t i = 0; i < Size; ++i)
    if (names[i] == text) return static_cast<Enum>(i);
  return std::nullopt;
}

// "+02:00", or "" for UTC. nullopt: no offset that a clock has.
std::optional<int> secondsEast(const std::string &offset) {
  if (offset.empty()) return 0;
  const auto number = [&](std::size_t at) { return (offset[at] - '0') * 10 + (offset[at + 1] - '0'); };
  const int hours = number(1);
  const int minutes = number(4);
  if (hours > 23 || minutes > 59) return std::nullopt;
  return (offset[0] == '-' ? -60 : 60) * (hours * 60 + minutes);
}

} // namespace

const char *toString(VexStatus status) { return kStatuses[static_cast<std::size_t>(status)]; }
std::optional<VexStatus> vexStatusFromString(std::string_view text) { return find<VexStatus>(kStatuses, text); }

const char *toString(VexJustification justification) {
  return kJustifications[static_cast<std::size_t>(justification)];
}
std::optional<VexJustification> vexJustificationFromString(std::string_view text) {
  return find<VexJustification>(kJustifications, text);
}

std::optional<std::int64_t> secondsOfTimestamp(std::string_view text) {
  static const RE2 kTimestamp("(\\d{4})-(\\d{2})-(\\d{2})[Tt ](\\d{2}):(\\d{2}):(\\d{2})(?:\\.\\d{1,9})?"
                              "(?:[Zz]|([+-]\\d{2}:\\d{2}))");
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  std::string offset;
  if (!RE2::FullMatch(re2::StringPiece(text.data(), text.size()), kTimestamp, &year, &month, &day, &hour, &minute,
                      &second, &offset))
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  const auto east = secondsEast(offset);
  if (!date.ok() || hour > 23 || minute > 59 || second > 60 || !east) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return ((days * 24 + hour) * 60 + minute) * 60 + second - *east;
}

std::int64_t secondsOf(const VexStatement &statement) {
  const std::string &time = statement.lastUpdated.empty() ? statement.timestamp : statement.lastUpdated;
  return secondsOfTimestamp(time).value_or(0);
}

} // namespace lintel::sbom
