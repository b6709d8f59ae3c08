#include "sbom/collect/system_condition.h"

#include <catch2/catch.hpp>
#include <string>

using namespace lintel::sbom;

TEST_CASE("conditions that name a system are decided as Linux answers them") {
  struct Case {
    const char *condition;
    Holds expected;
  };
  const Case cases[] = {
      {"", Holds::Perhaps},
      {"WITH_ZLIB", Holds::Perhaps},
      {"WIN32", Holds::Never},
      {"NOT WIN32", Holds::Always},
      {"NOT (NOT WIN32)", Holds::Never},
      {"WITH_PCRE AND WIN32", Holds::Never},
      {"WIN32 OR WITH_PCRE", Holds::Perhaps},
      {"(WIN32 OR APPLE) AND X", Holds::Never},
      {"NOT (WIN32 OR APPLE)", Holds::Always},
      {"UNIX AND NOT APPLE", Holds::Always},
      {"NOT UNIX", Holds::Never},
      {"CMAKE_SYSTEM_NAME MATCHES \"Linux|FreeBSD\"", Holds::Perhaps},
      {"CMAKE_SYSTEM_NAME MATCHES \"(Net|Free)BSD\"", Holds::Perhaps},
      {"CMAKE_SYSTEM_NAME STREQUAL \"SunOS\"", Holds::Never},
      {"BUILD_WIN32", Holds::Never},
      {"!BUILD_WIN32", Holds::Always},
      {"ifeq ($(OS),Windows_NT)", Holds::Never},
      {"ifneq ($(OS),Windows_NT)", Holds::Always},
      {"ifneq ($(findstring MINGW,$(OS)),)", Holds::Never},
      {"not (ifeq ($(UNAME),Linux))", Holds::Never},
      {"$host = *mingw*", Holds::Never},
      {"$host = *mingw* | *", Holds::Perhaps},
      {"not ($host = x86_64-linux)", Holds::Perhaps},
      {"test \"$on_mingw\" = \"yes\"", Holds::Never},
      {"test $on_mingw = \"no\"", Holds::Always},
      {"test x$on_mingw != xyes", Holds::Always},
      {"test ! \"$os\" = mingw", Holds::Always},
      {"test -z \"$MINGW\"", Holds::Always},
      {"test \"$a\" = b -o \"$os\" = mingw", Holds::Perhaps},
      {"test \"$a\" = b -a \"$os\" = mingw", Holds::Never},
      {"host_machine.system() == 'windows'", Holds::Never},
      {"host_machine.system() in ['windows', 'cygwin']", Holds::Never},
      {"host_machine.system() in ['linux', 'cygwin']", Holds::Perhaps},
      {"not (HAVE_LINUX_AIO)", Holds::Perhaps},
      {"HAVE_LIBBSD", Holds::Perhaps},
      {"x = bsd/string.h", Holds::Perhaps},
      {"WIN32...", Holds::Perhaps},
      {"(not (WIN32", Holds::Perhaps},
  };
  for (const Case &one : cases) {
    INFO(one.condition);
    CHECK(holdsOnLinux(one.condition) == one.expected);
  }
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "not (";
  CHECK(holdsOnLinux(deep + "WIN32") == Holds::Perhaps);
}
