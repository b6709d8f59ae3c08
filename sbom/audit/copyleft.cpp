#include "sbom/audit/copyleft.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace lintel::sbom {
namespace {

// Of the SPDX License List, those exceptions whose text permits to link or combine with code under other terms.
constexpr std::array<std::string_view, 24> kLinkingExceptions{
    "Autoconf-exception-2.0",
    "Autoconf-exception-3.0",
    "Bison-exception-2.2",
    "Bootloader-exception",
    "Classpath-exception-2.0",
    "FLTK-exception",
    "GCC-exception-2.0",
    "GCC-exception-2.0-note",
    "GCC-exception-3.1",
    "GNAT-exception",
    "GNU-compiler-exception",
    "GPL-3.0-linking-exception",
    "GPL-3.0-linking-source-exception",
    "LGPL-3.0-linking-exception",
    "Libtool-exception",
    "Linux-syscall-note",
    "OCaml-LGPL-linking-exception",
    "OpenJDK-assembly-exception-1.0",
    "Qt-LGPL-exception-1.1",
    "WxWindows-exception-3.1",
    "eCos-exception-2.0",
    "freertos-exception-2.0",
    "mif-exception",
    "u-boot-exception-2.0",
};

bool beginsWithOneOf(std::string_view id, std::initializer_list<std::string_view> families) {
  return std::ranges::any_of(families, [&](std::string_view family) { return id.starts_with(family); });
}

} // namespace

Copyleft copyleftOf(const std::string &leaf) {
  constexpr std::string_view kWith = " WITH ";
  const std::size_t with = leaf.find(kWith);
  const std::string_view id = std::string_view(leaf).substr(0, with);
  if (with != std::string::npos) {
    const std::string_view exception = std::string_view(leaf).substr(with + kWith.size());
    if (std::ranges::find(kLinkingExceptions, exception) != kLinkingExceptions.end()) return Copyleft::None;
  }
  if (beginsWithOneOf(id, {"GPL-", "AGPL-", "SSPL-", "EUPL-", "OSL-"})) return Copyleft::Program;
  if (beginsWithOneOf(id, {"LGPL-", "LGPLLR"})) return Copyleft::Library;
  if (beginsWithOneOf(id, {"MPL-", "EPL-", "CDDL-", "CPL-", "MS-RL"})) return Copyleft::File;
  return Copyleft::None;
}

} // namespace lintel::sbom
