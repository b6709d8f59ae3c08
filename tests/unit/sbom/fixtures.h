// Made-up Debian systems and repositories, in memory.
#pragma once

#include "core/support/file_system.h"
#include "sbom/collect/collect.h"

#include <algorithm>
#include <string>
#include <vector>

namespace lintel::sbom {

inline std::string statusEntry(const std::string &name, const std::string &version, const std::string &more = "",
                               const std::string &status = "install ok installed",
                               const std::string &architecture = "amd64") {
  return "Package: " + name + "\nStatus: " + status + "\nArchitecture: " + architecture + "\n" + more +
         "Version: " + version + "\nDescription: made up\n in two lines\n .\n and a third\n\n";
}

// A machine with three packages: zlib, a GPL library that depends on it, and dpkg itself.
inline Overlay debianSystem() {
  return {
      {"/var/lib/dpkg/status", statusEntry("dpkg", "1.21.22") +
                                   statusEntry("zlib1g-dev", "1:1.2.13.dfsg-1", "Source: zlib\nMulti-Arch: same\n") +
                                   statusEntry("libgpl-dev", "2.0~rc1+dfsg-3",
                                               "Source: gpl-library (2.0~rc1+dfsg-2)\n"
                                               "Depends: zlib1g-dev (>= 1:1.2) | other-dev, libc6-dev\n")},
      {"/var/lib/dpkg/info/dpkg.list", "/.\n/usr\n/usr/bin/dpkg\n"},
      {"/var/lib/dpkg/info/zlib1g-dev:amd64.list", "/.\n/usr\n/usr/include\n/usr/include/made-up-zlib.h\n"},
      {"/var/lib/dpkg/info/libgpl-dev.list", "/.\n/usr/include/made-up-gpl/gpl.h\n/lib/made-up-gpl/config.h\n"},
      {"/usr/share/doc/zlib1g-dev/copyright",
       "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\n"
       "Files: *\nCopyright: someone\nLicense: Zlib\n"},
      {"/usr/share/doc/libgpl-dev/copyright",
       "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\n"
       "Files: *\nCopyright: someone\nLicense: GPL-3+\n"},
  };
}

inline UnitIncludes unit(const std::string &name, std::vector<std::string> headers,
                         OutcomeKind kind = OutcomeKind::Analysed) {
  UnitIncludes includes;
  includes.unit = name;
  includes.headers = std::move(headers);
  std::ranges::sort(includes.headers);
  includes.outcome.engine = EngineId::Sbom;
  includes.outcome.unit = name;
  includes.outcome.kind = kind;
  return includes;
}

inline Views compiled(std::vector<UnitIncludes> units) {
  Views views;
  views.compiled = std::move(units);
  return views;
}

inline CollectOptions options() {
  CollectOptions options;
  options.root = "/made-up/repo";
  options.projectName = "orders";
  options.distro = "debian-12";
  return options;
}

} // namespace lintel::sbom
