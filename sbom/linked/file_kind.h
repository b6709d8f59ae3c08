// What a file is to the linker, judged by its name.
#pragma once

#include "core/support/path.h"
#include "sbom/model/link.h"

#include <optional>
#include <string_view>

namespace lintel::sbom {

bool isObjectName(std::string_view path);     // a.o, a.obj, a.lo
bool isLibraryArchive(std::string_view path); // libz.a, libz.rlib
bool isSharedName(std::string_view path);     // libz.so, libz.so.1.2.13
bool isSourceName(std::string_view path);     // what a compiler or assembler reads: a.cpp, a.S

// nullopt for what carries no code: linker scripts, symbol lists, dependency and map files. An unknown ending is an
// object, because the linker reads whatever it is given.
std::optional<LinkKind> kindOfLinkerInput(std::string_view path);

// Whether a file is the one named, or a more exact version of the library named: libz.so, libz.so.1.2.
bool isNameOfLibrary(std::string_view name, std::string_view file);

std::string_view parentOf(std::string_view path); // "/" for a file in the root, "." for a bare name

} // namespace lintel::sbom
