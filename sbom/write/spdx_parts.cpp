#include "sbom/write/spdx_parts.h"

#include "core/support/hash.h"
#include "sbom/model/purl.h"
#include "sbom/write/facts.h"

namespace lintel::sbom {
namespace {

bool isIdCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
}

void addLine(std::string &text, const std::string &line) { text += (text.empty() ? "" : "\n") + line; }

std::string identityText(const Component &component) {
  std::string text;
  for (const Identity &identity : component.identity) {
    const int percent = static_cast<int>(identity.confidence * 100 + 0.5);
    addLine(text, identity.field + " '" + identity.value + "' by " + identity.technique + ", confidence " +
                      std::to_string(percent) + " %" +
                      (identity.evidence.empty() ? "" : ", from " + identity.evidence));
  }
  return text;
}

} // namespace

std::string spdxId(const std::string &ref) {
  std::string id = "SPDXRef-Package-";
  bool isChanged = false;
  for (const char c : ref) {
    isChanged = isChanged || !isIdCharacter(c);
    id += isIdCharacter(c) ? c : '-';
  }
  return isChanged ? id + '-' + sha256Hex(ref).substr(0, 12) : id;
}

std::string fileRef(const Component &component, const ComponentFile &file) { return component.ref + '#' + file.path; }

std::string downloadLocation(const std::string &url, const std::string &revision) {
  std::string location = uriText(url);
  if (location.find("://") == std::string::npos) return "";
  if (!isRepository(url)) return location;
  if (!location.starts_with("git+") && !location.starts_with("git:")) location.insert(0, "git+");
  return revision.empty() ? location : location + '@' + purlEncode(revision);
}

std::string downloadLocation(const Component &component) {
  std::string location = downloadLocation(component.downloadUrl, component.revision);
  for (const Declaration &declaration : component.declarations) {
    if (location.empty()) location = downloadLocation(declaration.source, declaration.revision);
  }
  return location;
}

std::string sourceInfo(const Component &component) {
  std::string text = "origin: " + std::string(toString(component.origin));
  if (!component.source.empty()) {
    text += "; built from the Debian source package " + component.source + ' ' + component.sourceVersion;
  }
  if (!component.path.empty()) text += "; directory " + component.path;
  if (!component.revision.empty()) text += "; revision " + component.revision;
  if (component.pedigree) text += "; " + toString(*component.pedigree);
  return text;
}

std::vector<std::string> evidenceTexts(const Component &component) {
  std::vector<std::string> texts;
  const auto add = [&texts](const char *title, const std::string &text) {
    if (!text.empty()) texts.push_back(title + text);
  };
  std::string views;
  for (const std::string &view : viewsOf(component)) views += (views.empty() ? "" : ",") + view;
  std::string headers;
  for (const HeaderUse &use : headersOf(component)) addLine(headers, use.header + ' ' + toString(use));
  std::string links;
  for (const LinkOccurrence &link : component.links) addLine(links, link.file + ' ' + toString(link));
  std::string declarations;
  for (const Declaration &declaration : component.declarations) addLine(declarations, toString(declaration));
  add("views: ", views);
  add("identity:\n", identityText(component));
  add("compiled:\n", headers);
  add("linked:\n", links);
  add("declared:\n", declarations);
  add("declared licence stated in: ", component.licenseEvidence);
  add("concluded licence from: ", component.concludedEvidence);
  return texts;
}

std::string createdTime(const DocumentInfo &info) {
  return info.timestamp.empty() ? "1970-01-01T00:00:00Z" : info.timestamp;
}

std::string documentNamespace(const Bom &bom, const std::string &content) {
  return "https://spdx.org/spdxdocs/" + purlEncode(bom.projectName) + '-' + contentUuid(content);
}

} // namespace lintel::sbom
