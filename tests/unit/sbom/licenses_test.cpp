#include "sbom/collect/licenses.h"

#include "sbom/collect/license_names.h"
#include "sbom/identity/license_tags.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

using namespace lintel::sbom;
using Licenses = std::vector<std::string>;
using Found = std::set<std::string>;

namespace {

Found statedIn(const std::string &text) {
  const Licenses stated = statedLicenses(text);
  return {stated.begin(), stated.end()};
}

std::string fromDebian(const std::string &synopsis) {
  return spdxFromDebian(synopsis, [](const std::string &) { return Found(); }).value_or("(prose)");
}

const std::string kHeader = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\n";

std::string filesParagraph(const std::string &files, const std::string &license) {
  return "Files: " + files + "\nCopyright: 2020 someone\nLicense: " + license + "\n\n";
}

const char *const kBsdClauses = "Redistribution and use in source and binary forms, with or without\n"
                                "modification, are permitted provided that the following conditions are met:\n"
                                "1. Redistributions of source code must retain the above copyright notice.\n"
                                "2. Redistributions in binary form must reproduce the above copyright\n"
                                "   notice in the documentation.\n";
const char *const kNoEndorsement = "3. Neither the name of the author nor the names of contributors may be used to\n"
                                   "   endorse or promote products derived from this software.\n";
const char *const kMit = "Permission is hereby granted, free of charge, to any person obtaining a copy of\n"
                         " * this software and associated documentation files (the \"Software\"), to deal\n"
                         " * in the Software ... The above copyright notice shall be included in all copies\n"
                         " * or substantial portions of the Software.\n";

} // namespace

TEST_CASE("Debian's short names become SPDX expressions") {
  const std::pair<const char *, const char *> table[] = {
      {"Expat", "MIT"},
      {"GPL-2", "GPL-2.0-only"},
      {"GPL-2+", "GPL-2.0-or-later"},
      {"GPL-2.0+", "GPL-2.0-or-later"},
      {"GPLv3+", "GPL-3.0-or-later"},
      {"LGPL-2.1", "LGPL-2.1-only"},
      {"LGPL-2.1+", "LGPL-2.1-or-later"},
      {"AGPL-3+", "AGPL-3.0-or-later"},
      {"GFDL-1.3", "GFDL-1.3-only"},
      {"GFDL-NIV-1.3+", "GFDL-1.3-no-invariants-or-later"},
      {"BSD-3-clause", "BSD-3-Clause"},
      {"BSD-2", "BSD-2-Clause"},
      {"GPL-2+-or-X11", "GPL-2.0-or-later OR X11"},
      {"GPL-2-or-later", "GPL-2.0-or-later"},
      {"Some-or-Other", "LicenseRef-Some-or-Other"},
      {"Apache-2.0", "Apache-2.0"},
      {"Apache-2", "Apache-2.0"},
      {"MPL-1.1", "MPL-1.1"},
      {"CDDL-1", "CDDL-1.0"},
      {"BSL-1", "BSL-1.0"},
      {"Artistic", "Artistic-1.0"},
      {"zlib", "Zlib"},
      {"public-domain", "LicenseRef-public-domain"},
      {"BSD-3-google", "LicenseRef-BSD-3-google"},
      {"GPL-1+ or Artistic", "GPL-1.0-or-later OR Artistic-1.0"},
      {"BSD-3-clause and/or GPL-2", "BSD-3-Clause OR GPL-2.0-only"},
      {"MPL-1.1 or LGPL-2.1+, and Zlib", "(MPL-1.1 OR LGPL-2.1-or-later) AND Zlib"},
      {"MIT or GPL-2+ and Zlib", "MIT OR GPL-2.0-or-later AND Zlib"},
      {"GPL-2+ with Autoconf exception", "GPL-2.0-or-later WITH Autoconf-exception-2.0"},
      {"GPL-3+ with Autoconf exception", "GPL-3.0-or-later WITH Autoconf-exception-3.0"},
      {"Apache-2.0 with LLVM exception", "Apache-2.0 WITH LLVM-exception"},
      {"GPL-2 with Linux-syscall-note exception", "GPL-2.0-only WITH Linux-syscall-note"},
      {"GPL-3 with Qt-1.0 exception", "GPL-3.0-only WITH Qt-GPL-exception-1.0"},
      {"GPL-2+ with OpenSSL exception", "LicenseRef-GPL-2.0-or-later-with-OpenSSL-exception"},
      {"Permission to use, copy, modify, and distribute this software and its", "(prose)"},
      {"", "(prose)"},
  };
  for (const auto &[debian, spdx] : table) {
    INFO(debian);
    CHECK(fromDebian(debian) == spdx);
  }
  CHECK(fromDebian(std::string(100000, 'x')) == "(prose)");
}

TEST_CASE("a machine-readable copyright file: every part that can reach a program counts") {
  CHECK(licensesOfCopyrightFile(kHeader + filesParagraph("*", "Expat") + filesParagraph("src/md5.c", "public-domain") +
                                filesParagraph("debian/*", "GPL-3+")) == Licenses{"LicenseRef-public-domain", "MIT"});
}

TEST_CASE("packaging, build system, tests and documentation do not count") {
  CHECK(licensesOfCopyrightFile(kHeader + filesParagraph("*", "Expat") + filesParagraph("debian/patches/*", "GPL-2") +
                                filesParagraph("config.guess\n config.sub", "GPL-3+ with Autoconf exception") +
                                filesParagraph("m4/* aclocal.m4", "GPL-2+") + filesParagraph("tests/*", "GPL-2")) ==
        Licenses{"MIT"});
  // One pattern beside them is enough to count.
  CHECK(licensesOfCopyrightFile(kHeader + filesParagraph("tests/*\n lib/x.c", "GPL-2")) == Licenses{"GPL-2.0-only"});
}

TEST_CASE("a name that SPDX does not know is explained by its text") {
  CHECK(licensesOfCopyrightFile(kHeader + filesParagraph("*", "BSD-3-made-up") + "License: BSD-3-made-up\n " +
                                "Redistribution and use in source and binary forms, with or without\n modification, "
                                "are permitted provided that the following conditions are met:\n 2. Redistributions "
                                "in binary form must reproduce the above copyright notice\n 3. not used to endorse or "
                                "promote products derived from this\n") == Licenses{"BSD-3-Clause"});
  CHECK(licensesOfCopyrightFile(kHeader + filesParagraph("*", "Strange and odd terms of our own")) ==
        Licenses{"Strange and odd terms of our own"});
}

TEST_CASE("the header speaks for the whole when no part does") {
  CHECK(licensesOfCopyrightFile("Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
                                "License: ISC\n") == Licenses{"ISC"});
}

TEST_CASE("a free copyright file: references to the common licences") {
  CHECK(licensesOfCopyrightFile("The library: either version 2.1 of the License, or (at your option) any later\n"
                                "version. See `/usr/share/common-licenses/LGPL-2.1'.\n"
                                "The kernel headers: version 2. See /usr/share/common-licenses/GPL-2.\n") ==
        Licenses{"GPL-2.0-only", "LGPL-2.1-or-later"});
  CHECK(licensesOfCopyrightFile("See /usr/share/common-licenses/Apache-2.0.") == Licenses{"Apache-2.0"});
  CHECK(licensesOfCopyrightFile("version 3 or any later version; see `/usr/share/common-licenses/GPL', version 3 in\n"
                                "`/usr/share/common-licenses/GPL-3'.") == Licenses{"GPL-3.0-or-later"});
  CHECK(licensesOfCopyrightFile("See /usr/share/common-licenses/GPL.") == Licenses{"GPL"});
}

TEST_CASE("a copyright file that says nothing known gives nothing") {
  CHECK(licensesOfCopyrightFile("").empty());
  CHECK(licensesOfCopyrightFile("Do what you like.\n").empty());
  CHECK(licensesOfCopyrightFile(std::string("\0\xff\xfe Format:", 11)).empty());
}

TEST_CASE("licence texts are recognised through comment marks and line breaks") {
  CHECK(statedIn(kMit) == Found{"MIT"});
  CHECK(statedIn(kBsdClauses) == Found{"BSD-2-Clause"});
  CHECK(statedIn(std::string(kBsdClauses) + kNoEndorsement) == Found{"BSD-3-Clause"});
  CHECK(statedIn(std::string(kBsdClauses) +
                 "All advertising materials mentioning features or use of this software must say so.\n" +
                 kNoEndorsement) == Found{"BSD-4-Clause"});
  CHECK(statedIn("Apache License\n   Version 2.0, January 2004") == Found{"Apache-2.0"});
  CHECK(statedIn("Apache License\nVersion 2.0, January 2004\n--- LLVM Exceptions to the Apache 2.0 License\n") ==
        Found{"Apache-2.0 WITH LLVM-exception"});
  CHECK(statedIn("This software is provided 'as-is', without any express or implied\nwarranty.\n"
                 "2. Altered source versions must be plainly marked as such.") == Found{"Zlib"});
  CHECK(statedIn("Boost Software License - Version 1.0 - August 17th, 2003") == Found{"BSL-1.0"});
  CHECK(statedIn("GNU GENERAL PUBLIC LICENSE\n  Version 2, June 1991") == Found{"GPL-2.0-only"});
  CHECK(statedIn("GNU GENERAL PUBLIC LICENSE\n  Version 3, 29 June 2007") == Found{"GPL-3.0-only"});
  CHECK(statedIn("GNU LESSER GENERAL PUBLIC LICENSE\nVersion 2.1, February 1999") == Found{"LGPL-2.1-only"});
  CHECK(statedIn("GNU LESSER GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007") == Found{"LGPL-3.0-only"});
  CHECK(statedIn("Mozilla Public License Version 2.0\n====") == Found{"MPL-2.0"});
  CHECK(statedIn("Permission to use, copy, modify, and/or distribute this software for any\npurpose with or "
                 "without fee is hereby granted, provided that the above\ncopyright notice and this "
                 "permission notice appear in all copies.\n\nTHE SOFTWARE IS PROVIDED \"AS IS\"") == Found{"ISC"});
  CHECK(statedIn("This is free and unencumbered software released into the public domain.") == Found{"Unlicense"});
  CHECK(statedIn("All rights reserved. Ask before you copy.").empty());
}

TEST_CASE("clauses of one licence do not count for another in the same file") {
  CHECK(statedIn(std::string(kBsdClauses) + kNoEndorsement + kBsdClauses) == Found{"BSD-2-Clause", "BSD-3-Clause"});
}

TEST_CASE("an SPDX line outranks what the text looks like") {
  CHECK(statedIn(std::string("/* SPDX-License-Identifier: (MIT OR BSL-1.0) */\n") + kMit) == Found{"MIT OR BSL-1.0"});
  CHECK(statedIn("SPDX-License-Identifier: not a licence\n").empty());
}

TEST_CASE("the common licences of this machine are recognised by their full texts") {
  for (const auto &[name, id] : {std::pair{"Apache-2.0", "Apache-2.0"},
                                 {"GPL-2", "GPL-2.0-only"},
                                 {"GPL-3", "GPL-3.0-only"},
                                 {"LGPL-2.1", "LGPL-2.1-only"},
                                 {"LGPL-3", "LGPL-3.0-only"},
                                 {"MPL-2.0", "MPL-2.0"}}) {
    std::ifstream file(std::string("/usr/share/common-licenses/") + name);
    INFO(name);
    REQUIRE(file.good());
    std::stringstream text;
    text << file.rdbuf();
    CHECK(statedIn(text.str()) == Found{id});
  }
}
