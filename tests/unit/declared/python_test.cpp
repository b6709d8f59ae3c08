#include "package_fixture.h"

#include "sbom/declared/python_requirement.h"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;

using Names = std::vector<std::string>;

namespace {

PythonRequirement requirement(const std::string &text) {
  const auto parsed = parsePythonRequirement(text);
  INFO(text);
  REQUIRE(parsed.has_value());
  return *parsed;
}

std::vector<Declaration> requirements(const std::string &text) {
  return repositoryWith("requirements.txt", text).declarations("requirements.txt");
}

} // namespace

TEST_CASE("the parts of a dependency specifier") {
  const auto full = parsePythonRequirement("A.b_c [x, y] >=1, <2 ; python_version < '3' and os_name == 'nt'");
  REQUIRE(full.has_value());
  CHECK(full->name == "A.b_c");
  CHECK(full->extras == Names{"x", "y"});
  CHECK(full->specifiers == ">=1, <2");
  CHECK(full->marker == "python_version < '3' and os_name == 'nt'");
  CHECK(requirement("a (>=1)").specifiers == ">=1");
  CHECK(requirement("a @ https://e.org/a;b.zip ; m").url == "https://e.org/a;b.zip");
  CHECK(requirement("a @ https://e.org/a.zip ; m").marker == "m");
  for (const char *text : {"", "-a", "a b", "a >", "a = 1", "a[x", "a @", "a=>1", "[x]>=1"}) {
    INFO(text);
    CHECK_FALSE(parsePythonRequirement(text).has_value());
  }
}

TEST_CASE("only one version that stands alone is exact") {
  CHECK(exactPythonVersion("==1.2.3") == "1.2.3");
  CHECK(exactPythonVersion("=== 1.2.post1") == "1.2.post1");
  CHECK(exactPythonVersion("==1!2.0+local") == "1!2.0+local");
  for (const char *text : {"", "==1.*", "==1,!=2", "~=1.2", ">=1", "<=1"}) CHECK(exactPythonVersion(text).empty());
}

TEST_CASE("requirements.txt: comments, continuation, hashes, options") {
  const std::string hash(64, 'a');
  const auto found =
      requirements("--index-url https://example.org/simple\n# x==1\n\n  a==1.0 \\\r\n  --hash=sha256:" + hash +
                   " \\\n  --hash=sha256:" + std::string(64, 'b') +
                   "\nb[e]~=2.0 # why\n-e ./own\n./also-own\nown-1.0-py3-none-any.whl\n");
  CHECK(summaries(found) == Names{"a 1.0", "b"});
  CHECK(found[0].location.begin == Position{4, 3});
  CHECK(found[0].checksums.size() == 2);
  CHECK(found[1].location.begin == Position{7, 1});
  CHECK(found[1].parts == Names{"e"});
  CHECK(found[1].constraint == "~=2.0");
}

TEST_CASE("requirements.txt: URLs and repositories") {
  const std::string hash(64, 'c');
  const auto found = requirements("https://example.org/x/pkg_name-1.2.3.tar.gz#sha256=" + hash +
                                  "\n-e git+ssh://git@example.org/o/r.git@v2#egg=named\n"
                                  "git+https://github.com/o/unnamed.git\nd @ https://example.org/d.zip\n");
  CHECK(summaries(found) == Names{"pkg_name 1.2.3", "named", "unnamed", "d"});
  CHECK(found[0].checksums == std::vector<Checksum>{{"sha256", hash}});
  CHECK(found[0].purl == "pkg:pypi/pkg-name@1.2.3");
  CHECK(found[1].revision == "v2");
  CHECK(found[1].source == "ssh://git@example.org/o/r.git");
  CHECK(found[2].revision.empty());
  CHECK(found[3].source == "https://example.org/d.zip");
}

TEST_CASE("requirements.txt: an included file is read on its own, or said") {
  Repository repository = repositoryWith("py/requirements.txt", "-r requirements-dev.txt\n-c limits.txt\na==1\n");
  repository.files["py/requirements-dev.txt"] = "b==1\n";
  const auto found = repository.declarations("py/requirements.txt");
  CHECK(summaries(found) == Names{"limits.txt?", "a 1"});
  CHECK(found[0].constraint == "-c is not followed");
}

TEST_CASE("requirements.txt: files of any name are included, and constraints state versions") {
  Repository repository = repositoryWith("requirements.txt", "-r other.txt\n-c limits.txt\na\nB_x>=1\nc==3\n");
  repository.files["other.txt"] = "d==4\n-r requirements.txt\n-r other.txt\n";
  repository.files["limits.txt"] = "a==1\nb-x==2\nc==9\nunused==5\n";
  const auto found = repository.declarations("requirements.txt");
  CHECK(named(found, "a").version == "1");
  CHECK(named(found, "a").purl == "pkg:pypi/a@1");
  CHECK(named(found, "B_x").version == "2");
  CHECK(named(found, "c").version == "3");
  CHECK(named(found, "d").location.path == "other.txt");
  CHECK(std::ranges::none_of(found, [](const Declaration &each) { return each.name == "unused"; }));
}

TEST_CASE("requirements.txt: packages come from the indexes that are named") {
  const auto found = requirements("--extra-index-url=http://extra.example.org/s\n-i http://u:p@example.org/s\na==1\n");
  REQUIRE(found.size() == 2);
  std::vector<std::string> sources = {found[0].source, found[1].source};
  std::ranges::sort(sources);
  CHECK(sources == Names{"http://example.org/s", "http://extra.example.org/s"});
  CHECK(requirements("--index-url https://pypi.org/simple\na==1\n")[0].source.empty());
}

TEST_CASE("requirements.txt: damage is an error with its place") {
  const Problem problem = repositoryWith("requirements.txt", "a==1\n  b = 2\n").problem("requirements.txt");
  CHECK(problem.line == 2);
  CHECK(problem.column == 3);
}

TEST_CASE("which files are requirements") {
  for (const char *path :
       {"requirements.txt", "a/requirements-dev.txt", "dev-requirements.txt", "requirements/ci.txt"}) {
    CHECK(repositoryWith(path, "").read(path).has_value());
  }
  for (const char *path : {"requirements.md", "CMakeLists.txt", "requirements/a/notes.txt"}) {
    CHECK_FALSE(repositoryWith(path, "").read(path).has_value());
  }
}

TEST_CASE("poetry.lock: old and new layout, sources, groups") {
  const auto found = repositoryWith("poetry.lock", R"([[package]]
name = "a"
version = "1.0"
category = "dev"
optional = false
[[package]]
name = "g"
version = "2.0"
optional = true
markers = "os_name == 'nt'"
[package.source]
type = "git"
url = "https://github.com/o/g.git"
reference = "main"
resolved_reference = "0123456789abcdef0123456789abcdef01234567"
[[package]]
name = "own"
version = "0.1"
[package.source]
type = "directory"
url = "own"
[metadata.files]
a = [{file = "a-1.0.tar.gz", hash = "sha256:aa"}, {file = "a-1.0.whl", hash = "sha256:bb"}]
)")
                         .declarations("poetry.lock");
  CHECK(summaries(found) == Names{"!a 1.0", "!g 2.0"});
  CHECK(found[0].checksums == std::vector<Checksum>{{"sha256", "aa"}, {"sha256", "bb"}});
  CHECK(found[0].scope == Scope::Build);
  CHECK(found[1].scope == Scope::Optional);
  CHECK(found[1].condition == "os_name == 'nt'");
  CHECK(found[1].revision == "0123456789abcdef0123456789abcdef01234567");
}

TEST_CASE("pyproject.toml: the standard's tables and Poetry's") {
  const auto found = repositoryWith("pyproject.toml", R"([build-system]
requires = ["setuptools>=61"]
[project]
dependencies = ["a==1.0; os_name == 'nt'", "b>=2"]
[project.optional-dependencies]
gui = ["c"]
[dependency-groups]
dev = ["d", {include-group = "x"}]
[tool.poetry.dependencies]
python = "^3.9"
e = "1.2.3"
f = [{version = "<2", markers = "x"}, {version = ">=2", markers = "y"}]
h = {git = "https://github.com/o/h.git", tag = "v1"}
own = {path = "../own"}
)")
                         .declarations("pyproject.toml");
  CHECK(summaries(found) == Names{"setuptools", "a 1.0", "b", "c", "d", "e 1.2.3", "f", "f", "h"});
  CHECK(named(found, "a").location.begin == Position{4, 18});
  CHECK(named(found, "a").condition == "os_name == 'nt'");
  CHECK(named(found, "c").condition == "extra gui");
  CHECK_FALSE(named(found, "c").required);
  CHECK(named(found, "setuptools").scope == Scope::Build);
  CHECK(named(found, "h").revision == "v1");
  CHECK(repositoryWith("pyproject.toml", "[project]\ndependencies = [\"a b\"]\n").problem("pyproject.toml").column ==
        18);
}

TEST_CASE("an included file that cannot be read is an error, also in its first line") {
  Repository repository = repositoryWith("requirements.txt", "-r more.txt\n");
  repository.files["more.txt"] = "no requirement at all\n";
  const auto found = repository.read("requirements.txt");
  REQUIRE_FALSE(found.has_value());
  CHECK(found.error().file == "more.txt");
}

TEST_CASE("requirements that include each other without end are an error") {
  Repository repository = repositoryWith("requirements.txt", "-r r0.txt\n");
  for (int i = 0; i < 200; ++i)
    repository.files["r" + std::to_string(i) + ".txt"] = "-r r" + std::to_string(i + 1) + ".txt\n";
  const auto found = repository.read("requirements.txt");
  REQUIRE_FALSE(found.has_value());
  CHECK(found.error().what == "more than 100 files include each other");
}

TEST_CASE("requirements.txt that begins as prose is another kind of file") {
  CHECK(requirements("Requirements for the program\n\n1. Introduction\nzlib\n").empty());
  CHECK(requirements("# doc\n\nIntroduction: why\n").empty());
}
