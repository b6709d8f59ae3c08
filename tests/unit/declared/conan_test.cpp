#include "package_fixture.h"

#include "sbom/declared/conan_reference.h"

#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;

namespace {

std::vector<Declaration> recipe(const std::string &text) {
  return repositoryWith("conanfile.py", text).declarations("conanfile.py");
}

ConanReference reference(const std::string &text) {
  const auto parsed = parseConanReference(text);
  INFO(text);
  REQUIRE(parsed.has_value());
  return *parsed;
}

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("the parts of a Conan reference") {
  const auto full = parseConanReference("zlib/1.2.11@user/channel#rev1:pkg2#prev3%1700000000.5");
  REQUIRE(full.has_value());
  CHECK(full->name == "zlib");
  CHECK(full->version == "1.2.11");
  CHECK(full->user == "user");
  CHECK(full->channel == "channel");
  CHECK(full->recipeRevision == "rev1");
  CHECK(full->packageId == "pkg2");
  CHECK(full->packageRevision == "prev3");
  CHECK(reference("a/[>=1.2 <2, include_prerelease=True]@u/c").constraint == ">=1.2 <2, include_prerelease=True");
  CHECK(reference("a/[>=1.2 <2]").version.empty());
  CHECK(reference("cmake/<host_version>").constraint == "<host_version>");
  CHECK(reference("zlib/1.2.11@").user.empty());
}

TEST_CASE("text that is no Conan reference") {
  for (const char *text : {"", "zlib", "zlib/", "/1.2", "zlib/[>=1", "zlib/1.2/3", "a b/1", "../x/1", "zlib/1 2"}) {
    INFO(text);
    CHECK_FALSE(parseConanReference(text).has_value());
  }
  CHECK_FALSE(parseConanReference("a/" + std::string(2000, '1')).has_value());
}

TEST_CASE("conanfile.txt: sections, comments, ranges") {
  const auto found =
      repositoryWith("conanfile.txt", "[requires]\n# zlib/1.0\n  zlib/1.3.1#abc # the newest\nfmt/[>=10 <11]\n"
                                      "[generators]\nCMakeDeps\n[build_requires]\ncmake/3.28.1\n")
          .declarations("conanfile.txt");
  CHECK(summaries(found) == Names{"zlib 1.3.1", "fmt", "cmake 3.28.1"});
  CHECK(named(found, "zlib").location.begin == Position{3, 3});
  CHECK(named(found, "zlib").location.end == Position{3, 7});
  CHECK(named(found, "zlib").checksums == std::vector<Checksum>{{"rrev", "abc"}});
  CHECK(named(found, "fmt").constraint == ">=10 <11");
  CHECK(named(found, "cmake").scope == Scope::Build);
}

TEST_CASE("conanfile.txt: a line that is no reference is an error with its place") {
  const Problem problem = repositoryWith("conanfile.txt", "[requires]\nzlib/1\n  not one\n").problem("conanfile.txt");
  CHECK(problem.line == 3);
  CHECK(problem.column == 3);
  const Problem open = repositoryWith("conanfile.txt", "[requires\nzlib/1\n").problem("conanfile.txt");
  CHECK(open.what == "a section without ']'");
  CHECK(open.line == 1);
}

TEST_CASE("conanfile.py: every way to write the attribute") {
  const std::string head = "class A(ConanFile):\n    ";
  CHECK(summaries(recipe(head + "requires = 'a/1'\n")) == Names{"a 1"});
  CHECK(summaries(recipe(head + "requires = 'a/1', \"b/2\"\n")) == Names{"a 1", "b 2"});
  CHECK(summaries(recipe(head + "requires = [\n  'a/1', # first\n  '''b/2''',\n]\n")) == Names{"a 1", "b 2"});
  CHECK(summaries(recipe(head + "requires = (('a/1', 'private'), r'b/2')\n")) == Names{"a 1", "b 2"});
  CHECK(summaries(recipe(head + "requires = \\\n        'a/1'\n")) == Names{"a 1"});
  CHECK(summaries(recipe(head + "requires = ('a/'\n   '1')\n")) == Names{"a 1"});
  CHECK(summaries(recipe(head + "requires = VERSIONS\n")) == Names{"VERSIONS?"});
  CHECK(summaries(recipe("requires = 'a/1'\n")).empty());
  CHECK(summaries(recipe(head + "def f(self):\n        requires = 'a/1'\n")).empty());
}

TEST_CASE("conanfile.py: calls and the conditions that they stand under") {
  const auto found = recipe("class A(ConanFile):\n"
                            "  def requirements(self):\n"
                            "    if self.options.tls:\n"
                            "      if x: self.requires('a/1')\n"
                            "      self.requires('b/1')\n"
                            "    elif y:\n"
                            "      self.requires('c/1')\n"
                            "    else:\n"
                            "      self.requires('d/1')\n"
                            "    self.requires('e/1', override=True)\n"
                            "    for n in names:\n"
                            "      self.requires(n)\n"
                            "    self.requires('f/%s' % v)\n"
                            "    self.requires('g/1', test=True)\n"
                            "    log('self.requires(\"no/1\")')\n");
  CHECK(summaries(found) == Names{"a 1", "b 1", "c 1", "d 1", "e 1", "n?", "f?", "g 1"});
  CHECK(named(found, "a").condition == "self.options.tls and x");
  CHECK(named(found, "b").condition == "self.options.tls");
  CHECK(named(found, "c").condition == "not (self.options.tls) and y");
  CHECK(named(found, "d").condition == "not (self.options.tls) and not (y)");
  CHECK(named(found, "e").condition.empty());
  CHECK_FALSE(named(found, "e").required);
  CHECK(named(found, "n").condition == "for n in names");
  CHECK(named(found, "f").constraint == "'f/%s' % v");
  CHECK(named(found, "f").version.empty());
  CHECK(named(found, "g").scope == Scope::Test);
}

TEST_CASE("conanfile.py: what is computed is never given a version") {
  const auto found = recipe("class A(ConanFile):\n  def requirements(self):\n    self.requires(f'x/{self.v}')\n"
                            "    self.requires(f'y/{{1}}')\n    self.requires(f'z/1')\n");
  CHECK(summaries(found) == Names{"x?", "y?", "z 1"});
}

TEST_CASE("conanfile.py: damage is an error with its place") {
  const auto problem = [](const std::string &text) {
    return repositoryWith("conanfile.py", text).problem("conanfile.py");
  };
  CHECK(problem("a = 1\nb = 'open\n").line == 2);
  CHECK(problem("a = 1\nb = 'open\n").column == 5);
  CHECK(problem("a = (\n  [\n").column == 3);
  CHECK(problem("'''never closed").line == 1);
  CHECK(problem("'\\").line == 1);
  CHECK(problem(std::string(2u << 20, '#')).what.find("more than") != std::string::npos);
}

TEST_CASE("a lock of Conan 2 stands for the conanfile beside it") {
  Repository repository = repositoryWith("app/conanfile.py", "class A:\n  requires = 'a/[>=1]', 'b/2.0', 'c/3.0'\n");
  repository.files["app/conan.lock"] =
      R"({"version":"0.5","requires":["a/1.7#r%1","b/2.1","t/4"],"build_requires":[],"python_requires":[]})";
  // b is locked in another version than the one asked for: both are said.
  CHECK(summaries(repository.declarations("app/conan.lock")) == Names{"a 1.7", "!b 2.1", "!t 4"});
  CHECK(named(repository.declarations("app/conan.lock"), "a").constraint == ">=1");
  CHECK(summaries(repository.declarations("app/conanfile.py")) == Names{"b 2.0", "c 3.0"});
}

TEST_CASE("a lock of Conan 1 keeps revisions, package revisions and the graph") {
  const auto found =
      repositoryWith("conan.lock", R"({"graph_lock":{"nodes":{"0":{"requires":["1"],"path":"conanfile.py"},
"1":{"ref":"a/1#r1","prev":"p1","requires":["2"],"python_requires":["py/1#r9"]},
"2":{"ref":"b/2"}}}})")
          .declarations("conan.lock");
  CHECK(summaries(found) == Names{"a 1", "!py 1", "!b 2"});
  CHECK(named(found, "a").checksums == std::vector<Checksum>{{"prev", "p1"}, {"rrev", "r1"}});
  CHECK(named(found, "a").dependsOn == Names{"b"});
  CHECK(named(found, "py").scope == Scope::Build);
}

TEST_CASE("a damaged conan.lock is an error with its place") {
  const auto problem = [](const std::string &text) { return repositoryWith("conan.lock", text).problem("conan.lock"); };
  CHECK(problem("{\n \"requires\": [,\n").line == 2);
  CHECK(problem("{\n  \"requires\": [\"no reference\"]\n}").column == 17);
  CHECK(problem("{\"version\": \"0.5\"}").expected.find("requires") != std::string::npos);
  CHECK(problem("[]").line == 1);
}
