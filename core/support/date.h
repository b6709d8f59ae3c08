// Days of the calendar as text.
#pragma once

#include <string_view>

namespace lintel {

// YYYY-MM-DD and a day of the calendar.
bool isDate(std::string_view text);

} // namespace lintel
