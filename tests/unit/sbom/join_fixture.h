// Repositories whose declared, compiled and linked views are joined, in memory.
#pragma once

#include "fixtures.h"

#include <catch2/catch.hpp>

namespace lintel::sbom {

inline const std::string kRoot = "/made-up/repo";

inline Declaration declaration(const std::string &channel, const std::string &name, int line = 1) {
  Declaration made;
  made.channel = channel;
  made.name = name;
  made.location = {"CMakeLists.txt", {line, 1}, {line, 2}};
  return made;
}

inline LinkedArtefact program(std::vector<LinkInput> inputs) {
  LinkedArtefact artefact;
  artefact.path = kRoot + "/build/app";
  artefact.inputs = std::move(inputs);
  return artefact;
}

inline Bom collected(const Overlay &system, const Views &views, const CollectOptions &options = sbom::options()) {
  const auto bom = collect(OverlayFileSystem(system), options, views);
  REQUIRE(bom.has_value());
  return *bom;
}

inline Overlay withZlibFiles() {
  Overlay system = debianSystem();
  system["/usr/lib/x86_64-linux-gnu/pkgconfig/made-up-z.pc"] = "";
  system["/usr/lib/x86_64-linux-gnu/libmade-up-z.so"] = "bytes";
  *system["/var/lib/dpkg/info/zlib1g-dev:amd64.list"] +=
      "/usr/lib/x86_64-linux-gnu/pkgconfig/made-up-z.pc\n/usr/lib/x86_64-linux-gnu/libmade-up-z.so\n";
  return system;
}

inline const UnitIncludes kUsesZlib = unit("a.cpp", {"/usr/include/made-up-zlib.h"});

} // namespace lintel::sbom
