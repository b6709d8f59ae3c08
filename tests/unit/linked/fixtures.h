// What tests of the linked view share: a made-up repository in memory, and a view as lines of text.
#pragma once

#include "core/support/file_system.h"
#include "sbom/linked/linked.h"

#include <string>
#include <vector>

namespace lintel::test {

using Lines = std::vector<std::string>;

inline const std::string kRoot = "/no-repo";
inline const std::string kBuild = "/no-repo/build";

// The view of a repository of which only these files exist; names are relative to the build directory, or absolute.
sbom::LinkedView viewOf(const std::map<std::string, std::string> &files);

// "object /a.o < /a.c", "archive /liba.a(a.o b.o)", "shared /libz.so"; with evidence: " [build.ninja:3]" after it.
std::string toLine(const sbom::LinkInput &input, bool withEvidence = false);
Lines toLines(const std::vector<sbom::LinkInput> &inputs, bool withEvidence = false);

// The artefact at a path; fails the test when there is none.
const sbom::LinkedArtefact &artefact(const sbom::LinkedView &view, const std::string &path);
Lines inputsOf(const sbom::LinkedView &view, const std::string &path, bool withEvidence = false);

} // namespace lintel::test
