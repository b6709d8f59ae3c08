#include "sbom/collect/license_text.h"

#include "core/support/text.h"
#include "sbom/model/spdx.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <vector>

namespace lintel::sbom {
namespace {

constexpr std::size_t kWholeText = std::string::npos;
// Longer than the folded text of any licence of the BSD and MIT families. Debian's copyright files hold
// many of them one after the other, and the clauses of one must not count for another.
constexpr std::size_t kShortLicense = 2000;

// The anchor and all of `phrases` within reach after it, none of `absent`, before the anchor comes again.
struct LicensePhrases {
  const char *id;
  std::size_t reach;
  const char *anchor;
  std::vector<const char *> phrases;
  std::vector<const char *> absent;
};

const std::vector<LicensePhrases> &licensePhrases() {
  constexpr const char *kMit = "permission is hereby granted free of charge to any person obtaining a copy of this "
                               "software and associated documentation files";
  constexpr const char *kBsd = "redistribution and use in source and binary forms with or without modification are "
                               "permitted provided that the following conditions are met";
  constexpr const char *kBinary = "in binary form must reproduce the above copyright notice";
  constexpr const char *kEndorse = "endorse or promote products derived from";
  constexpr const char *kAdvertise = "all advertising materials mentioning features or use of this software";
  constexpr const char *kApache = "apache license version 2.0 january 2004";
  constexpr const char *kLlvm = "llvm exceptions to the apache 2.0 license";
  static const std::vector<LicensePhrases> table = {
      {"MIT", kShortLicense, kMit, {"copies or substantial portions of the software"}, {}},
      {"BSD-2-Clause", kShortLicense, kBsd, {kBinary}, {kEndorse, kAdvertise}},
      {"BSD-3-Clause", kShortLicense, kBsd, {kBinary, kEndorse}, {kAdvertise}},
      {"BSD-4-Clause", kShortLicense, kBsd, {kBinary, kEndorse, kAdvertise}, {}},
      {"Apache-2.0", kWholeText, kApache, {}, {kLlvm}},
      {"Apache-2.0", kWholeText, "licensed under the apache license version 2.0", {}, {kLlvm}},
      {"Apache-2.0 WITH LLVM-exception", kWholeText, kApache, {kLlvm}, {}},
      {"Zlib",
       kShortLicense,
       "this software is provided as-is without any express or implied warranty",
       {"altered source versions must be plainly marked as such"},
       {}},
      {"BSL-1.0", kWholeText, "boost software license - version 1.0", {}, {}},
      {"GPL-2.0-only", kWholeText, "gnu general public license version 2 june 1991", {}, {}},
      {"GPL-3.0-only", kWholeText, "gnu general public license version 3 29 june 2007", {}, {}},
      {"LGPL-2.1-only", kWholeText, "gnu lesser general public license version 2.1 february 1999", {}, {}},
      {"LGPL-3.0-only", kWholeText, "gnu lesser general public license version 3 29 june 2007", {}, {}},
      {"AGPL-3.0-only", kWholeText, "gnu affero general public license version 3 19 november 2007", {}, {}},
      {"MPL-2.0", kWholeText, "mozilla public license version 2.0", {}, {}},
      {"MPL-2.0", kWholeText, "mozilla public license v. 2.0", {}, {}},
      {"ISC",
       kShortLicense,
       "distribute this software for any purpose with or without fee is hereby granted provided that the above "
       "copyright notice and this permission notice appear in all copies the software is provided as is",
       {},
       {}},
      {"Unlicense", kWholeText, "this is free and unencumbered software released into the public domain", {}, {}},
  };
  return table;
}

bool isIn(std::string_view folded, const LicensePhrases &license) {
  const std::string_view anchor = license.anchor;
  for (std::size_t at = folded.find(anchor); at != std::string_view::npos;) {
    const std::size_t next = folded.find(anchor, at + anchor.size());
    const std::string_view text = folded.substr(at, std::min(next - at, license.reach));
    const auto contains = [text](const char *phrase) { return text.find(phrase) != std::string_view::npos; };
    if (std::ranges::all_of(license.phrases, contains) && std::ranges::none_of(license.absent, contains)) return true;
    at = next;
  }
  return false;
}

std::optional<std::string> declaredExpression(std::string_view line) {
  constexpr std::string_view kTag = "SPDX-License-Identifier:";
  const std::size_t at = line.find(kTag);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view expression = line.substr(at + kTag.size());
  for (const std::string_view commentEnd : {"*/", "-->"})
    expression = expression.substr(0, expression.find(commentEnd));
  const auto parsed = parseLicenseExpression(trim(expression));
  if (!parsed) return std::nullopt;
  return toString(*parsed);
}

} // namespace

std::string foldLicenseText(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  std::string word;
  const auto flush = [&] {
    // "v." and "2.0" keep their dots inside; a dot that ends a sentence goes.
    while (!word.empty() && word.back() == '.' && word != "v.") word.pop_back();
    if (word.size() > 1 && word.find_first_not_of('-') == std::string::npos) word.clear(); // "--" comments, rules
    if (word.empty()) return;
    if (!folded.empty()) folded += ' ';
    folded += word;
    word.clear();
  };
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '.' || c == '-' || byte >= 0x80) {
      word += static_cast<char>(std::tolower(byte));
    } else if (std::isspace(byte) != 0) {
      flush();
    } // any other punctuation joins nothing and separates nothing: (the "Software"), 'as-is'
  }
  flush();
  return folded;
}

std::set<std::string> recogniseLicenses(std::string_view text) {
  std::set<std::string> found;
  for (const std::string_view line : splitLines(text)) {
    if (auto expression = declaredExpression(line)) found.insert(std::move(*expression));
  }
  if (!found.empty()) return found;
  const std::string folded = foldLicenseText(text);
  for (const LicensePhrases &license : licensePhrases()) {
    if (isIn(folded, license)) found.insert(license.id);
  }
  return found;
}

} // namespace lintel::sbom
