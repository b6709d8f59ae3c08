#include "sbom/collect/licenses.h"

#include "core/support/text.h"
#include "sbom/collect/license_names.h"
#include "sbom/identity/license_tags.h"
#include "sbom/model/deb822.h"

#include <algorithm>
#include <re2/re2.h>
#include <set>

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxOwnWords = 80;

std::string firstLine(std::string_view text) { return std::string(trim(text.substr(0, text.find('\n')))); }

// Patterns of files that are part of no header and no library.
bool isBesideTheProgram(const std::string &pattern) {
  static const RE2 beside(R"((?:\./)?(?:)"
                          R"((?:debian|tests?|testsuite|docs?|man|examples?|m4|build-aux)/.*|)"
                          R"((?:.*/)?(?:[^/]*\.(?:m4|am|ac)|configure|config\.(?:guess|sub|rpath)|compile|depcomp|)"
                          R"(install-sh|ltmain\.sh|missing|mkinstalldirs|test-driver|ylwrap|INSTALL|Makefile\.in))"
                          R"())");
  return RE2::FullMatch(pattern, beside);
}

bool coversTheProgram(std::string_view files) {
  std::string pattern;
  re2::StringPiece rest(files.data(), files.size());
  static const RE2 word(R"(([^\s,]+)[\s,]*)");
  while (RE2::Consume(&rest, word, &pattern)) {
    if (!isBesideTheProgram(pattern)) return true;
  }
  return false;
}

class MachineReadable {
public:
  explicit MachineReadable(const std::vector<DebParagraph> &paragraphs) : paragraphs_(paragraphs) {}

  std::set<std::string> licenses() const {
    std::set<std::string> found;
    for (const DebParagraph &paragraph : paragraphs_) {
      if (coversTheProgram(paragraph.find("Files"))) add(paragraph.find("License"), found);
    }
    if (found.empty()) add(paragraphs_.front().find("License"), found); // the header speaks for the whole
    return found;
  }

private:
  void add(std::string_view license, std::set<std::string> &found) const {
    if (license.empty()) return;
    const std::string synopsis = firstLine(license);
    if (const auto expression = spdxFromDebian(synopsis, [this](const std::string &name) { return textOf(name); })) {
      found.insert(*expression);
      return;
    }
    const auto stated = statedLicenses(license);
    found.insert(stated.begin(), stated.end());
    if (stated.empty()) found.insert(toValidUtf8(synopsis.substr(0, kMaxOwnWords)));
  }

  std::set<std::string> textOf(const std::string &name) const {
    std::set<std::string> found;
    for (const DebParagraph &paragraph : paragraphs_) {
      const std::string_view license = paragraph.find("License");
      if (firstLine(license) != name) continue;
      const auto stated = statedLicenses(license);
      found.insert(stated.begin(), stated.end());
    }
    return found;
  }

  const std::vector<DebParagraph> &paragraphs_;
};

// The words before a reference say whether later versions are meant; they reach back to the reference
// before. "GPL" alone names whatever version is current, so it counts only when no version is named.
std::set<std::string> commonLicenses(std::string_view text) {
  static const RE2 reference(R"(/usr/share/common-licenses/([A-Za-z]+(?:-[0-9]+(?:\.[0-9]+)*)?))");
  static const RE2 orLater(R"((?i)(?:any|or)\s+later(?:\s+version)?|or\s+newer)");
  const auto noText = [](const std::string &) { return std::set<std::string>(); };
  std::set<std::string> found;
  std::set<std::string> unversioned;
  re2::StringPiece rest(text.data(), text.size());
  const char *context = text.data();
  std::string name;
  while (RE2::FindAndConsume(&rest, reference, &name)) {
    const bool isGnu = name.find("GPL") != std::string::npos || name.starts_with("GFDL");
    if (isGnu && name.find('-') == std::string::npos) {
      unversioned.insert(name);
      continue;
    }
    const re2::StringPiece before(context, static_cast<std::size_t>(rest.data() - context));
    context = rest.data();
    if (isGnu && RE2::PartialMatch(before, orLater)) name += '+';
    if (auto expression = spdxFromDebian(name, noText)) found.insert(*expression);
  }
  return found.empty() ? unversioned : found;
}

// The licence of GCC's own libraries. The file speaks of the compiler as well, so both stay.
void addGccException(std::string_view text, std::set<std::string> &found) {
  static const RE2 exception(R"((?i)GCC\s+runtime\s+library\s+exception\W+version\s+3\.1)");
  if (!RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), exception)) return;
  for (const char *license : {"GPL-3.0-only", "GPL-3.0-or-later"}) {
    if (found.contains(license)) found.insert(std::string(license) + " WITH GCC-exception-3.1");
  }
}

std::set<std::string> licensesOfFreeText(std::string_view text) {
  auto found = commonLicenses(text);
  const auto stated = statedLicenses(text);
  found.insert(stated.begin(), stated.end());
  addGccException(text, found);
  return found;
}

} // namespace

std::vector<std::string> licensesOfCopyrightFile(std::string_view text) {
  std::string whole(text);
  if (!whole.ends_with('\n')) whole += '\n';
  const auto paragraphs = parseDeb822(whole, "copyright");
  const bool machineReadable = paragraphs && !paragraphs->empty() && !paragraphs->front().find("Format").empty();
  const auto found = machineReadable ? MachineReadable(*paragraphs).licenses() : licensesOfFreeText(text);
  return {found.begin(), found.end()};
}

} // namespace lintel::sbom
