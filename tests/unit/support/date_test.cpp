#include "core/support/date.h"

#include <catch2/catch.hpp>

TEST_CASE("a date is a day of the calendar, written in full") {
  for (const char *text : {"2024-02-29", "1999-12-31", "0001-01-01"}) CHECK(lintel::isDate(text));
  for (const char *text : {"", "2023-02-29", "2024-13-01", "2024-00-10", "2024-1-1", "24-01-01", "2024-01-01T00:00",
                           " 2024-01-01", "2024/01/01", "+024-01-01"})
    CHECK_FALSE(lintel::isDate(text));
}

TEST_CASE("the day of a time since 1970") {
  CHECK(lintel::dateOf(0) == "1970-01-01");
  CHECK(lintel::dateOf(951'868'799) == "2000-02-29");
  CHECK(lintel::dateOf(951'868'800) == "2000-03-01");
  CHECK(lintel::dateOf(253'402'300'799) == "9999-12-31");
  CHECK(lintel::dateOf(253'402'300'800).empty());
  CHECK(lintel::dateOf(-1).empty());
}
