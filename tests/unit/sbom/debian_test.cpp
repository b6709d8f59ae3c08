#include "sbom/collect/debian.h"

#include "fixtures.h"

#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;

namespace {

Result<DebianDatabase> load(const FileSystem &files) { return DebianDatabase::load(files, "/var/lib/dpkg"); }

// The name of the package that owns a path, or "".
std::string ownerOf(const Overlay &system, const std::string &path) {
  const OverlayFileSystem files(system);
  const auto database = load(files);
  REQUIRE(database.has_value());
  const auto owners = database->owners({mergedUsrPath(path)});
  REQUIRE(owners.has_value());
  return owners->empty() ? "" : owners->begin()->second->name + ':' + owners->begin()->second->architecture;
}

Problem problemOf(const Overlay &system) {
  const OverlayFileSystem files(system);
  const auto database = load(files);
  REQUIRE_FALSE(database.has_value());
  return database.error();
}

} // namespace

TEST_CASE("a file belongs to the package that lists it") {
  CHECK(ownerOf(debianSystem(), "/usr/include/made-up-zlib.h") == "zlib1g-dev:amd64");
  CHECK(ownerOf(debianSystem(), "/usr/include/made-up-gpl/gpl.h") == "libgpl-dev:amd64");
  CHECK(ownerOf(debianSystem(), "/usr/include/nobody.h").empty());
}

TEST_CASE("/lib and /usr/lib are one directory, whichever of them the package lists") {
  CHECK(ownerOf(debianSystem(), "/usr/lib/made-up-gpl/config.h") == "libgpl-dev:amd64");
  CHECK(ownerOf(debianSystem(), "/lib/made-up-gpl/config.h") == "libgpl-dev:amd64");
  CHECK(mergedUsrPath("/lib64/x") == "/usr/lib64/x");
  CHECK(mergedUsrPath("/library/x") == "/library/x");
}

TEST_CASE("name, version and source are read from the status file") {
  const OverlayFileSystem files(debianSystem());
  const auto database = load(files);
  REQUIRE(database.has_value());
  const auto owners = database->owners({"/usr/include/made-up-zlib.h", "/usr/include/made-up-gpl/gpl.h"});
  REQUIRE(owners.has_value());
  const DebianPackage &zlib = *owners->at("/usr/include/made-up-zlib.h");
  CHECK(zlib.version == "1:1.2.13.dfsg-1");
  CHECK(zlib.source == "zlib");
  CHECK(zlib.sourceVersion == "1:1.2.13.dfsg-1");
  const DebianPackage &gpl = *owners->at("/usr/include/made-up-gpl/gpl.h");
  CHECK(gpl.source == "gpl-library");
  CHECK(gpl.sourceVersion == "2.0~rc1+dfsg-2");
  CHECK(gpl.depends == std::vector<std::vector<std::string>>{{"zlib1g-dev", "other-dev"}, {"libc6-dev"}});
}

TEST_CASE("a removed package owns nothing, a half-configured one does") {
  Overlay system = debianSystem();
  const std::string dpkg = statusEntry("dpkg", "1.21.22");
  system["/var/lib/dpkg/status"] = dpkg + statusEntry("libgpl-dev", "1", "", "deinstall ok config-files");
  CHECK(ownerOf(system, "/usr/include/made-up-gpl/gpl.h").empty());
  system["/var/lib/dpkg/status"] = dpkg + statusEntry("libgpl-dev", "1", "", "install ok half-configured");
  CHECK(ownerOf(system, "/usr/include/made-up-gpl/gpl.h") == "libgpl-dev:amd64");
}

TEST_CASE("of two architectures of a package the machine's own is named") {
  Overlay system = debianSystem();
  system["/var/lib/dpkg/status"] = statusEntry("dpkg", "1.21.22") + statusEntry("zlib1g-dev", "1") +
                                   statusEntry("zlib1g-dev", "1", "", "install ok installed", "aarch64");
  system["/var/lib/dpkg/info/zlib1g-dev:aarch64.list"] = "/usr/include/made-up-zlib.h\n/usr/include/aarch64/only.h\n";
  CHECK(ownerOf(system, "/usr/include/made-up-zlib.h") == "zlib1g-dev:amd64");
  CHECK(ownerOf(system, "/usr/include/aarch64/only.h") == "zlib1g-dev:aarch64");
}

TEST_CASE("a diverted file belongs to the diverting package, the other one lies at the new path") {
  Overlay system = debianSystem();
  system["/var/lib/dpkg/status"] =
      statusEntry("dpkg", "1.21.22") + statusEntry("zlib1g-dev", "1") + statusEntry("better-zlib-dev", "2");
  system["/var/lib/dpkg/info/better-zlib-dev.list"] = "/usr/include/made-up-zlib.h\n";
  system["/var/lib/dpkg/diversions"] =
      "/usr/include/made-up-zlib.h\n/usr/include/made-up-zlib.h.distrib\nbetter-zlib-dev\n";
  CHECK(ownerOf(system, "/usr/include/made-up-zlib.h") == "better-zlib-dev:amd64");
  CHECK(ownerOf(system, "/usr/include/made-up-zlib.h.distrib") == "zlib1g-dev:amd64");
}

TEST_CASE("a local diversion leaves the diverted path without owner") {
  Overlay system = debianSystem();
  system["/var/lib/dpkg/diversions"] = "/usr/include/made-up-zlib.h\n/usr/include/made-up-zlib.h.distrib\n:\n";
  CHECK(ownerOf(system, "/usr/include/made-up-zlib.h").empty());
  CHECK(ownerOf(system, "/usr/include/made-up-zlib.h.distrib") == "zlib1g-dev:amd64");
}

TEST_CASE("a machine without dpkg has no owners and no error") {
  CHECK(ownerOf({{"/etc/hostname", "x\n"}}, "/usr/include/made-up-zlib.h").empty());
}

TEST_CASE("a damaged status file is an error with the line") {
  Overlay system = debianSystem();
  const std::string good = statusEntry("dpkg", "1.21.22"); // 9 lines

  SECTION("truncated in the middle of a line") {
    system["/var/lib/dpkg/status"] = good + "Package: zlib1g-dev\nStat";
    CHECK(problemOf(system).line == 11);
  }
  SECTION("truncated at the end of a line") {
    system["/var/lib/dpkg/status"] = good + "Package: zlib1g-dev\nStatus: install ok installed\n";
    CHECK(problemOf(system).line == 10);
    CHECK(problemOf(system).what.find("zlib1g-dev") != std::string::npos);
  }
  SECTION("an entry without a name") {
    system["/var/lib/dpkg/status"] = good + "Status: install ok installed\n";
    CHECK(problemOf(system).line == 10);
  }
  SECTION("binary") {
    system["/var/lib/dpkg/status"] = std::string("\x7f\x45LF\0\0\n", 7);
    CHECK(problemOf(system).line == 1);
  }
  SECTION("a NUL byte in a value") {
    system["/var/lib/dpkg/status"] = good + std::string("Package: a\0b\n", 13);
    CHECK(problemOf(system).line == 10);
  }
  SECTION("a line of two megabytes") {
    system["/var/lib/dpkg/status"] = good + "Package: " + std::string(2u << 20, 'x') + "\n";
    CHECK(problemOf(system).line == 10);
  }
  SECTION("a continuation without a field") {
    system["/var/lib/dpkg/status"] = " lost\n" + good;
    CHECK(problemOf(system).line == 1);
  }
  CHECK(problemOf(system).file == "/var/lib/dpkg/status");
  CHECK_FALSE(problemOf(system).expected.empty());
}

TEST_CASE("a damaged diversions file is an error") {
  Overlay system = debianSystem();
  system["/var/lib/dpkg/diversions"] = "/usr/include/a.h\n/usr/include/b.h\n";
  CHECK(problemOf(system).file == "/var/lib/dpkg/diversions");
  system["/var/lib/dpkg/diversions"] = "usr/include/a.h\n/usr/include/b.h\nx\n";
  CHECK(problemOf(system).line == 1);
}
