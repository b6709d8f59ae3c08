#include "sbom/audit/audit.h"

#include "fixtures.h"

#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;

namespace {

const std::string kRoot = "/made-up/repo";
const std::string kZlib = "/usr/include/made-up-zlib.h";
const std::string kGpl = "/usr/include/made-up-gpl/gpl.h";

struct Repository {
  Overlay content = debianSystem();
  std::vector<UnitIncludes> units;

  Repository &file(const std::string &path, const std::string &text) {
    content[kRoot + '/' + path] = text;
    return *this;
  }
  Repository &includes(const std::string &name, std::vector<std::string> headers) {
    units.push_back(unit(name, std::move(headers)));
    return *this;
  }
  std::vector<Finding> audit(const DependencyPolicy &policy) const {
    CollectOptions options = sbom::options();
    options.vendored = {"third_party/*"};
    const OverlayFileSystem files(content);
    const auto bom = collect(files, options, units);
    REQUIRE(bom.has_value());
    auto findings = sbom::audit(files, kRoot, *bom, policy);
    REQUIRE(findings.has_value());
    return *findings;
  }
  Finding only(const DependencyPolicy &policy) const {
    auto findings = audit(policy);
    REQUIRE(findings.size() == 1);
    return findings[0];
  }
};

DependencyPolicy ban(const std::string &name, const std::string &reason = "") { return {{{name, reason}}, {}, {}}; }
DependencyPolicy allow(std::vector<std::string> licenses) { return {{}, std::move(licenses), {}}; }

bool mentions(const Finding &finding, const std::string &text) {
  return finding.message.find(text) != std::string::npos;
}

// A repository that vendors one library under the given licence.
Repository vendoring(const std::string &license) {
  Repository repository;
  repository.file("third_party/lib/LICENSE", "SPDX-License-Identifier: " + license + "\n");
  repository.file("a.cpp", "#include \"lib.h\"\n");
  return repository.includes("a.cpp", {kRoot + "/third_party/lib/lib.h"});
}

} // namespace

TEST_CASE("a banned component is an error at the include that pulls it in") {
  Repository repository;
  repository.file("src/a.cpp", "// first\n#include <vector>\n  # include <made-up-gpl/gpl.h>\n");
  repository.includes("src/a.cpp", {kGpl});
  const Finding finding = repository.only(ban("libgpl*", "use the other one"));
  CHECK(finding.rule == "dependencies/banned");
  CHECK(finding.severity == Severity::Error);
  CHECK(finding.location == Location{"src/a.cpp", {3, 14}, {3, 31}});
  CHECK(finding.symbol == "libgpl-dev");
  CHECK(mentions(finding, "'libgpl-dev' 2.0~rc1+dfsg-3"));
  CHECK(mentions(finding, "use the other one"));
}

TEST_CASE("a ban may name the source package; other components pass") {
  Repository repository;
  repository.file("a.cpp", "#include <made-up-gpl/gpl.h>\n").includes("a.cpp", {kGpl, kZlib});
  CHECK(repository.only(ban("gpl-library")).symbol == "libgpl-dev");
  CHECK(repository.audit(ban("gpl")).empty());
  CHECK(repository.audit({}).empty());
}

TEST_CASE("an include in a project header is found, with the step that leads to it") {
  Repository repository;
  repository.file("src/a.cpp", "#include \"a.h\"\n").file("src/a.h", "\n#include <made-up-gpl/gpl.h>\n");
  repository.includes("src/a.cpp", {kRoot + "/src/a.h", kGpl});
  const Finding finding = repository.only(ban("libgpl-dev"));
  CHECK(finding.location == Location{"src/a.h", {2, 11}, {2, 28}});
  REQUIRE(finding.steps.size() == 1);
  CHECK(finding.steps[0].location == Location{"src/a.cpp", {1, 11}, {1, 14}});
}

TEST_CASE("the first unit that includes the component itself is named") {
  Repository repository;
  repository.file("a.cpp", "int a;\n").file("b.cpp", "#include <made-up-gpl/gpl.h>\n");
  repository.includes("a.cpp", {kGpl}).includes("b.cpp", {kGpl});
  CHECK(repository.only(ban("libgpl-dev")).location.path == "b.cpp");
}

TEST_CASE("a component that only other components include is placed at the unit, and says so") {
  Repository repository;
  repository.file("a.cpp", "int a;\n").includes("a.cpp", {kGpl});
  const Finding finding = repository.only(ban("libgpl-dev"));
  CHECK(finding.location == Location{"a.cpp", {1, 1}, {1, 1}});
  CHECK(mentions(finding, "included indirectly"));
}

TEST_CASE("a unit that cannot be read still has its finding") {
  Repository repository;
  repository.includes("gone.cpp#2", {kGpl});
  CHECK(repository.only(ban("libgpl-dev")).location.path == "gone.cpp");
}

TEST_CASE("a quoted include of the project's own file is not taken for a component of the same name") {
  Repository repository;
  repository.file("src/a.cpp", "#include \"gpl.h\"\n#include <gpl.h>\n").file("src/gpl.h", "");
  repository.includes("src/a.cpp", {kRoot + "/src/gpl.h", kGpl});
  CHECK(repository.only(ban("libgpl-dev")).location.begin.line == 2);
}

TEST_CASE("relative and absolute include paths are understood") {
  Repository repository;
  repository.file("src/a.cpp", "#include \"../third_party/lib/lib.h\"\n");
  repository.file("src/b.cpp", "#include \"/usr/include/made-up-gpl/gpl.h\"\n");
  repository.includes("src/a.cpp", {kRoot + "/third_party/lib/lib.h"}).includes("src/b.cpp", {kGpl});
  CHECK(repository.only(ban("lib")).location.begin == Position{1, 11});
  CHECK(repository.only(ban("libgpl-dev")).location.begin == Position{1, 11});
}

TEST_CASE("a vendored library that is only compiled is placed at its own unit, without talk of includes") {
  Repository repository;
  repository.file("third_party/lib/lib.c", "#include \"lib.h\"\n");
  repository.includes("third_party/lib/lib.c", {kRoot + "/third_party/lib/lib.h"});
  const Finding finding = repository.only(ban("lib"));
  CHECK(finding.location == Location{"third_party/lib/lib.c", {1, 1}, {1, 1}});
  CHECK_FALSE(mentions(finding, "indirectly"));
}

TEST_CASE("the project's own include outranks one in vendored code") {
  Repository repository;
  repository.file("third_party/lib/lib.c", "#include <made-up-gpl/gpl.h>\n");
  repository.file("z.cpp", "#include <made-up-gpl/gpl.h>\n");
  repository.includes("third_party/lib/lib.c", {kGpl}).includes("z.cpp", {kGpl});
  CHECK(repository.only(ban("libgpl-dev")).location.path == "z.cpp");
}

TEST_CASE("a licence outside the list is an error that names it and its source") {
  Repository repository;
  repository.file("a.cpp", "#include <made-up-gpl/gpl.h>\n").includes("a.cpp", {kGpl, kZlib});
  const Finding finding = repository.only(allow({"Zlib"}));
  CHECK(finding.rule == "dependencies/license");
  CHECK(finding.severity == Severity::Error);
  CHECK(mentions(finding, "'GPL-3.0-or-later'"));
  CHECK(mentions(finding, "/usr/share/doc/libgpl-dev/copyright"));
}

TEST_CASE("allowed licences are compared as SPDX compares them") {
  struct Case {
    const char *license;
    std::vector<std::string> allowed;
    bool passes;
  };
  const Case cases[] = {
      {"MIT", {"mit"}, true},
      {"MIT", {"Zlib"}, false},
      {"MIT OR GPL-3.0-only", {"MIT"}, true},
      {"MIT AND GPL-3.0-only", {"MIT"}, false},
      {"MIT AND GPL-3.0-only", {"MIT", "GPL-3.0"}, true},
      {"(MIT OR Zlib) AND ISC", {"ISC", "Zlib"}, true},
      {"GPL-2.0-or-later", {"GPL-2.0-only"}, true},
      {"GPL-2.0-only", {"GPL-2.0-or-later"}, false},
      {"Apache-2.0 WITH LLVM-exception", {"Apache-2.0"}, true},
      {"Apache-2.0", {"Apache-2.0 WITH LLVM-exception"}, false},
      {"LicenseRef-public-domain", {"LicenseRef-public-domain"}, true},
      {"LicenseRef-public-domain", {"MIT"}, false},
  };
  for (const auto &[license, allowed, passes] : cases) {
    INFO(license << " against " << allowed[0]);
    CHECK(vendoring(license).audit(allow(allowed)).empty() == passes);
  }
}

TEST_CASE("every licence of a component must be allowed") {
  Repository repository = vendoring("MIT");
  repository.file("third_party/lib/COPYING", "SPDX-License-Identifier: GPL-3.0-only\n");
  const Finding finding = repository.only(allow({"MIT"}));
  CHECK(mentions(finding, "'GPL-3.0-only'"));
  CHECK_FALSE(mentions(finding, "'MIT'"));
}

TEST_CASE("a component without a known licence is a warning, unless any licence will do") {
  Repository repository;
  repository.file("a.cpp", "#include \"lib.h\"\n").includes("a.cpp", {kRoot + "/third_party/lib/lib.h"});
  const Finding finding = repository.only(allow({"MIT"}));
  CHECK(finding.rule == "dependencies/unknown-license");
  CHECK(finding.severity == Severity::Warning);
  CHECK(repository.audit({}).empty());
}

TEST_CASE("an excepted component needs no licence, but stays banned") {
  Repository repository = vendoring("GPL-3.0-only");
  DependencyPolicy policy = allow({"MIT"});
  policy.licenseExceptions = {"lib"};
  CHECK(repository.audit(policy).empty());
  policy.banned = {{"lib", ""}};
  CHECK(repository.only(policy).rule == "dependencies/banned");
}

TEST_CASE("headers without owner are one warning that counts them") {
  Repository repository;
  repository.file("a.cpp", "#include <one.h>\n").includes("a.cpp", {"/opt/made-up/one.h", "/opt/made-up/two.h"});
  const Finding finding = repository.only(allow({"MIT"}));
  CHECK(finding.rule == "dependencies/unknown-license");
  CHECK(finding.severity == Severity::Warning);
  CHECK(finding.location.begin == Position{1, 11});
  CHECK(mentions(finding, "'/opt/made-up/one.h'"));
  CHECK(mentions(finding, "1 more"));
  CHECK(repository.audit(ban("something")).size() == 1); // a ban cannot be judged either
  CHECK(repository.audit({}).empty());
}

TEST_CASE("findings come in report order") {
  Repository repository;
  repository.file("a.cpp", "#include <made-up-zlib.h>\n#include <made-up-gpl/gpl.h>\n")
      .includes("a.cpp", {kGpl, kZlib});
  const auto findings = repository.audit(ban("*"));
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].symbol == "zlib1g-dev");
  CHECK(findings[1].symbol == "libgpl-dev");
}

TEST_CASE("a broken glob in the policy is an error") {
  const OverlayFileSystem files{Overlay{}};
  CHECK_FALSE(audit(files, kRoot, Bom{}, ban("lib[")).has_value());
  DependencyPolicy policy = allow({"MIT"});
  policy.licenseExceptions = {"{"};
  CHECK_FALSE(audit(files, kRoot, Bom{}, policy).has_value());
}
