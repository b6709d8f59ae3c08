// The pages of the checks: what each must say, and that its examples are what they are called.
//
// Every code block below "## Wrong" must be reported by the check and every one below "## Right" must not be, as a
// file of its own with the usual headers before it. A page that needs something else before its examples says so in
// a comment, which is not printed:
//
//   <!-- example
//   args: -std=c++23
//   options: Name=value        a value may go on in the lines that follow, each after two blanks
//   struct Session;
//   -->
#include "checkers/engine/check_def.h"
#include "core/support/text.h"
#include "tests/support/temporary_directory.h"
#include "tests/unit/engine/run_fixture.h"

#include <catch2/catch.hpp>
#include <sstream>

using namespace lintel;

namespace {

constexpr const char *kHeadersOfC =
    "#include <errno.h>\n#include <fcntl.h>\n#include <limits.h>\n#include <stdbool.h>\n"
    "#include <stddef.h>\n#include <stdint.h>\n#include <stdio.h>\n"
    "#include <stdlib.h>\n#include <string.h>\n#include <sys/stat.h>\n"
    "#include <unistd.h>\n";
constexpr const char *kHeadersOfCxx =
    "#include <algorithm>\n#include <cstddef>\n#include <cstdint>\n#include <exception>\n#include <fstream>\n"
    "#include <functional>\n#include <iostream>\n#include <map>\n#include <memory>\n#include <optional>\n"
    "#include <stdexcept>\n#include <string>\n#include <string_view>\n#include <system_error>\n#include <vector>\n";

struct Block {
  std::string language;
  std::string code;
};

// The code blocks below a heading of the second level.
std::vector<Block> blocksBelow(std::string_view page, std::string_view heading) {
  std::vector<Block> blocks;
  bool below = false, inCode = false;
  for (const std::string_view line : splitLines(page)) {
    if (!inCode && line.starts_with("## ")) below = line.substr(3) == heading;
    if (line.starts_with("```")) {
      inCode = !inCode;
      if (inCode && below) blocks.push_back({std::string(line.substr(3)), ""});
    } else if (inCode && below) {
      blocks.back().code += std::string(line) + "\n";
    }
  }
  return blocks;
}

struct Preamble {
  std::string code;
  std::vector<std::string> arguments;
  std::map<std::string, std::string> options;
};

Preamble preambleOf(std::string_view page) {
  Preamble preamble;
  bool inside = false;
  std::string *option = nullptr; // that the line before gave a value
  for (const std::string_view line : splitLines(page)) {
    if (option && line.starts_with("  ")) {
      *option += std::string(line.substr(2)) + "\n";
      continue;
    }
    option = nullptr;
    if (line == "<!-- example")
      inside = true;
    else if (line == "-->")
      inside = false;
    else if (inside && line.starts_with("args:")) {
      std::istringstream words{std::string(line.substr(5))};
      for (std::string word; words >> word;) preamble.arguments.push_back(word);
    } else if (inside && line.starts_with("options:")) {
      const std::string text(trim(line.substr(8)));
      option = &preamble.options[text.substr(0, text.find('='))];
      *option = text.substr(text.find('=') + 1);
    } else if (inside) {
      preamble.code += std::string(line) + "\n";
    }
  }
  return preamble;
}

std::vector<Finding> findingsIn(const Block &block, const Preamble &preamble, const std::string &rule) {
  const bool isC = block.language == "c";
  const test::TemporaryDirectory directory;
  directory.write(isC ? "example.c" : "example.cpp",
                  kHeadersOfC + std::string(isC ? "" : kHeadersOfCxx) + preamble.code + block.code);
  test::Fixture fixture;
  fixture.path = directory.path() + (isC ? "/example.c" : "/example.cpp");
  fixture.rule = rule;
  fixture.arguments = {isC ? "-std=gnu17" : "-std=c++20"};
  fixture.arguments.insert(fixture.arguments.end(), preamble.arguments.begin(), preamble.arguments.end());
  fixture.options = preamble.options;
  return test::findingsOf(fixture);
}

} // namespace

TEST_CASE("every page says why, shows what is wrong and right, and where the check is silent") {
  for (const checkers::CheckDef *def : checkers::allChecks()) {
    const std::string_view page = checkers::checkPage(def->id);
    INFO(def->id);
    CHECK(page.starts_with("# " + std::string(def->id) + "\n"));
    for (const char *heading : {"Why", "Silent on"}) {
      INFO(heading);
      CHECK(page.find("\n## " + std::string(heading) + "\n") != std::string_view::npos);
    }
    CHECK_FALSE(blocksBelow(page, "Wrong").empty());
    CHECK_FALSE(blocksBelow(page, "Right").empty());
  }
}

TEST_CASE("what a page calls wrong is reported, what it calls right is not") {
  const char *part = std::getenv("LINTEL_FIXTURES");
  for (const checkers::CheckDef *def : checkers::allChecks()) {
    const std::string rule(def->id);
    if (part && rule.find(part) == std::string::npos) continue;
    const std::string_view page = checkers::checkPage(def->id);
    const Preamble preamble = preambleOf(page);
    for (const Block &block : blocksBelow(page, "Wrong")) {
      INFO(rule << ": wrong:\n" << block.code);
      CHECK_FALSE(findingsIn(block, preamble, rule).empty());
    }
    for (const Block &block : blocksBelow(page, "Right")) {
      const std::vector<Finding> findings = findingsIn(block, preamble, rule);
      INFO(rule << ": right:\n" << block.code << (findings.empty() ? "" : findings.front().message));
      CHECK(findings.empty());
    }
  }
}
