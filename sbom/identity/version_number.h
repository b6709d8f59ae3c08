// Versions inside of text and of numbers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

// A version in text, apart from the words before it.
struct TextVersion {
  std::string version;
  std::vector<std::string> words; // before it, lower case: {"lua"} of "Lua 5.1"; empty when the text begins with it
};

// nullopt when there is no version of at least two numbers, or more than one. A leading "v" and a trailing "-stable",
// "-release" or "-final" go, as does what git describe adds to a tagged commit; "1_80" is 1.80.
std::optional<TextVersion> versionInText(std::string_view text);

// The leading numbers of a version without trailing zeros: {1, 2} for "1.2.0-rc1".
std::vector<unsigned long> leadingNumbers(std::string_view version);

// Whether both can be the same release, one of them told less precisely: "5.1" and "5.1.5", "1.80" and "1.80.0".
bool isCompatible(std::string_view a, std::string_view b);

// Every reading of a number by the layouts in use. spelling: as written in the source ("0x1010107fL", "30405").
//   decimal, 5 to 6 digits: X YY ZZ; 6 digits: X YYY ZZ; 7 to 10: X YYY ZZZ
//   hexadecimal: XX YY ZZ; eight digits: XX YY ZZ 00, and M NN FF PP S (OpenSSL before 3.0)
std::vector<std::string> readingsOf(unsigned long long number, std::string_view spelling);

// The reading of a number that nothing else confirms: nullopt when more than one layout is in use for it, as for six
// decimal digits (102800 is 10.28.0 to some and 1.28.0 to others).
std::optional<std::string> onlyReadingOf(unsigned long long number, std::string_view spelling);

} // namespace lintel::sbom
