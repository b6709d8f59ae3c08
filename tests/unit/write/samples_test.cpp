// Documents of the sample for tests/e2e/test_sbom_documents.py, which holds them against the official schemas.
#include "sample_bom.h"
#include "sbom/write/cyclonedx.h"
#include "sbom/write/spdx.h"
#include "sbom/write/verify.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

using namespace lintel;
using namespace lintel::sbom;

namespace {

struct Sample {
  std::string name;
  std::string text;
};

std::vector<Sample> samplesOf(const std::string &name, const Bom &bom, const DocumentInfo &info) {
  return {{name + ".cdx-1.6.json", writeCycloneDx(bom, CycloneDxVersion::V1_6, info)},
          {name + ".cdx-1.7.json", writeCycloneDx(bom, CycloneDxVersion::V1_7, info)},
          {name + ".spdx-2.3.json", writeSpdxJson(bom, info)},
          {name + ".spdx-2.3.spdx", writeSpdxTagValue(bom, info)},
          {name + ".spdx-3.0.1.json", writeSpdx3(bom, info)}};
}

std::vector<Sample> allSamples() {
  Bom empty;
  empty.projectName = "or\"ders <b>";
  Bom incomplete = sampleBom();
  incomplete.complete = false;
  incomplete.linkedKnown = false;
  std::vector<Sample> samples = samplesOf("rich", sampleBom(), sampleInfo());
  for (const auto &more : {samplesOf("empty", empty, {.toolVersion = "0.1.0", .timestamp = "", .creator = ""}),
                           samplesOf("incomplete", incomplete,
                                     {.toolVersion = "0.1.0", .timestamp = "", .creator = "https://example.org"})}) {
    samples.insert(samples.end(), more.begin(), more.end());
  }
  return samples;
}

} // namespace

TEST_CASE("documents of every format pass our own verifier") {
  const std::string directory = LINTEL_BUILD_DIR "/sbom-samples";
  std::filesystem::remove_all(directory);
  std::filesystem::create_directories(directory);
  for (const Sample &sample : allSamples()) {
    std::ofstream(directory + '/' + sample.name, std::ios::binary) << sample.text;
    for (const SbomMistake &mistake : verifySbom(sample.text, sample.name)) {
      INFO(toString(mistake.problem));
      CHECK(mistake.severity == MistakeSeverity::Note);
    }
    CHECK(sample.text.ends_with('\n'));
  }
}

TEST_CASE("the same content gives the same bytes, other content another identity") {
  const auto once = allSamples();
  const auto again = allSamples();
  REQUIRE(once.size() == again.size());
  for (std::size_t i = 0; i < once.size(); ++i) CHECK(once[i].text == again[i].text);
}
