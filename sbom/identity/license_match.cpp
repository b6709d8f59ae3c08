#include "sbom/identity/license_match.h"

#include "sbom/identity/license_notices.h"
#include "sbom/identity/license_windows.h"
#include "sbom/model/spdx.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace lintel::sbom {
namespace {

constexpr double kNearestLicense = 0.6; // less alike, and no licence is worth naming
constexpr double kNotice = kConcludedLicense;
constexpr double kPhrases = 0.8;

struct Candidate {
  std::string id;
  double score;
  std::size_t first; // word
  std::size_t last;  // word, inclusive
  bool notice;
  bool gnu; // a GNU licence's notice, which may allow later versions of the text around it
  bool overlaps(const Candidate &other) const { return first <= other.last && other.first <= last; }
};

std::vector<Candidate> candidatesOf(const std::vector<std::string> &words) {
  std::vector<Candidate> candidates;
  for (const LicenseWindow &window : LicenseWindows(words).find(kNearestLicense))
    candidates.push_back(
        {LicenseData::get().licenses()[window.license].id, window.score, window.first, window.last, false, false});
  for (LicenseNotice &notice : licenseNotices(words)) {
    const bool gnu = notice.id.find("GPL-") != std::string::npos;
    candidates.push_back(
        {std::move(notice.id), notice.standard ? kNotice : kPhrases, notice.first, notice.last, true, gnu});
  }
  return candidates;
}

// Texts that say what they are outrank phrases in them, and a title that stands before its text says nothing new. A
// text that is only like a licence outranks nothing.
std::vector<Candidate> withoutOverlaps(std::vector<Candidate> candidates) {
  std::ranges::sort(candidates, [](const Candidate &a, const Candidate &b) {
    const auto isTold = [](const Candidate &c) { return c.notice || c.score >= kConcludedLicense; };
    if (isTold(a) != isTold(b)) return isTold(a);
    if (a.notice != b.notice) return b.notice;
    if (a.score != b.score) return a.score > b.score;
    return std::tie(a.first, b.last, a.id) < std::tie(b.first, a.last, b.id); // the longer one
  });
  std::vector<Candidate> kept;
  for (Candidate &candidate : candidates) {
    const auto clashes = [&](const Candidate &other) {
      if (candidate.notice && !other.notice && other.id == candidate.id) return true;
      return other.overlaps(candidate) && (other.notice || !candidate.gnu);
    };
    const auto other = std::ranges::find_if(kept, clashes);
    if (other == kept.end())
      kept.push_back(std::move(candidate));
    else if (other->id == candidate.id)
      other->score = std::max(other->score, candidate.score);
  }
  return kept;
}

void joinLinkingException(std::set<std::string> &ids) {
  if (ids.erase(kLinkingException) == 0) return;
  std::set<std::string> joined;
  for (const std::string &id : ids)
    joined.insert(id.starts_with("GPL-") && id.find(' ') == id.npos ? id + " WITH " + kLinkingException : id);
  ids = std::move(joined);
}

// Where the SPDX list has one name for texts that stand together.
void joinParts(std::set<std::string> &ids) {
  if (ids.contains("Apache-2.0 WITH LLVM-exception")) ids.erase("Apache-2.0");
  joinLinkingException(ids);
  if (!ids.contains("OpenSSL-standalone") || !ids.contains("SSLeay-standalone")) return;
  ids.erase("OpenSSL-standalone");
  ids.erase("SSLeay-standalone");
  ids.insert("OpenSSL");
}

// The ids of those matches that `counts` lets through.
template <class Counts> std::vector<std::string> idsOf(const std::vector<LicenseMatch> &matches, Counts counts) {
  std::set<std::string> texts, stated;
  for (const LicenseMatch &match : matches)
    if (counts(match)) (match.notice ? stated : texts).insert(match.spdxId);
  dropImpliedLicenses(texts, stated);
  texts.merge(stated);
  joinParts(texts);
  return {texts.begin(), texts.end()};
}

} // namespace

void dropImpliedLicenses(std::set<std::string> &texts, const std::set<std::string> &stated) {
  constexpr std::string_view kOnly = "-only";
  const auto isThere = [&](const std::string &id) { return texts.contains(id) || stated.contains(id); };
  // LGPL 3 is written as additions to GPL 3, so its users ship both texts.
  if (isThere("LGPL-3.0-only") || isThere("LGPL-3.0-or-later")) texts.erase("GPL-3.0-only");
  std::erase_if(texts, [&](const std::string &id) {
    return id.ends_with(kOnly) && isThere(id.substr(0, id.size() - kOnly.size()) + "-or-later");
  });
  for (const std::string &license : stated) {
    const auto expression = parseLicenseExpression(license);
    if (!expression || expression->kind != LicenseExpression::Kind::Or) continue;
    for (const LicenseExpression &offered : expression->operands) texts.erase(toString(offered));
  }
}

std::vector<LicenseMatch> matchLicenses(std::string_view text) {
  const LicenseWords prepared = licenseWords(text);
  std::vector<LicenseMatch> matches;
  for (Candidate &candidate : withoutOverlaps(candidatesOf(prepared.words)))
    matches.push_back({std::move(candidate.id), candidate.score, prepared.lines[candidate.first],
                       prepared.lines[candidate.last], candidate.notice});
  std::ranges::sort(matches, [](const LicenseMatch &a, const LicenseMatch &b) {
    return std::tie(a.firstLine, a.lastLine, a.spdxId) < std::tie(b.firstLine, b.lastLine, b.spdxId);
  });
  return matches;
}

std::vector<std::string> concludedLicenses(const std::vector<LicenseMatch> &matches) {
  return idsOf(matches, [](const LicenseMatch &match) { return match.score >= kConcludedLicense; });
}

std::vector<std::string> namedLicenses(const std::vector<LicenseMatch> &matches) {
  return idsOf(matches, [](const LicenseMatch &match) { return match.notice || match.score >= kConcludedLicense; });
}

std::optional<std::string> concludedLicense(const std::vector<LicenseMatch> &matches) {
  std::string expression;
  for (const std::string &id : concludedLicenses(matches))
    expression += (expression.empty() ? "" : " AND ") + (id.find(" OR ") == id.npos ? id : '(' + id + ')');
  if (expression.empty()) return std::nullopt;
  return expression;
}

} // namespace lintel::sbom
