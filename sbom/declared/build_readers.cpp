#include "sbom/declared/autoconf_reader.h"
#include "sbom/declared/bazel_lock.h"
#include "sbom/declared/bazel_reader.h"
#include "sbom/declared/cmake_reader.h"
#include "sbom/declared/make_reader.h"
#include "sbom/declared/meson_reader.h"
#include "sbom/declared/meson_wrap.h"
#include "sbom/declared/shell_reader.h"
#include "sbom/declared/xmake_reader.h"

#include <array>

namespace lintel::sbom {

std::span<const Reader> buildFileReaders() {
  static constexpr std::array<Reader, 9> kReaders = {{
      {"CMake", isCMakeFile, readCMake},
      {"meson.build", isMesonFile, readMeson},
      {"Meson wrap", isMesonWrap, readMesonWrap},
      {"Bazel", isBazelFile, readBazel},
      {"MODULE.bazel.lock", isBazelLock, readBazelLock},
      {"xmake.lua", isXmakeFile, readXmake},
      {"make", isMakeFile, readMake},
      {"Autoconf", isAutoconfFile, readAutoconf},
      {"configure", isConfigureScript, readConfigureScript},
  }};
  return kReaders;
}

} // namespace lintel::sbom
