// The words of a text as licences are compared by: what the SPDX License List's matching guidelines say makes
// no difference is gone. license_hashes.py prepares the texts of the list in the same way.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

// More than any file of licences has; what lies beyond is not looked at.
inline constexpr std::size_t kMaxLicenseText = 1u << 20;

struct LicenseWords {
  std::vector<std::string> words; // lower case, letters and digits of ASCII only
  std::vector<int> lines;         // of each word, from 1
};

// Without punctuation, comment marks, bullets at the beginning of lines and copyright notices; words that are
// spelt in two ways in one of them.
LicenseWords licenseWords(std::string_view text);

} // namespace lintel::sbom
