#include "sbom/advisories/vex_conclude.h"

#include <catch2/catch.hpp>
#include <functional>

using namespace lintel::sbom;

namespace {

// A copy of a library in the repository: two of three files are compiled, every unit was scanned and parsed, and the
// program is closed.
ComponentUse vendored() {
  ComponentUse use;
  use.purl = "pkg:generic/pack@1.0";
  use.origin = CodeOrigin::Compiled;
  use.tree = {"pack.c", "unpack.c", "gz/gzip.c", "pack.h"};
  use.compiled = {"pack.c", "unpack.c"};
  use.included = {"pack.h"};
  use.units = 12;
  use.allScanned = true;
  use.plainFunctions = {"pack", "unpack", "gz_open"};
  use.referenced = {{"pack", "src/main.c:7"}};
  use.referencesKnown = true;
  use.closed = true;
  return use;
}

AdvisoryFacts advisory(std::vector<std::string> functions, std::vector<std::string> files) {
  return {"CVE-1", {"GHSA-1"}, std::move(functions), std::move(files)};
}

VexStatement conclude(const AdvisoryFacts &facts, const std::function<void(ComponentUse &)> &change = {}) {
  ComponentUse use = vendored();
  if (change) change(use);
  return concludeVex(facts, use);
}

void checkDoubt(const VexStatement &statement, const std::string &note) {
  INFO(statement.impactStatement << statement.statusNotes);
  CHECK(statement.status == VexStatus::UnderInvestigation);
  CHECK_FALSE(statement.justification.has_value());
  CHECK(statement.impactStatement.empty());
  CHECK(statement.statusNotes.find(note) != std::string::npos);
}

} // namespace

TEST_CASE("files that no unit compiles or includes are not present") {
  const auto one = conclude(advisory({}, {"src/gz/gzip.c"}));
  CHECK(one.vulnerability == "CVE-1");
  CHECK(one.aliases == std::vector<std::string>{"GHSA-1"});
  REQUIRE(one.products.size() == 1);
  CHECK(one.products[0].component.id == "pkg:generic/pack@1.0");
  CHECK(one.status == VexStatus::NotAffected);
  CHECK(one.justification == VexJustification::VulnerableCodeNotPresent);
  CHECK(one.impactStatement == "None of 12 units compiles or includes src/gz/gzip.c.");
  CHECK(one.statusNotes.empty());
}

TEST_CASE("what is in doubt about files is under investigation") {
  checkDoubt(conclude(advisory({}, {})), "names neither files nor functions");
  checkDoubt(conclude(advisory({}, {"pack.c"})), "pack.c is compiled or included");
  checkDoubt(conclude(advisory({}, {"pack.h"})), "pack.h is compiled or included");
  checkDoubt(conclude(advisory({}, {"gzip.c", "pack.c"})), "pack.c is compiled or included");
  checkDoubt(conclude(advisory({}, {"other/pack.c"})), "compiled or included"); // perhaps it was moved
  checkDoubt(conclude(advisory({}, {"zstd.c"})), "zstd.c is not in the component's directory");
  checkDoubt(conclude(advisory({}, {"gzip.c"}), [](ComponentUse &use) { use.allScanned = false; }), "not every unit");
  checkDoubt(conclude(advisory({}, {"gzip.c"}), [](ComponentUse &use) { use.included.push_back("gz/gzip.c"); }),
             "gzip.c is compiled or included");
  checkDoubt(conclude(advisory({}, {"gzip.c"}), [](ComponentUse &use) { use.origin = CodeOrigin::Prebuilt; }),
             "compiled elsewhere");
}

TEST_CASE("files whose objects the linker left out are not present") {
  const auto members = [](std::vector<std::string> names) {
    return [names](ComponentUse &use) {
      use.members = names;
      use.membersKnown = true;
    };
  };
  const auto one = conclude(advisory({}, {"unpack.c"}), members({"pack.c.o"}));
  CHECK(one.status == VexStatus::NotAffected);
  CHECK(one.justification == VexJustification::VulnerableCodeNotPresent);
  CHECK(one.impactStatement == "None of the component's 1 linked object is made from unpack.c.");
  for (const char *member : {"unpack.o", "unpack.c.o", "libpack_la-unpack.o", "unity_0_c.c.o", "sub/unpack.obj"})
    checkDoubt(conclude(advisory({}, {"unpack.c"}), members({"pack.o", member})), "an object of unpack.c is linked");
  checkDoubt(conclude(advisory({}, {"pack.h"}), members({"unpack.o"})), "pack.h is compiled or included");
  checkDoubt(conclude(advisory({}, {"unpack.c"}), members({})), "compiled");
  checkDoubt(conclude(advisory({}, {"unpack.c"}),
                      [](ComponentUse &use) {
                        use.members = {"pack.o"};
                        use.membersKnown = true;
                        use.included.push_back("unpack.c"); // its code is in the object of another file
                      }),
             "compiled or included");
  checkDoubt(conclude(advisory({}, {"unpack.c"}),
                      [](ComponentUse &use) {
                        use.members = {"pack.o"};
                        use.membersKnown = true;
                        use.origin = CodeOrigin::Prebuilt;
                      }),
             "compiled elsewhere");
}

TEST_CASE("functions that nothing in a closed program names are not in the execute path") {
  const auto one = conclude(advisory({"unpack()", "ns::gz_open"}, {}));
  CHECK(one.status == VexStatus::NotAffected);
  CHECK(one.justification == VexJustification::VulnerableCodeNotInExecutePath);
  CHECK(one.impactStatement.find("12 units") != std::string::npos);
  CHECK(one.impactStatement.find("unpack()") != std::string::npos);
  // The files are compiled, the functions are not called.
  CHECK(conclude(advisory({"unpack"}, {"unpack.c"})).justification == VexJustification::VulnerableCodeNotInExecutePath);
}

TEST_CASE("what is in doubt about functions is under investigation") {
  checkDoubt(conclude(advisory({"pack"}, {})), "the program refers to pack at src/main.c:7");
  checkDoubt(conclude(advisory({"ns::Class::pack(int)"}, {})), "the program refers to pack at src/main.c:7");
  checkDoubt(conclude(advisory({"unpack", "pack"}, {"pack.c"})), "refers to pack");
  checkDoubt(conclude(advisory({"unpack"}, {}), [](ComponentUse &use) { use.referencesKnown = false; }),
             "not every unit");
  checkDoubt(conclude(advisory({"unpack"}, {}), [](ComponentUse &use) { use.closed = false; }),
             "code that was not parsed may");
  checkDoubt(conclude(advisory({"unpack"}, {}), [](ComponentUse &use) { use.origin = CodeOrigin::Prebuilt; }),
             "code that was not parsed may");
  checkDoubt(conclude(advisory({"unpack", "gone"}, {})), "not each of them is declared");
  checkDoubt(conclude(advisory({"unpack"}, {}), [](ComponentUse &use) { use.plainFunctions.clear(); }),
             "not each of them");
}

TEST_CASE("a package of the distribution is never cleared by what is compiled here") {
  for (const auto &facts : {advisory({}, {"gz/gzip.c"}), advisory({"unpack"}, {}), advisory({"unpack"}, {"gz/gzip.c"})})
    checkDoubt(conclude(facts, [](ComponentUse &use) { use.origin = CodeOrigin::Distribution; }), "own record");
}

TEST_CASE("a use of which nothing is known clears nothing") {
  for (const auto &facts : {advisory({}, {"a.c"}), advisory({"f"}, {}), advisory({"f"}, {"a.c"})})
    CHECK(concludeVex(facts, {}).status == VexStatus::UnderInvestigation);
}
