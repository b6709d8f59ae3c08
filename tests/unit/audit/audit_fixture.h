// Repositories with their bill of materials, made up in memory.
#pragma once

#include "core/finding/dependency_rules.h"
#include "core/support/text.h"
#include "sbom/audit/audit.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace lintel::sbom::test {

inline const std::string kRoot = "/made-up/repo";

inline Glob glob(const std::string &pattern) {
  auto compiled = Glob::compile(pattern);
  REQUIRE(compiled);
  return std::move(*compiled);
}

inline Location policyLine(int line) { return {"lintel.yaml", {line, 1}, {line, 1}}; }

inline DependencyPolicy::Entry entry(const std::string &text, int line = 1, const std::string &expires = "") {
  return {policyLine(line), text, "", expires};
}

inline DependencyPolicy::Named named(const std::string &pattern, const std::string &versions = "",
                                     const std::string &expires = "", int line = 1) {
  return {entry(pattern, line, expires), glob(lowerCase(pattern)), versions};
}

inline Component component(const std::string &name, const std::string &version = "1.0",
                           Origin origin = Origin::DebianPackage) {
  Component made;
  made.ref = "ref:" + name + "@" + version;
  made.name = name;
  made.version = version;
  made.origin = origin;
  return made;
}

// In the line of its own in CMakeLists.txt.
inline Declaration declaration(const std::string &channel, const std::string &name, int line = 7) {
  Declaration made;
  made.channel = channel;
  made.name = name;
  made.location = {"CMakeLists.txt", {line, 3}, {line, 4}};
  return made;
}

inline LinkOccurrence link(const std::string &file, LinkKind kind, const std::string &evidence = "build.ninja:12") {
  LinkOccurrence made;
  made.artefact = "build/app";
  made.file = file;
  made.kind = kind;
  made.evidence = evidence;
  return made;
}

struct Repository {
  Overlay content;
  Bom bom;
  DependencyPolicy policy;
  std::string date = "2030-06-01";
  bool wholeTree = true;
  std::vector<AdvisoryMatch> advisories;
  std::vector<AdvisoryDatabaseState> databases;
  std::vector<VexDocument> vex;
  std::map<std::string, std::vector<Release>> newer;
  std::function<Result<ArchiveDigests>(const std::string &)> readZip;

  Repository &file(const std::string &path, const std::string &text) {
    content[path.starts_with('/') ? path : kRoot + '/' + path] = text;
    return *this;
  }

  Component &add(Component made) {
    const auto at = std::ranges::lower_bound(bom.components, made.ref, {}, &Component::ref);
    return *bom.components.insert(at, std::move(made));
  }

  // A component that the first line of a.cpp includes.
  Component &addIncluded(Component made) {
    const std::string header = made.name + ".h";
    content.try_emplace(kRoot + "/a.cpp");
    content[kRoot + "/a.cpp"] = content[kRoot + "/a.cpp"].value_or("") + "#include <" + header + ">\n";
    made.occurrences.push_back({"a.cpp", "/usr/include/" + header});
    return add(std::move(made));
  }

  AuditResult audit() const {
    const OverlayFileSystem files(content);
    AuditInput input{files, kRoot, bom, policy};
    input.date = date;
    input.wholeTree = wholeTree;
    input.advisories = advisories;
    input.databases = databases;
    input.vex = vex;
    input.newer = newer;
    input.readZip = readZip;
    auto result = sbom::audit(input);
    if (!result) FAIL(toString(result.error()));
    for (const Finding &finding : result->findings) {
      INFO(finding.rule);
      CHECK(findDependencyRule(finding.rule) != nullptr);
    }
    return std::move(*result);
  }

  std::vector<Finding> findings() const { return audit().findings; }

  Finding only() const {
    auto all = findings();
    for (const Finding &finding : all) UNSCOPED_INFO(finding.rule << ": " << finding.message);
    REQUIRE(all.size() == 1);
    return all[0];
  }

  // "advisory": the ids of the findings, without "dependencies/", in report order.
  std::vector<std::string> rules() const {
    std::vector<std::string> rules;
    for (const Finding &finding : findings()) rules.push_back(finding.rule.substr(finding.rule.find('/') + 1));
    return rules;
  }
};

using Rules = std::vector<std::string>;

inline bool mentions(const Finding &finding, const std::string &text) {
  return finding.message.find(text) != std::string::npos;
}

} // namespace lintel::sbom::test
