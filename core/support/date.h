// Days of the calendar as text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lintel {

// YYYY-MM-DD and a day of the calendar.
bool isDate(std::string_view text);

// The day in UTC, YYYY-MM-DD, of a time in seconds since 1970; empty outside of the years 1970 to 9999.
std::string dateOf(std::int64_t seconds);

} // namespace lintel
