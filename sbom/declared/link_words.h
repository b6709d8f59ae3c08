// How shell, make and M4 text name libraries: words of a linker's command line and modules of pkg-config. Both the
// reader of make and the reader of Autoconf meet them.
#pragma once

#include "sbom/declared/source_text.h"
#include "sbom/model/declaration.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

// More declarations than this in one file were not written by people.
inline constexpr std::size_t kMaxScriptDeclarations = 100'000;

// A module in the list that pkg-config is given; name is a view into the list.
struct PkgConfigModule {
  std::string_view name;
  std::string constraint; // ">=1.2"; empty when none is asked for
  std::string version;    // of "= 1.2"
  bool resolved = true;   // false: the version in constraint is a variable
};

// Whether text can name a library or a module as it stands: no variable, no path, no option.
bool isPlainName(std::string_view text);

// What stands between blanks, quotes, commas, brackets and operators of the shell, as views into text.
std::vector<std::string_view> shellWords(std::string_view text);

// NAME of every word "-lNAME", as views into text; names with variables are passed over.
std::vector<std::string_view> linkedNames(std::string_view text);

// "zlib >= 1.2, foo" (pkg-config(1)); options and what holds variables are passed over.
std::vector<PkgConfigModule> pkgConfigModules(std::string_view text);

// The part of text, a view into source's text or into a copy at base with the same places.
Span spanWithin(std::string_view base, std::string_view part);

// A declaration of module, without its location.
Declaration declaredModule(std::string channel, const PkgConfigModule &module);

} // namespace lintel::sbom
