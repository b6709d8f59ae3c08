#include "sbom/identity/license_match.h"

#include "core/support/file_system.h"
#include "core/support/text.h"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;

namespace {

// Installed with every Debian: the package base-files.
std::string common(const std::string &name) {
  const auto text = RealFileSystem().read("/usr/share/common-licenses/" + name);
  REQUIRE(text);
  return *text;
}

std::string concluded(const std::string &text) { return concludedLicense(matchLicenses(text)).value_or("(none)"); }

double scoreOf(const std::string &text, const std::string &id) {
  for (const LicenseMatch &match : matchLicenses(text))
    if (match.spdxId == id) return match.score;
  return 0;
}

// One word after the other, in lines of another length.
std::string reflowed(const std::string &text, const std::string &mark, std::size_t width) {
  std::string result = mark;
  std::size_t column = 0;
  for (const std::string_view line : splitLines(text)) {
    std::string_view rest = trim(line);
    if (rest.empty()) result += "\n" + mark + "\n" + mark;
    while (!rest.empty()) {
      const std::size_t blank = std::min(rest.find(' '), rest.size());
      if (column + blank > width) {
        result += "\n" + mark;
        column = 0;
      }
      result.append(" ").append(rest.substr(0, blank));
      column += blank + 1;
      rest = trim(rest.substr(blank));
    }
  }
  return result + "\n";
}

std::string replaced(std::string text, const std::string &what, const std::string &by) {
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

// Takes the lines from the first that holds `from` to the one before `to`.
std::string without(const std::string &text, const std::string &from, const std::string &to) {
  const std::size_t begin = text.find(from);
  const std::size_t end = text.find(to, begin);
  REQUIRE(begin != text.npos);
  REQUIRE(end != text.npos);
  return text.substr(0, begin) + text.substr(end);
}

const std::string kGrant = "Permission is hereby granted, free of charge, to any person obtaining a copy of this "
                           "software and associated documentation files (the \"Software\"), to deal in the Software "
                           "without restriction, including without limitation the rights to use, copy, modify, merge, "
                           "publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons "
                           "to whom the Software is furnished to do so";
const std::string kKeepNotice = ", subject to the following conditions:\n\nThe above copyright notice and this "
                                "permission notice shall be included in all copies or substantial portions of the "
                                "Software.\n\n";
std::string asIs(const std::string &holders) {
  return "THE SOFTWARE IS PROVIDED \"AS IS\", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT "
         "LIMITED "
         "TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT "
         "SHALL " +
         holders +
         " BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, "
         "ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.\n";
}
const std::string kNoAdvertising =
    "\nExcept as contained in this notice, the name of the X Consortium shall not be used in "
    "advertising or otherwise to promote the sale, use or other dealings in this "
    "Software without prior written authorization from the X Consortium.\n\nX Window "
    "System is a trademark of X Consortium, Inc.\n";
const std::string kIscGrant =
    "Permission to use, copy, modify, and/or distribute this software for any purpose with or "
    "without fee is hereby granted";
const std::string kIscNotice = ", provided that the above copyright notice and this permission notice appear in all "
                               "copies";
const std::string kIscAsIs =
    ".\n\nTHE SOFTWARE IS PROVIDED \"AS IS\" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE "
    "INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY "
    "SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR "
    "PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION "
    "WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.\n";
const std::string kMit =
    "Copyright (c) 2011 Jane Doe\n\n" + kGrant + kKeepNotice + asIs("THE AUTHORS OR COPYRIGHT HOLDERS");

} // namespace

TEST_CASE("the licences that Debian installs are known by their texts") {
  for (const auto &[name, id] : {std::pair{"Apache-2.0", "Apache-2.0"},
                                 {"Artistic", "Artistic-1.0-Perl"},
                                 {"BSD", "BSD-3-Clause"},
                                 {"CC0-1.0", "CC0-1.0"},
                                 {"GFDL-1.2", "GFDL-1.2-only"},
                                 {"GFDL-1.3", "GFDL-1.3-only"},
                                 {"GPL-1", "GPL-1.0-only"},
                                 {"GPL-2", "GPL-2.0-only"},
                                 {"GPL-3", "GPL-3.0-only"},
                                 {"LGPL-2", "LGPL-2.0-only"},
                                 {"LGPL-2.1", "LGPL-2.1-only"},
                                 {"LGPL-3", "LGPL-3.0-only"},
                                 {"MPL-1.1", "MPL-1.1"},
                                 {"MPL-2.0", "MPL-2.0"}}) {
    INFO(name);
    const std::string text = common(name);
    CHECK(concluded(text) == id);
    CHECK(scoreOf(text, id) > 0.97);
  }
}

TEST_CASE("comment marks, line breaks, case and the copyright holder make no difference") {
  for (const char *name : {"BSD", "Apache-2.0", "GPL-2", "MPL-2.0"}) {
    const std::string text = common(name);
    const std::string id = concluded(text);
    INFO(name);
    for (const char *mark : {" *", "//", "#", ";;", "dnl", "--"}) {
      INFO(mark);
      CHECK(concluded(reflowed(text, mark, 61)) == id);
    }
    CHECK(concluded(replaced(text, "\n", "\r\n")) == id);
    std::string upper = text;
    std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    CHECK(concluded(upper) == id);
  }
  const std::string other = replaced(replaced(common("BSD"), "The Regents of the University of California", "Jane Doe"),
                                     "REGENTS", "COPYRIGHT HOLDERS");
  CHECK(concluded(other) == "BSD-3-Clause");
  CHECK(concluded(replaced(kMit, "Jane Doe", "Some Other Firm, Inc. and its friends")) == "MIT");
}

TEST_CASE("a clause more or less is another licence") {
  const std::string bsd3 = common("BSD");
  const std::string bsd2 = without(bsd3, "3. Neither", "THIS SOFTWARE");
  const std::string advertising =
      "3. All advertising materials mentioning features or use of this software must display "
      "the following acknowledgement: This product includes software developed by Jane Doe.\n";
  std::string bsd4 = bsd3;
  bsd4.replace(bsd4.find("3. Neither"), 2, advertising + "4.");
  std::string clear = bsd3;
  clear.insert(clear.find("THIS SOFTWARE"),
               "NO EXPRESS OR IMPLIED LICENSES TO ANY PARTY'S PATENT RIGHTS ARE GRANTED BY THIS "
               "LICENSE. ");
  CHECK(concluded(bsd2) == "BSD-2-Clause");
  CHECK(concluded(bsd4).starts_with("BSD-4-Clause"));
  CHECK(concluded(clear) == "BSD-3-Clause-Clear");
  // Nothing is left of what BSD-3-Clause asks for; its disclaimer alone is no licence.
  CHECK(concluded(bsd3.substr(bsd3.find("THIS SOFTWARE"))) == "(none)");
}

TEST_CASE("licences that share sentences are told apart") {
  const std::string disclaimer = asIs("THE AUTHORS OR COPYRIGHT HOLDERS");
  CHECK(concluded(kMit) == "MIT");
  CHECK(scoreOf(kMit, "MIT") == 1.0);
  CHECK(concluded(kGrant + ".\n\n" + disclaimer) == "MIT-0");
  CHECK(concluded(kGrant + kKeepNotice + asIs("THE X CONSORTIUM") + kNoAdvertising) == "X11");
  CHECK(concluded(kIscGrant + kIscNotice + kIscAsIs) == "ISC");
  CHECK(concluded(kIscGrant + kIscAsIs) == "0BSD");
  CHECK(concluded(disclaimer) == "(none)");
}

TEST_CASE("several licences in one file are all told, with their lines") {
  const std::string text = "The parts of this program:\n\n" + kMit + "\n----\n\n" + common("BSD") + "\n----\n\n" + kMit;
  const auto matches = matchLicenses(text);
  REQUIRE(matches.size() == 3);
  CHECK(matches[0].spdxId == "MIT");
  CHECK(matches[1].spdxId == "BSD-3-Clause");
  CHECK(matches[2].spdxId == "MIT");
  CHECK(matches[0].firstLine == 5); // the copyright line is no part of the text
  CHECK(matches[0].lastLine == 9);
  CHECK(matches[0].lastLine < matches[1].firstLine);
  CHECK(matches[1].lastLine < matches[2].firstLine);
  CHECK(concludedLicense(matches) == "BSD-3-Clause AND MIT");
}

TEST_CASE("two texts of one licence, each edited in its own way, are two and make up no other licence") {
  const std::string bsd = common("BSD");
  const std::string first = replaced(replaced(bsd, "Redistribution and use in", "Redistribution and use of this in"),
                                     "The Regents of the University of California", "the parser team");
  const std::string second = replaced(bsd, "REGENTS OR CONTRIBUTORS", "COPYRIGHT OWNER OR CONTRIBUTORS");
  for (const std::string &text : {first + "\n\n" + second, second + "\n\n" + first, first + second + first}) {
    const auto matches = matchLicenses(text);
    CHECK(matches.size() >= 2);
    CHECK(concludedLicense(matches) == "BSD-3-Clause");
  }
}

TEST_CASE("the BSD licence may name its author in place of an organisation") {
  const std::string bsd = common("BSD");
  std::string author = without(bsd, "3. Neither", "THIS SOFTWARE");
  author.insert(author.find("THIS SOFTWARE"),
                "3. The name of the author may not be used to endorse or promote products "
                "derived from this software without specific prior written permission.\n\n");
  author = replaced(replaced(author, "REGENTS AND CONTRIBUTORS", "AUTHOR"), "REGENTS OR CONTRIBUTORS", "AUTHOR");
  CHECK(concluded(author) == "BSD-3-Clause");
  CHECK(scoreOf(author, "BSD-3-Clause") > 0.97);
}

TEST_CASE("the notice of a GNU licence says whether later versions are meant, its text does not") {
  const std::string notice =
      "This program is free software; you can redistribute it and/or modify it under the terms of "
      "the GNU General Public License as published by the Free Software Foundation; ";
  CHECK(concluded("/* " + notice + "either version 2 of the\n * License, or (at your option) any later version. */") ==
        "GPL-2.0-or-later");
  CHECK(concluded("# " + notice + "version 2 of the License.\n") == "GPL-2.0-only");
  CHECK(concluded(notice + "either version 2 of the License, or (at your option) any later version.\n" +
                  common("GPL-2")) == "GPL-2.0-or-later");
  CHECK(concluded(replaced(notice, "General", "Lesser General") +
                  "either version 2.1 of the License, or (at your option) "
                  "any later version.") == "LGPL-2.1-or-later");
  CHECK(concluded(replaced(notice, "General", "Affero General") + "version 3 of the License.") == "AGPL-3.0-only");
  CHECK(concluded(notice + "version 4 of the License.") == "(none)"); // there is none
  CHECK(concluded("It can be linked with programs under the GNU General Public License version 2.") == "(none)");
}

TEST_CASE("a GNU licence is granted in other words, too") {
  CHECK(concluded("This program is distributed under the GPL license version 2 (see below).") == "GPL-2.0-only");
  CHECK(concluded("It is released under the terms of the GNU GPL v3 or later.") == "GPL-3.0-or-later");
  CHECK(concluded("Licensed under the LGPL version 2.1.") == "LGPL-2.1-only");
  CHECK(concluded("The overall license is the GNU Lesser General Public\nLicense, version 2.1 (or, at your option, any "
                  "later version); see COPYING.LIB.") == "LGPL-2.1-or-later");
  CHECK(concluded("Programs licensed under the GPL version 2 may not be linked with it.") == "(none)");
}

TEST_CASE("a licence of what a program may be linked with is not its own") {
  CHECK(concluded("The program is distributed under the GPL version 2. As a special exception you may link it to\n"
                  "libraries (the \"Libraries\") licensed under the Apache License version 2.0.") == "GPL-2.0-only");
}

TEST_CASE("two versions to choose from are one statement, and their texts are no further ones") {
  const std::string notice =
      "it under the terms of the GNU General Public License as published by the Free Software Foundation; version 2 "
      "dated June, 1991, or (at your option) version 3 dated 29 June, 2007.\n";
  CHECK(concluded(notice) == "(GPL-2.0-only OR GPL-3.0-only)");
  CHECK(concludedLicenses(matchLicenses(notice + common("GPL-2") + common("GPL-3"))) ==
        std::vector<std::string>{"GPL-2.0-only OR GPL-3.0-only"});
}

TEST_CASE("the permission to link belongs to the GNU licence beside it") {
  const std::string exception =
      "In addition to the permissions in the GNU General Public License, the authors give you "
      "unlimited permission to link the compiled version of this library into combinations "
      "with other programs.\n\n";
  CHECK(concluded(exception + common("GPL-2")) == "GPL-2.0-only WITH GCC-exception-2.0");
  CHECK(concluded(exception + kMit) == "MIT");
}

TEST_CASE("a text beside a statement is no further licence") {
  const auto left = [](std::set<std::string> texts, const std::set<std::string> &stated) {
    dropImpliedLicenses(texts, stated);
    return texts;
  };
  using Ids = std::set<std::string>;
  CHECK(left({"GPL-2.0-only"}, {"GPL-2.0-or-later"}).empty());
  CHECK(left({"Apache-2.0", "MIT", "Zlib"}, {"Apache-2.0 OR MIT"}) == Ids{"Zlib"});
  CHECK(left({"Apache-2.0", "MIT"}, {"Apache-2.0 AND MIT"}) == Ids{"Apache-2.0", "MIT"});
  CHECK(left({"GPL-3.0-only"}, {"LGPL-3.0-or-later"}).empty());
}

TEST_CASE("the LGPL 3 brings the GPL 3 along") {
  CHECK(concluded(common("LGPL-3") + "\n\n" + common("GPL-3")) == "LGPL-3.0-only");
}

TEST_CASE("standard notices and titles name a licence") {
  CHECK(concluded("Licensed under the Apache License, Version 2.0 (the \"License\");") == "Apache-2.0");
  CHECK(concluded("Apache License\nVersion 2.0, January 2004\n---- LLVM Exceptions to the Apache 2.0 License ----") ==
        "Apache-2.0 WITH LLVM-exception");
  CHECK(concluded("This Source Code Form is subject to the terms of the Mozilla Public\nLicense, v. 2.0.") ==
        "MPL-2.0");
  const auto matches = matchLicenses("x\n\n// Distributed under the Boost Software License, Version 1.0.\n");
  REQUIRE(matches.size() == 1);
  CHECK(matches[0].notice);
  CHECK(matches[0].firstLine == 3);
  CHECK(matches[0].lastLine == 3);
}

TEST_CASE("half a licence is named, not concluded") {
  const std::string half = kGrant + kKeepNotice;
  CHECK(concluded(half) == "(none)");
  CHECK(namedLicenses(matchLicenses(half)) == std::vector<std::string>{"MIT"});
}

TEST_CASE("what is no licence gives nothing") {
  CHECK(matchLicenses("").empty());
  CHECK(matchLicenses("All rights reserved. Ask before you copy.\n").empty());
  CHECK(matchLicenses(std::string("\0\xff\xfe\n\x80", 5)).empty());
  std::string prose;
  for (int i = 0; i < 2000; ++i)
    prose += "the program number " + std::to_string(i) + " is provided with a warranty for any person, and is\nso ";
  CHECK(matchLicenses(prose).empty());
  CHECK(matchLicenses(std::string(3u << 20, 'a')).empty());
}
