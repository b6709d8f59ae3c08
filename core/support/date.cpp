#include "core/support/date.h"

#include <chrono>
#include <ctime>
#include <re2/re2.h>

namespace lintel {

bool isDate(std::string_view text) {
  static const re2::RE2 kForm("([0-9]{4})-([0-9]{2})-([0-9]{2})");
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  if (!re2::RE2::FullMatch(text, kForm, &year, &month, &day)) return false;
  return std::chrono::year_month_day{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)}.ok();
}

std::string dateOf(std::int64_t seconds) {
  constexpr std::int64_t kYear10000 = 253402300800;
  if (seconds < 0 || seconds >= kYear10000) return "";
  const std::time_t time = seconds;
  std::tm parts{};
  if (!::gmtime_r(&time, &parts)) return "";
  char text[16];
  return std::string(text, std::strftime(text, sizeof text, "%Y-%m-%d", &parts));
}

} // namespace lintel
