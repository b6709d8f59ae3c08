// Phrases by which a file says which licence it is under without holding the text: titles, the notices that
// licences tell their users to write, and phrases that only one short licence has.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace lintel::sbom {

// The exception that GCC's libraries began with; it is of the GNU licence that stands beside it.
inline constexpr const char *kLinkingException = "GCC-exception-2.0";

struct LicenseNotice {
  std::string id;        // or "licence WITH exception", "one OR other", kLinkingException
  bool standard = false; // a title or the licence's own form of a notice; else telling phrases
  std::size_t first = 0; // word
  std::size_t last = 0;  // word, inclusive
};

// In the order of the text. words: as licenseWords gives them.
std::vector<LicenseNotice> licenseNotices(const std::vector<std::string> &words);

} // namespace lintel::sbom
