#include "sbom/identity/license_tags.h"

#include <catch2/catch.hpp>

using namespace lintel::sbom;

namespace {

std::string expressionOf(const std::string &text) {
  const auto tags = licenseTags(text);
  REQUIRE(tags.size() == 1);
  return tags[0].expression.value_or("(invalid) " + tags[0].text);
}

} // namespace

TEST_CASE("a tag is read from comments of every language") {
  for (const char *line :
       {"// SPDX-License-Identifier: MIT", "/* SPDX-License-Identifier: MIT */", "# SPDX-License-Identifier: mit\r",
        "<!-- SPDX-License-Identifier: MIT -->", "(* SPDX-License-Identifier: MIT *)",
        "license = \"SPDX-License-Identifier: MIT\";", "\xef\xbb\xbf; SPDX-License-Identifier:MIT"}) {
    INFO(line);
    CHECK(expressionOf(line) == "MIT");
  }
}

TEST_CASE("a tag holds an expression, in canonical spelling") {
  CHECK(expressionOf("// SPDX-License-Identifier: (mit OR bsl-1.0) AND zlib") == "(MIT OR BSL-1.0) AND Zlib");
  CHECK(expressionOf("SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note") ==
        "GPL-2.0-only WITH Linux-syscall-note");
  CHECK(expressionOf("SPDX-License-Identifier: LicenseRef-ours") == "LicenseRef-ours");
}

TEST_CASE("an invalid expression is told with its place") {
  const auto tags = licenseTags("#!/bin/sh\n# SPDX-License-Identifier: GPLv2 or so\n# SPDX-License-Identifier:\n");
  REQUIRE(tags.size() == 2);
  CHECK_FALSE(tags[0].expression);
  CHECK(tags[0].text == "GPLv2 or so");
  CHECK(tags[0].line == 2);
  CHECK(tags[0].column == 28);
  CHECK_FALSE(tags[1].expression);
  CHECK(tags[1].line == 3);
  CHECK(tags[1].column == 27);
  CHECK_FALSE(licenseTags("SPDX-License-Identifier: " + std::string(100000, '('))[0].expression);
}

TEST_CASE("tags that a file only speaks of can be left out, and only the head is read") {
  CHECK(licenseTags("# REUSE-IgnoreStart\n# SPDX-License-Identifier: MIT\n# REUSE-IgnoreEnd\n").empty());
  CHECK(licenseTags(std::string(1u << 20, '\n') + "// SPDX-License-Identifier: MIT\n").empty());
}

TEST_CASE("a tag outranks what the text looks like") {
  const std::string notice = "Licensed under the Apache License, Version 2.0\n";
  CHECK(statedLicenses(notice) == std::vector<std::string>{"Apache-2.0"});
  CHECK(statedLicenses("SPDX-License-Identifier: MIT\n" + notice) == std::vector<std::string>{"MIT"});
  CHECK(statedLicenses("SPDX-License-Identifier: no licence\n" + notice) == std::vector<std::string>{"Apache-2.0"});
}
