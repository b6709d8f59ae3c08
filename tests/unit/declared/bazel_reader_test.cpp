#include "build_fixture.h"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;

namespace {

Declaration module(const std::string &text) { return onlyDeclaration("MODULE.bazel", text); }
Declaration workspace(const std::string &text) { return onlyDeclaration("WORKSPACE", text); }

// As a lock that chose these versions ("zlib/1.3.1") would be.
std::string lockOf(const std::vector<std::string> &modules) {
  std::string text = "{\"registryFileHashes\": {";
  for (const std::string &module : modules) {
    text += "\"https://bcr.bazel.build/modules/" + module + "/source.json\": \"00\", ";
  }
  return text + "\"https://bcr.bazel.build/bazel_registry.json\": \"00\"}, \"other\": {\"modules\": 1}}";
}

} // namespace

TEST_CASE("bazel_dep states a version, the lock the one that was chosen") {
  const Declaration plain = module("bazel_dep(name = 'zlib', version = \"1.2.13\")");
  CHECK(plain.version == "1.2.13");
  CHECK(plain.purl == "pkg:bazel/zlib@1.2.13");
  CHECK(plain.constraint.empty());
  CHECK(module("bazel_dep(name = 'zlib', dev_dependency = True)").scope == Scope::Test);
  CHECK(module("V = '1.5'\nbazel_dep(name = 'z', version = V)").version == "1.5");
  CHECK_FALSE(module("bazel_dep(name = 'z', version = V)").resolved);

  const std::string text = "bazel_dep(name = 'zlib', version = '1.2.13')\n";
  const auto locked = declarationsOf("MODULE.bazel", text, {{"MODULE.bazel.lock", lockOf({"zlib/1.3.1"})}});
  REQUIRE(locked.size() == 1);
  CHECK(locked.front().version == "1.3.1");
  CHECK(locked.front().constraint == ">=1.2.13");
  CHECK(locked.front().source == "https://bcr.bazel.build");

  // Two versions of one module may be chosen (multiple_version_override): then the lock does not say which.
  const auto two = declarationsOf("MODULE.bazel", text, {{"MODULE.bazel.lock", lockOf({"zlib/1.3.1", "zlib/2.0"})}});
  CHECK(two.front().version == "1.2.13");
}

TEST_CASE("an override decides, whatever the bazel_dep asks for") {
  const auto found = declarationsOf("MODULE.bazel", "bazel_dep(name = 'a', version = '1.0')\n"
                                                    "archive_override(module_name = 'a',\n"
                                                    "  urls = ['https://example.org/a-2.0.zip'])\n"
                                                    "bazel_dep(name = 'b', version = '1.0')\n"
                                                    "local_path_override(module_name = 'b', path = 'third_party/b')\n"
                                                    "bazel_dep(name = 'c', version = '1.0')\n"
                                                    "single_version_override(module_name = 'c', patches = ['x'])\n");
  REQUIRE(found.size() == 6);
  CHECK(found[0].version == "2.0");
  CHECK(found[0].constraint == "1.0");
  CHECK(found[1].channel == "bazel:archive_override");
  CHECK(found[0].source == "https://example.org/a-2.0.zip");
  CHECK(found[2].version.empty());
  CHECK(found[2].purl == "pkg:bazel/b");
  CHECK(found[2].path == "third_party/b");
  CHECK(found[3].path == "third_party/b");
  CHECK(found[4].version == "1.0"); // patched only
}

TEST_CASE("repository rules state source, revision and checksum") {
  const Declaration archive =
      workspace("http_archive(\n  name = \"z\",\n  urls = [\"https://mirror.example.org/z-1.2.tgz\"],\n"
                "  sha256 = \"AB\",\n)");
  CHECK(archive.channel == "bazel:http_archive");
  CHECK(archive.version == "1.2");
  CHECK(archive.source == "https://mirror.example.org/z-1.2.tgz");
  CHECK(archive.checksums == std::vector<Checksum>{{"sha256", "ab"}});
  CHECK(archive.location.begin.line == 2);
  CHECK(archive.location.begin.column == 11);
  const Declaration url = workspace("http_archive(name = 'z', url = 'https://github.com/a/z/archive/0123456789abcdef"
                                    "0123456789abcdef01234567.zip', strip_prefix = 'z-3.4.5')");
  CHECK(url.version == "3.4.5");
  CHECK(url.purl == "pkg:github/a/z@0123456789abcdef0123456789abcdef01234567");
  const Declaration git = workspace("git_repository(name='g', remote='https://github.com/a/g.git', branch='main')");
  CHECK(git.branch == "main");
  CHECK(git.revision == "main");
  CHECK(git.version.empty());
  CHECK(onlyDeclaration("a/WORKSPACE", "local_repository(name = 'l', path = 'b/../c')").path == "a/c");
  CHECK(workspace("local_repository(name = 'l', path = '/opt/l')").path.empty());
}

TEST_CASE("rules are known under the names that load() and use_repo_rule() give them") {
  CHECK(workspace("load('@x//:http.bzl', fetch = 'http_archive')\nfetch(name = 'z', url = 'https://e.org/z-1.0.zip')")
            .version == "1.0");
  CHECK(module("f = use_repo_rule('@x//:http.bzl', 'http_file')\nf(name = 'z', url = 'https://e.org/z-1.0.zip')")
            .channel == "bazel:http_file");
  CHECK(workspace("maybe(http_archive, name = 'z', url = 'https://e.org/z-1.0.zip')").name == "z");
  const Declaration wrapped = workspace("my_http_archive(name = 'z')");
  CHECK(wrapped.name == "z");
  CHECK_FALSE(wrapped.resolved); // the wrapper knows from where
  CHECK(declarationsOf("MODULE.bazel", "e = use_extension('//:e.bzl', 'e')\ne.tag(name = 'x')\nuse_repo(e, 'x')")
            .empty());
}

TEST_CASE("of several addresses the one at a forge tells the project") {
  struct Case {
    const char *urls;
    const char *source;
    const char *purl;
  };
  const std::vector<Case> cases = {
      {"['https://mirror.example.org/github.com/o/r/archive/v1.10.0.zip', "
       "'https://github.com/o/r/archive/v1.10.0.zip']",
       "https://github.com/o/r/archive/v1.10.0.zip", "pkg:github/o/r@v1.10.0"},
      {"[V + '/x.zip', 'https://github.com/O/R/releases/download/v1.10.0/x.zip']",
       "https://github.com/O/R/releases/download/v1.10.0/x.zip", "pkg:github/o/r@v1.10.0"},
      {"['https://a.example.org/x-1.10.0.zip', 'https://b.example.org/x.zip']", "https://a.example.org/x-1.10.0.zip",
       "pkg:generic/x@1.10.0?download_url=https:%2F%2Fa.example.org%2Fx-1.10.0.zip"},
  };
  for (const Case &c : cases) {
    INFO(c.urls);
    const auto all = declarationsOf("WORKSPACE", std::string("http_archive(name = 'x', urls = ") + c.urls + ")");
    REQUIRE(all.size() == 2); // each address, as any may be the one that serves
    for (const Declaration &found : all) {
      CHECK(found.name == "x");
      CHECK(found.version == "1.10.0");
      CHECK(found.purl == c.purl);
    }
    const auto main = std::ranges::find(all, c.source, &Declaration::source);
    REQUIRE(main != all.end());
    CHECK(main->resolved);
  }
}

TEST_CASE("any function that is told a name and an address declares") {
  const std::string commit = "0123456789abcdef0123456789abcdef01234567";
  const auto found = declarationsOf("deps.bzl", "def _fetch(repo, commit, **kwargs):\n"
                                                "    http_archive(urls = [repo + '/' + commit], **kwargs)\n"
                                                "def deps():\n"
                                                "    if not native.existing_rule('x'):\n"
                                                "        _fetch(name = 'x', repo = 'https://github.com/Org/X',\n"
                                                "               commit = '" +
                                                    commit + "', sha256 = 'AB')\n");
  REQUIRE(found.size() == 1);
  const Declaration &own = found.front();
  CHECK(own.name == "x");
  CHECK(own.channel == "bazel:_fetch");
  CHECK(own.source == "https://github.com/Org/X");
  CHECK(own.revision == commit);
  CHECK(own.purl == "pkg:github/org/x@" + commit);
  CHECK(own.checksums == std::vector<Checksum>{{"sha256", "ab"}});
  CHECK(own.condition == "not native.existing_rule('x')");
  CHECK(own.location.begin.line == 5);

  const Declaration tagged = workspace("fetch(name = 'x', repository = 'https://git.example.org/x', tag = 'v1.2')");
  CHECK(tagged.version == "1.2");
  CHECK(tagged.purl == "pkg:generic/x@1.2?vcs_url=git%2Bhttps:%2F%2Fgit.example.org%2Fx%40v1.2");
  CHECK(workspace("local_fetch(name = 'x', urls = ['https://e.org/x-1.2.zip'])").version == "1.2");
  CHECK(workspace("maybe(fetch, name = 'x', remote = 'https://github.com/o/x', branch = 'b')").branch == "b");
  const Declaration named = workspace("my_http_archive(name = 'x', repo = 'https://github.com/o/x', tag = 'v1.2')");
  CHECK(named.channel == "bazel:http_archive");
  CHECK(named.purl == "pkg:github/o/x@v1.2");
  CHECK_FALSE(workspace("my_http_archive(name = 'x', repo = 'o/x')").resolved);
}

TEST_CASE("a call that lacks a known name or address declares nothing") {
  for (const char *call : {"fetch(name = 'x', repo = 'o/x')", "fetch(name = 'x', url = U)", "fetch(name = 'x')",
                           "fetch(name = N, url = 'https://e.org/x.zip')", "fetch(url = 'https://e.org/x.zip')",
                           "fetch('x', 'https://e.org/x.zip')", "fetch(name = 'x', homepage = 'https://e.org')"}) {
    INFO(call);
    CHECK(declarationsOf("deps.bzl", call).empty());
  }
  CHECK(declarationsOf("MODULE.bazel", "e.tag(name = 'x', url = 'https://e.org/x.zip')").empty());
}

TEST_CASE("Starlark's strings are followed as far as the file tells") {
  const auto version = [](const std::string &before, const std::string &url) {
    return onlyDeclaration("deps.bzl", before + "\ndef deps():\n    http_archive(name = 'z', url = " + url + ")\n")
        .version;
  };
  CHECK(version("V = '1.2'", "'https://e.org/z-' + V + '.zip'") == "1.2");
  CHECK(version("V = '1.2'", "'https://e.org/z-{}.zip'.format(V)") == "1.2");
  CHECK(version("V = '1.2'", "'https://e.org/z-{v}.zip'.format(v = V)") == "1.2");
  CHECK(version("V = '1.2'", "'https://e.org/z-%s.zip' % V") == "1.2");
  CHECK(version("V = {'z': '1.2'}", "'https://e.org/z-%s.zip' % V['z']") == "1.2");
  CHECK(version("V = '1.2'", "r'''https://e.org/z-1.2.zip'''") == "1.2");
  CHECK(version("", "'https://e.org/z-' + V + '.zip'").empty());
  CHECK(version("", "'https://e.org/z-%s.zip' % V").empty());
  CHECK(version("V = '1.2' if X else '1.3'", "'https://e.org/z-' + V + '.zip'").empty());
  CHECK(version("V = [x for x in '1.2']", "'https://e.org/z-%s.zip' % V").empty());
}

TEST_CASE("the parameters of a Starlark function are unknown, its conditions are carried along") {
  const auto found = declarationsOf("deps.bzl", "V = '1.0'\n"
                                                "def deps(V, name = 'n', *args, **kwargs):\n"
                                                "    \"\"\"http_archive(name = 'no')\"\"\"\n"
                                                "    if not native.existing_rule('a'):\n"
                                                "        http_archive(name = 'a', url = 'https://e.org/a-' + V)\n"
                                                "    else: pass\n"
                                                "    f = lambda x, y = 1: http_archive(name = 'l', url = 'x')\n"
                                                "    for x in ['b', 'c']:\n"
                                                "        http_archive(name = x, url = 'https://e.org/x-1.0.zip')\n"
                                                "http_archive(name = 'd', url = 'https://e.org/d-' + V + '.zip')\n");
  REQUIRE(found.size() == 5);
  CHECK(found[0].name == "a");
  CHECK_FALSE(found[0].resolved);
  CHECK(found[0].condition == "not native.existing_rule('a')");
  CHECK(found[1].name == "l");
  CHECK(found[2].name == "b");
  CHECK(found[3].name == "c");
  CHECK(found[4].version == "1.0");
  CHECK(found[4].condition.empty());
}

TEST_CASE("a lock declares the modules that nobody names") {
  const std::string lock = lockOf({"abseil-cpp/20240116.0", "zlib/1.3.1"});
  const auto found = declarationsOf("sub/MODULE.bazel.lock", lock, {{"sub/MODULE.bazel", "bazel_dep(name = 'zlib')"}});
  REQUIRE(found.size() == 1);
  CHECK(found.front().name == "abseil-cpp");
  CHECK(found.front().purl == "pkg:bazel/abseil-cpp@20240116.0");
  CHECK_FALSE(found.front().direct);
  CHECK(found.front().location.begin.column == 58);
  CHECK(errorOf("MODULE.bazel.lock", "{\n  \"a\": }").starts_with("2:8: "));
  CHECK_FALSE(readBuildFile("MODULE.bazel.lock", std::string(100000, '[')).has_value());
}

TEST_CASE("broken Starlark is an error with its place") {
  CHECK(errorOf("MODULE.bazel", "bazel_dep(name = \"a)\n") == "1:18: an unterminated string");
  CHECK(errorOf("MODULE.bazel", "x = 1\nbazel_dep(name = \"a\"\n") == "2:10: an unterminated bracket");
  CHECK(errorOf("MODULE.bazel", "x = [1}\n") == "1:7: '}' closes nothing");
  CHECK(errorOf("a.bzl", "\"\"\"doc\n\nx = 1\n") == "1:1: an unterminated string");
}

TEST_CASE("hostile Starlark costs bounded time and memory") {
  std::string lambdas;
  for (int i = 0; i < 1000; ++i) lambdas += "lambda: ";
  CHECK(errorOf("a.bzl", "x = " + lambdas + "1").find("nest more than 200 deep") != std::string::npos);
  std::string blocks;
  for (int i = 0; i < 100; ++i) blocks += std::string(static_cast<std::size_t>(i), ' ') + "if a:\n";
  CHECK(errorOf("a.bzl", blocks).find("blocks nest more than 64 deep") != std::string::npos);
}
