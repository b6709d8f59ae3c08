// What is concluded of a copy's licence from its licence files and from the sources that the build uses.
#include "fixtures.h"

#include <catch2/catch.hpp>
#include <map>

using namespace lintel;
using namespace lintel::sbom;

namespace {

const std::string kTag = "// SPDX-License-Identifier: ";
const std::string kBsd2 =
    "Redistribution and use in source and binary forms, with or without modification, are permitted provided that the "
    "following conditions are met:\n1. Redistributions of source code must retain the above copyright notice, this "
    "list of conditions and the following disclaimer.\n2. Redistributions in binary form must reproduce the above "
    "copyright notice, this list of conditions and the following disclaimer in the documentation and/or other "
    "materials provided with the distribution.\n";
const std::string kNoEndorsement =
    "3. Neither the name of the copyright holder nor the names of its contributors may be used to endorse or promote "
    "products derived from this software without specific prior written permission.\n";

// Of third_party/x, whose sources (names without "LICENSE" and "COPYING") are all included by one unit.
Component concludedFrom(const std::map<std::string, std::string> &files) {
  const std::string directory = "/made-up/repo/third_party/x/";
  Overlay system = debianSystem();
  std::vector<std::string> headers;
  for (const auto &[name, text] : files) {
    system[directory + name] = text;
    if (name.ends_with(".h")) headers.push_back(directory + name);
  }
  const auto bom = collect(OverlayFileSystem(system), options(), compiled({unit("a.c", headers)}));
  REQUIRE(bom.has_value());
  REQUIRE(bom->components.size() == 1);
  return bom->components.front();
}

} // namespace

TEST_CASE("all licence files of a copy are read") {
  const Component both = concludedFrom({{"LICENSE-A", kTag + "MIT\n"}, {"LICENSE-B", kTag + "Zlib\n"}, {"a.h", ""}});
  CHECK(both.concludedLicense == "MIT AND Zlib");
  CHECK(both.concludedEvidence == "third_party/x/LICENSE-A: tag in line 1; third_party/x/LICENSE-B: tag in line 1");
}

TEST_CASE("one licence is told once, also within an expression") {
  const Component one = concludedFrom({{"LICENSE", kTag + "curl AND ISC\n"}, {"a.h", kTag + "ISC\n"}});
  CHECK(one.concludedLicense == "ISC AND curl");
}

TEST_CASE("the evidence names a source that says it") {
  const Component tagged =
      concludedFrom({{"a.h", "int a;\n"}, {"b.h", kTag + "MIT\n"}, {"c.h", kTag + "MIT\n"}, {"d.h", kTag + "MIT\n"}});
  CHECK(tagged.concludedLicense == "MIT");
  CHECK(tagged.concludedEvidence == "third_party/x/b.h and 2 more: tag or notice");
}

TEST_CASE("a minority of the sources says nothing about the whole") {
  std::map<std::string, std::string> files = {{"borrowed.h", kTag + "MIT\n"}};
  for (const char *own : {"a.h", "b.h", "c.h"}) files[own] = "int own;\n";
  CHECK(concludedFrom(files).concludedLicense.empty());
  files["LICENSE"] = kTag + "Zlib\n";
  CHECK(concludedFrom(files).concludedLicense == "MIT AND Zlib");
}

TEST_CASE("a licence is read to its end, where the head of a file would cut it") {
  const std::string filling(4000 - kBsd2.size(), '*');
  const Component block = concludedFrom({{"a.h", "/*" + filling + "\n" + kBsd2 + kNoEndorsement + "*/\n"}});
  CHECK(block.concludedLicense == "BSD-3-Clause");
  std::string lines = "// " + filling + "\n";
  for (const char c : kBsd2 + kNoEndorsement) lines += c == '\n' ? std::string("\n") : std::string(1, c);
  std::string commented;
  bool atStart = true;
  for (const char c : lines) {
    if (atStart && c != '/') commented += "// ";
    commented += c;
    atStart = c == '\n';
  }
  CHECK(concludedFrom({{"a.h", commented + "int a;\n"}}).concludedLicense == "BSD-3-Clause");
}

TEST_CASE("a licence at the end of a file is found where no file begins with one") {
  std::string code;
  for (int i = 0; i < 1000; ++i) code += "int a;\n";
  CHECK(concludedFrom({{"a.h", code + "\n" + kTag + "MIT\n"}}).concludedLicense == "MIT");
  CHECK(concludedFrom({{"a.h", code + "\n" + kTag + "MIT\n"}, {"b.h", kTag + "Zlib\n"}}).concludedLicense == "Zlib");
}

TEST_CASE("what the sources state decides what the text of a licence leaves open") {
  const std::string text = "GNU GENERAL PUBLIC LICENSE Version 2, June 1991\n";
  const Component later = concludedFrom({{"COPYING", text}, {"a.h", kTag + "GPL-2.0-or-later\n"}});
  CHECK(later.licenses == std::vector<std::string>{"GPL-2.0-or-later"});
  const Component only = concludedFrom({{"COPYING", text}, {"a.h", "int a;\n"}});
  CHECK(only.licenses == std::vector<std::string>{"GPL-2.0-only"});
}
