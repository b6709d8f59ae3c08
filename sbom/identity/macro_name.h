// What the name of a macro says: whose version, and which part of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

enum class VersionPart { Whole, Major, Minor, Patch, Fourth, Build };

struct MacroName {
  std::vector<std::string> prefix; // words before the version, lower case, without such as "lib" and "package"
  VersionPart part = VersionPart::Whole;
  int rank = 0; // of several macros for the same part the lowest counts: PATCH before RELEASE, MAJOR before MAJOR_NUM
};

// nullopt for a name that states no version of the component: of an API, a protocol, a compiler, an include guard.
std::optional<MacroName> parseMacroName(std::string_view macro);

// How well the words of a prefix fit a component's name. Initials: two letters, which begin other names as well.
// Foreign: the macro speaks of something else.
enum class NameFit { Exact, Words, Abbreviation, NoPrefix, Initials, Foreign };
NameFit fitOf(const std::vector<std::string> &prefix, std::string_view componentName);

// Whether a prefix that is foreign by its words may be the short name under which a library goes in its own header:
// one word of three or four letters, and none that speaks of a version of something else. Standards count in two parts,
// so that "xml" before a third part is no standard's.
bool mayBeShortName(const std::vector<std::string> &prefix);

// Whether a file is the header after which the component is called, or which is called after it: expat.h of "libexpat".
bool isMainHeader(std::string_view file, std::string_view componentName);

} // namespace lintel::sbom
