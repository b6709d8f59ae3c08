#include "sbom/identity/license_tags.h"

#include "core/support/text.h"
#include "sbom/identity/license_match.h"
#include "sbom/model/spdx.h"

#include <array>
#include <set>

namespace lintel::sbom {
namespace {

constexpr std::size_t kHead = 64u << 10;
constexpr std::size_t kMaxShown = 1000;

// Where the expression ends on its line: a comment or a string may close after it.
std::string_view untilClosed(std::string_view text) {
  constexpr std::array<std::string_view, 6> kClosing = {"*/", "-->", "#}", "\"", "'", "*)"};
  for (const std::string_view mark : kClosing) text = text.substr(0, text.find(mark));
  return trim(text);
}

} // namespace

std::vector<TaggedLicense> licenseTags(std::string_view text) {
  constexpr std::string_view kTag = "SPDX-License-Identifier:";
  constexpr std::string_view kIgnoreStart = "REUSE-IgnoreStart";
  constexpr std::string_view kIgnoreEnd = "REUSE-IgnoreEnd";
  std::vector<TaggedLicense> tags;
  bool ignored = false;
  int number = 0;
  for (const std::string_view line : splitLines(text.substr(0, kHead))) {
    ++number;
    if (line.find(kIgnoreStart) != line.npos) ignored = true;
    if (line.find(kIgnoreEnd) != line.npos) ignored = false;
    const std::size_t at = line.find(kTag);
    if (ignored || at == line.npos) continue;
    const std::string_view written = untilClosed(line.substr(at + kTag.size()));
    TaggedLicense tag;
    tag.text = toValidUtf8(written.substr(0, kMaxShown));
    tag.line = number;
    tag.column = static_cast<int>(written.empty() ? at + kTag.size() : written.data() - line.data()) + 1;
    if (const auto expression = parseLicenseExpression(written)) tag.expression = toString(*expression);
    tags.push_back(std::move(tag));
  }
  return tags;
}

std::vector<std::string> statedLicenses(std::string_view text) {
  std::set<std::string> stated;
  for (const TaggedLicense &tag : licenseTags(text))
    if (tag.expression) stated.insert(*tag.expression);
  if (!stated.empty()) return {stated.begin(), stated.end()};
  return namedLicenses(matchLicenses(text));
}

} // namespace lintel::sbom
