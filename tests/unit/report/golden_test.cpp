// Whole reports against files that a person has read. The rules of a format are tested in the
// other files of this folder; here a change of any byte shows.
#include "sample.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>

using namespace lintel;
using namespace lintel::report;
using namespace lintel::test;

namespace {

void compareWithGolden(const std::string &name, const std::string &actual) {
  const std::string path = std::string(LINTEL_SOURCE_DIR) + "/tests/golden/report/" + name;
  if (std::getenv("LINTEL_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << actual;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  const std::string expected{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  INFO("tests/golden/report/" << name << " differs; run unit_report with LINTEL_UPDATE_GOLDEN=1, then read the diff");
  CHECK(actual == expected);
}

} // namespace

TEST_CASE("text report, golden") {
  Context context = sampleContext();
  compareWithGolden("text.txt", render(Format::Text, sampleJudgement(), context));
  context.verbose = true;
  compareWithGolden("text-verbose.txt", render(Format::Text, sampleJudgement(), context));
  context.verbose = false;
  context.quiet = true;
  compareWithGolden("text-quiet.txt", render(Format::Text, sampleJudgement(), context));
}

TEST_CASE("text report in colour, golden") {
  Context context = sampleContext();
  context.color = true;
  compareWithGolden("text-color.txt", render(Format::Text, sampleJudgement(), context));
}

TEST_CASE("JSON report, golden") {
  compareWithGolden("report.json", render(Format::Json, sampleJudgement(), sampleContext()));
}

TEST_CASE("SARIF report, golden") {
  compareWithGolden("report.sarif", render(Format::Sarif, sampleJudgement(), sampleContext()));
}
