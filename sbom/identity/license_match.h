// Which licences a text holds: full texts by how much of the SPDX list's text is there, and the phrases by
// which notices name a licence. A licence's id is a statement about the text, not about the file's owner.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

struct LicenseMatch {
  std::string spdxId;  // or "licence WITH exception", "one OR other", or an exception to the GNU licence beside it
  double score = 0;    // 0 to 1: share of words that the text and the licence have in common; of notices a constant
  int firstLine = 0;   // from 1
  int lastLine = 0;    // inclusive
  bool notice = false; // a title, a standard notice or telling phrases, not the whole text
};

// A match of this score is a licence's text but for words that may be replaced, or its standard notice; one of
// less says which licence the text is nearest to.
inline constexpr double kConcludedLicense = 0.9;

// In the order of the text; none below 0.6, no two share words. The text of a GNU licence alone gives "-only", the
// notice "or any later version" gives "-or-later". Empty when nothing is like a licence.
std::vector<LicenseMatch> matchLicenses(std::string_view text);

// Takes out of the texts what they are there for only: the "-only" of a GNU licence whose notice allows later versions,
// the GPL 3 that belongs to the LGPL 3, and those of which a statement lets the user choose one (OR).
void dropImpliedLicenses(std::set<std::string> &texts, const std::set<std::string> &stated);

// The licences of all matches that are good enough for a conclusion, without implied ones; sorted. Each is an id, an id
// WITH an exception, or an OR of two.
std::vector<std::string> concludedLicenses(const std::vector<LicenseMatch> &matches);
// The same as one SPDX expression, joined by AND; nullopt when there is none.
std::optional<std::string> concludedLicense(const std::vector<LicenseMatch> &matches);

// Those, and licences of which only telling phrases are there: what the author means, if not all that it says.
std::vector<std::string> namedLicenses(const std::vector<LicenseMatch> &matches);

} // namespace lintel::sbom
