#include "sbom/write/read.h"

#include "core/support/text.h"
#include "sbom/write/gather.h"

#include <algorithm>
#include <array>

namespace lintel::sbom {
namespace {

tl::unexpected<Problem> unknownFormat(const std::string &file, std::string what) {
  Problem problem;
  problem.what = std::move(what);
  problem.file = file;
  problem.line = 1;
  problem.expected = "CycloneDX 1.4 to 1.7 JSON, SPDX 2.2 or 2.3 JSON or tag-value, or SPDX 3.0 JSON-LD";
  return fail(std::move(problem));
}

Result<Gathered> gatherTagValue(std::string_view text, const std::string &file) {
  std::map<std::string, int> lines;
  const auto document = readTagValue(text, file, lines);
  if (!document) return fail(document.error());
  const std::string version = textAt(*document, "spdxVersion");
  if (version != "SPDX-2.2" && version != "SPDX-2.3") return unknownFormat(file, "SPDXVersion '" + version + "'");
  Gathered gathered = gatherSpdx2(*document);
  gathered.document.format = DocumentFormat::SpdxTagValue;
  gathered.lines = std::move(lines);
  return gathered;
}

bool isSpdx3(const Json &document) {
  const auto isContext = [](const Json &context) {
    return context.is_string() && context.get<std::string>().starts_with("https://spdx.org/rdf/3.0");
  };
  if (!document.contains("@context")) return false;
  const Json &context = document.at("@context");
  return isContext(context) || (context.is_array() && std::ranges::any_of(context, isContext));
}

} // namespace

const char *toString(DocumentFormat format) {
  switch (format) {
  case DocumentFormat::CycloneDxJson: return "CycloneDX JSON";
  case DocumentFormat::SpdxJson: return "SPDX JSON";
  case DocumentFormat::SpdxTagValue: return "SPDX tag-value";
  case DocumentFormat::Spdx3: break;
  }
  return "SPDX JSON-LD";
}

void Gathered::mistake(const std::string &place, std::string what, std::string expected, MistakeSeverity severity) {
  mistakes.push_back({severity, place, std::move(what), std::move(expected)});
}

void Gathered::component(ReadComponent component, const std::string &place) {
  std::ranges::sort(component.licenses);
  const auto repeated = std::ranges::unique(component.licenses);
  component.licenses.erase(repeated.begin(), repeated.end());
  document.components.push_back(std::move(component));
  componentPlaces.push_back(place);
}

std::string hashName(const std::string &algorithm) {
  std::string name;
  for (const char c : algorithm) {
    if (c == '-' || c == '_') continue;
    name += lowerCase(c);
  }
  constexpr std::array kNames = {"md2",        "md4",     "md5",     "md6",         "sha1",
                                 "sha224",     "sha256",  "sha384",  "sha512",      "sha3224",
                                 "sha3256",    "sha3384", "sha3512", "blake2b256",  "blake2b384",
                                 "blake2b512", "blake3",  "adler32", "streebog256", "streebog512"};
  return std::ranges::find(kNames, name) == kNames.end() ? "" : name;
}

Result<Gathered> gather(std::string_view text, const std::string &file) {
  const std::string_view start = trim(text.substr(0, 4096));
  if (start.empty()) return unknownFormat(file, "the document is empty");
  if (start.front() != '{') {
    if (start.front() == '<' || start.front() == '[') return unknownFormat(file, "the document is of no known format");
    return gatherTagValue(text, file);
  }
  const auto document = parseBoundedJson(text, file);
  if (!document) return fail(document.error());
  if (textAt(*document, "bomFormat") == "CycloneDX") {
    const std::string version = textAt(*document, "specVersion");
    constexpr std::array kVersions = {"1.4", "1.5", "1.6", "1.7"};
    if (std::ranges::find(kVersions, version) == kVersions.end()) {
      return unknownFormat(file, "CycloneDX of version '" + version + "'");
    }
    return gatherCycloneDx(*document);
  }
  if (isSpdx3(*document)) return gatherSpdx3(*document);
  const std::string version = textAt(*document, "spdxVersion");
  if (version == "SPDX-2.2" || version == "SPDX-2.3") return gatherSpdx2(*document);
  return unknownFormat(file, version.empty() ? "the document is of no known format" : "spdxVersion '" + version + "'");
}

Result<ReadDocument> readSbom(std::string_view text, const std::string &file) {
  auto gathered = gather(text, file);
  if (!gathered) return fail(gathered.error());
  ReadDocument document = std::move(gathered->document);
  std::ranges::sort(document.edges);
  const auto repeated = std::ranges::unique(document.edges);
  document.edges.erase(repeated.begin(), repeated.end());
  return document;
}

} // namespace lintel::sbom
