#include "fixtures.h"

#include "core/support/path.h"

#include <catch2/catch.hpp>

namespace lintel::test {

sbom::LinkedView viewOf(const std::map<std::string, std::string> &files) {
  Overlay overlay;
  for (const auto &[name, content] : files) overlay[absolutePath(name, kBuild)] = content;
  return sbom::readLinked(OverlayFileSystem(std::move(overlay)), {kRoot, kBuild, {"/usr/lib/made-up"}});
}

std::string toLine(const sbom::LinkInput &input, bool withEvidence) {
  static constexpr const char *kKinds[] = {"object ", "archive ", "shared "};
  std::string line = kKinds[static_cast<int>(input.kind)] + input.path;
  if (!input.source.empty()) line += " < " + input.source;
  if (!input.members.empty()) {
    std::string members;
    for (const std::string &member : input.members) members += (members.empty() ? "" : " ") + member;
    line += "(" + members + ")";
  }
  return withEvidence ? line + " [" + input.evidence + "]" : line;
}

Lines toLines(const std::vector<sbom::LinkInput> &inputs, bool withEvidence) {
  Lines lines;
  for (const sbom::LinkInput &input : inputs) lines.push_back(toLine(input, withEvidence));
  return lines;
}

const sbom::LinkedArtefact &artefact(const sbom::LinkedView &view, const std::string &path) {
  for (const sbom::LinkedArtefact &candidate : view.artefacts)
    if (candidate.path == path) return candidate;
  INFO("no artefact " << path);
  REQUIRE(false);
  return view.artefacts.front();
}

Lines inputsOf(const sbom::LinkedView &view, const std::string &path, bool withEvidence) {
  return toLines(artefact(view, path).inputs, withEvidence);
}

} // namespace lintel::test
