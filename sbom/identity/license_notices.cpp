#include "sbom/identity/license_notices.h"

#include "sbom/identity/license_words.h"
#include "sbom/model/spdx.h"

#include <algorithm>
#include <re2/re2.h>
#include <string_view>
#include <tuple>

namespace lintel::sbom {
namespace {

// Longer than any licence of the BSD and MIT families as words with blanks. One file may hold many of them, and
// the clauses of one must not count for another.
constexpr std::size_t kShortLicense = 2000;
constexpr std::size_t kTitle = 200;
constexpr std::size_t kAppendix = 1500;

// The anchor and all of `phrases` within reach after it, none of `absent`, before the anchor comes again.
struct Phrases {
  std::string id;
  bool standard;
  std::size_t reach;
  std::string anchor;
  std::vector<std::string> phrases;
  std::vector<std::string> absent;
};

std::string joined(const std::vector<std::string> &words) {
  std::string text = " "; // so that a phrase can be looked for as whole words
  for (const std::string &word : words) text.append(word).append(" ");
  return text;
}

std::string folded(std::string_view phrase) { return joined(licenseWords(phrase).words); }

const std::vector<Phrases> &table() {
  static const auto all = [] {
    const std::string mit = "permission is hereby granted, free of charge, to any person obtaining a copy of this "
                            "software and associated documentation files";
    const std::string bsd = "redistribution and use in source and binary forms, with or without modification, are "
                            "permitted provided that the following conditions are met";
    const std::string binary = "in binary form must reproduce the above copyright notice";
    const std::string endorse = "endorse or promote products derived from";
    const std::string advertise = "all advertising materials mentioning features or use of this software";
    const std::string isc = "distribute this software for any purpose with or without fee is hereby granted, provided "
                            "that the above copyright notice and this permission notice appear in all copies. the "
                            "software is provided as is";
    const std::string zlib = "this software is provided as-is without any express or implied warranty";
    const std::string apache = "apache license version 2.0 january 2004";
    const std::string llvm = "llvm exceptions to the apache 2.0 license";
    std::vector<Phrases> phrases = {
        {"MIT", false, kShortLicense, mit, {"copies or substantial portions of the software"}, {}},
        {"BSD-2-Clause", false, kShortLicense, bsd, {binary}, {endorse, advertise}},
        {"BSD-3-Clause", false, kShortLicense, bsd, {binary, endorse}, {advertise}},
        {"BSD-4-Clause", false, kShortLicense, bsd, {binary, endorse, advertise}, {}},
        {"ISC", false, kShortLicense, isc, {}, {}},
        {"Zlib", false, kShortLicense, zlib, {"altered source versions must be plainly marked as such"}, {}},
        {"Unlicense", false, kTitle, "this is free and unencumbered software released into the public domain", {}, {}},
        {"Apache-2.0", true, kTitle, apache, {}, {}},
        {"Apache-2.0", true, kTitle, "licensed under the apache license version 2.0", {}, {}},
        {"Apache-2.0 WITH LLVM-exception", true, kTitle, llvm, {}, {}},
        {kLinkingException, true, kTitle, "unlimited permission to link the compiled version of this", {}, {}},
        {"BSL-1.0", true, kTitle, "boost software license version 1.0", {}, {}},
        {"MPL-2.0", true, kTitle, "mozilla public license version 2.0", {}, {}},
        {"MPL-2.0", true, kTitle, "mozilla public license v. 2.0", {}, {}},
    };
    for (Phrases &entry : phrases) {
      entry.anchor = folded(entry.anchor);
      std::ranges::transform(entry.phrases, entry.phrases.begin(), folded);
      std::ranges::transform(entry.absent, entry.absent.begin(), folded);
    }
    return phrases;
  }();
  return all;
}

class Finder {
public:
  explicit Finder(const std::vector<std::string> &words) : text_(joined(words)) {
    for (std::size_t i = 0; i < text_.size(); ++i)
      if (text_[i] == ' ') blanks_.push_back(i);
  }

  std::vector<LicenseNotice> find() {
    for (const Phrases &entry : table()) findPhrases(entry);
    findGnu();
    findGrants();
    const auto place = [](const LicenseNotice &notice) { return std::tie(notice.first, notice.last, notice.id); };
    std::ranges::sort(found_, [place](const auto &a, const auto &b) { return place(a) < place(b); });
    return std::move(found_);
  }

private:
  // begin: of the blank before the first word; end: after the last word.
  void add(const std::string &id, bool standard, std::size_t begin, std::size_t end) {
    const auto word = [this](std::size_t at) {
      return static_cast<std::size_t>(std::ranges::lower_bound(blanks_, at) - blanks_.begin());
    };
    found_.push_back({id, standard, word(begin), word(end) - 1});
  }

  void findPhrases(const Phrases &entry) {
    const std::string_view text = text_;
    for (std::size_t at = text.find(entry.anchor); at != text.npos;) {
      const std::size_t next = text.find(entry.anchor, at + entry.anchor.size() - 1);
      const std::string_view part = text.substr(at, std::min(next - at, entry.reach));
      std::size_t end = entry.anchor.size() - 1;
      bool all = true;
      for (const std::string &phrase : entry.phrases) {
        const std::size_t place = part.find(phrase);
        all = all && place != part.npos;
        if (all) end = std::max(end, place + phrase.size() - 1);
      }
      const auto isIn = [part](const std::string &phrase) { return part.find(phrase) != part.npos; };
      if (all && std::ranges::none_of(entry.absent, isIn) && !speaksOfOthers(at))
        add(entry.id, entry.standard, at, at + end);
      at = next;
    }
  }

  // The title ("version 2, june 1991"), the notice that the licence itself recommends, and a grant of any later
  // version. A mere mention of the licence is none.
  void findGnu() {
    static const RE2 pattern(
        R"(( gnu (?:(lesser|library|affero) )?general public license (as published by the free software foundation )?)"
        R"((?:either )?version (\d)(?: (\d))?(?: of the license)?( as published by the free software foundation)?)"
        R"(( (?:dated )?(?:\d+ )?(?:february|june|november) (?:1989|1991|1999|2007))?)"
        R"((?:( or (?:at your option )?any later version)| or (?:at your option )?version (\d))?) )");
    re2::StringPiece whole, kind, published, major, minor, publishedAfter, date, later, other;
    for (re2::StringPiece rest(text_); RE2::FindAndConsume(&rest, pattern, &whole, &kind, &published, &major, &minor,
                                                           &publishedAfter, &date, &later, &other);) {
      rest = after(whole);
      if (published.empty() && publishedAfter.empty() && date.empty() && later.empty()) continue;
      const std::string prefix = kind.empty() ? "GPL-" : kind == "affero" ? "AGPL-" : "LGPL-";
      addGnu(whole, prefix, major, minor, !later.empty(), other);
    }
  }

  // "Distributed under the GPL version 2", in the words of those who do not write the recommended notice.
  void findGrants() {
    static const RE2 pattern(
        R"(( (?:licensed|distributed|released|available) under (?:the )?(?:terms of )?(?:the )?(?:gnu )?)"
        R"((?:(lesser|library|affero) general public license|(?:general public license|(l|a)?gpl)(?: license)?))"
        R"( (?:version |v)?(\d)(?: (\d))?( or (?:at your option )?(?:any )?later(?: version)?)?) )");
    re2::StringPiece whole, kind, letter, major, minor, later;
    for (re2::StringPiece rest(text_);
         RE2::FindAndConsume(&rest, pattern, &whole, &kind, &letter, &major, &minor, &later);) {
      rest = after(whole);
      const bool affero = kind == "affero" || letter == "a";
      const std::string prefix = affero ? "AGPL-" : kind.empty() && letter.empty() ? "GPL-" : "LGPL-";
      if (speaksOfOthers(place(whole))) continue;
      addGnu(whole, prefix, major, minor, !later.empty(), "");
    }
  }

  // There is no version 4. other: the only further version that may be chosen, or empty.
  void addGnu(re2::StringPiece whole, const std::string &prefix, re2::StringPiece major, re2::StringPiece minor,
              bool later, re2::StringPiece other) {
    if (isSample(place(whole))) return;
    const std::string version = std::string(major) + '.' + (minor.empty() ? "0" : std::string(minor));
    auto id = spdxLicense(prefix + version + (later ? "-or-later" : "-only"));
    if (!id) return;
    if (const auto second = spdxLicense(prefix + std::string(other) + ".0-only"); second && !other.empty())
      *id += " OR " + *second;
    add(*id, true, place(whole), place(whole) + whole.size());
  }

  std::size_t place(re2::StringPiece part) const { return static_cast<std::size_t>(part.data() - text_.data()); }
  re2::StringPiece after(re2::StringPiece part) const {
    return re2::StringPiece(part.data() + part.size(), text_.size() - place(part) - part.size());
  }

  // "... to libraries licensed under the ...": what the text allows to be combined with its program.
  bool speaksOfOthers(std::size_t begin) const {
    static const RE2 pattern(R"( (?:librar(?:y|ies)|code|programs|modules|components|works|those|dependencies)$)");
    return RE2::PartialMatch(re2::StringPiece(text_.data(), begin), pattern);
  }

  // The appendix of a GNU licence shows the notice to write; shown there, it is none.
  bool isSample(std::size_t begin) const {
    static const std::string title = folded("how to apply these terms to your new");
    const std::size_t at = text_.rfind(title, begin);
    return at != text_.npos && begin - at < kAppendix;
  }

  std::string text_;
  std::vector<std::size_t> blanks_; // place of the blank before each word, and after the last
  std::vector<LicenseNotice> found_;
};

} // namespace

std::vector<LicenseNotice> licenseNotices(const std::vector<std::string> &words) { return Finder(words).find(); }

} // namespace lintel::sbom
