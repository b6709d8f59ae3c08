#include "sbom/audit/fetched.h"
#include "tests/unit/audit/audit_fixture.h"

namespace lintel::sbom::test {
namespace {

Repository fetching(const std::string &source) {
  Repository repository;
  Component lib = component("lib", "1.0", Origin::Fetched);
  Declaration made = declaration("cmake:FetchContent", "lib");
  made.source = source;
  made.revision = "v1.0";
  lib.declarations = {made};
  repository.add(std::move(lib));
  repository.policy.sources.emplace();
  return repository;
}

Repository allowing(const std::string &source, const std::vector<std::string> &allowed) {
  Repository repository = fetching(source);
  repository.policy.sources->allowed.emplace();
  for (const std::string &host : allowed) repository.policy.sources->allowed->push_back({entry(host), glob(host)});
  repository.wholeTree = false;
  return repository;
}

} // namespace

TEST_CASE("a source is read into protocol and place") {
  struct Case {
    const char *source;
    const char *scheme;
    const char *place;
  };
  const Case cases[] = {
      {"https://github.com/google/re2.git", "https", "github.com/google/re2"},
      {"https://www.GitHub.com:443/a/b/?x=1#y", "https", "github.com/a/b"},
      {"git@github.com:a/b.git", "ssh", "github.com/a/b"},
      {"ssh://git@host/a/b", "ssh", "host/a/b"},
      {"git+https://host/a", "https", "host/a"},
      {"http://user:secret@host/x.tar.gz", "http", "host/x.tar.gz"},
      {"GIT://host/a", "git", "host/a"},
      {"file:///srv/x.tar.gz", "file", "/srv/x.tar.gz"},
      {"/srv/x", "file", "/srv/x"},
      {"evil.com:google/p.git", "ssh", "evil.com/google/p"},
      {"alias:google/p.git", "ssh", "alias/google/p"},
  };
  for (const auto &[source, scheme, place] : cases) {
    INFO(source);
    const auto url = parseSource(source);
    REQUIRE(url);
    CHECK(url->scheme == scheme);
    CHECK(url->place == place);
  }
  for (const char *source : {"", "../other.git", "./x", "third_party/x", "https://${HOST}/x", "$ENV{BASE}/q.git",
                             "@BASE@/s.tgz", "$(base)/x", "$<IF:1,a,b>", "link:x", "workspace:*", "wrapper(...)"}) {
    INFO(source);
    CHECK_FALSE(parseSource(source));
  }
}

TEST_CASE("a source that the build computes is not judged, and said") {
  for (const char *source : {"${BASE}/q.git", "$ENV{BASE}/q.git", "@BASE@/s.tgz", "https://$CACHE{HOST}/x.tgz"}) {
    INFO(source);
    Repository repository = allowing(source, {"github.com"});
    const AuditResult result = repository.audit();
    CHECK(result.findings.empty());
    CHECK(result.undecided.size() == 1);
  }
}

TEST_CASE("the protocol is judged where the rest is computed") {
  Repository repository = allowing("http://${HOST}/x.tgz", {"github.com"});
  CHECK(repository.only().rule == "dependencies/insecure-source");
}

TEST_CASE("what is fetched from elsewhere than the allowed places is an error at its declaration") {
  struct Case {
    const char *source;
    std::vector<std::string> allowed;
    bool passes;
  };
  const Case cases[] = {
      {"https://github.com/google/re2", {"github.com/google/*"}, true},
      {"https://github.com/google/re2/archive/x.tar.gz", {"github.com/google/*"}, false},
      {"https://github.com/google/re2/archive/x.tar.gz", {"github.com/google/**"}, true},
      {"https://github.com/google/re2", {"github.com"}, true},
      {"https://github.com.evil.example/google/re2", {"github.com"}, false},
      {"https://github.com.evil.example/google/re2", {"github.com/google/*"}, false},
      {"https://evil.example/github.com/google/re2", {"github.com/google/*"}, false},
      {"https://github.com@evil.example/google/re2", {"github.com"}, false},
      {"git@github.com:google/re2.git", {"github.com/google/re2"}, true},
      {"https://github.com/googler/re2", {"github.com/google"}, false},
      {"https://gitlab.com/a/b", {}, false},
      {"/srv/mirror/a", {"github.com"}, false},
      {"../sibling.git", {}, true}, // wherever the project itself lies
  };
  for (const auto &[source, allowed, passes] : cases) {
    INFO(source);
    CHECK(allowing(source, allowed).rules() == (passes ? Rules{} : Rules{"source"}));
  }
  const Finding finding = allowing("https://gitlab.com/a/b.git", {"github.com"}).only();
  CHECK(finding.severity == Severity::Error);
  CHECK(finding.location == Location{"CMakeLists.txt", {7, 3}, {7, 4}});
  CHECK(finding.symbol == "lib");
  CHECK(mentions(finding, "'gitlab.com/a/b' is not among the allowed sources"));
}

TEST_CASE("an address that the build computes is not judged, and said") {
  const AuditResult result = allowing("https://${MIRROR}/x.git", {"github.com"}).audit();
  CHECK(result.findings.empty());
  REQUIRE(result.undecided.size() == 1);
  CHECK(result.undecided[0].find("${MIRROR}") != std::string::npos);
}

TEST_CASE("protocols that prove nothing are errors, whoever the host is") {
  for (const char *source : {"http://github.com/a/b.git", "git://github.com/a/b", "ftp://host/x.zip", "svn://host/x"}) {
    INFO(source);
    CHECK(fetching(source).rules() == Rules{"insecure-source"});
  }
  for (const char *source :
       {"https://host/x", "ssh://git@host/x", "git@host:x", "git+https://host/x", "svn+ssh://h/x"}) {
    INFO(source);
    CHECK(fetching(source).rules().empty());
  }
  Repository repository = fetching("http://host/x.git");
  repository.policy.sources->insecure = Level::Warn;
  CHECK(repository.only().severity == Severity::Warning);
  repository.policy.sources->insecure = Level::Allow;
  CHECK(repository.findings().empty());
}

TEST_CASE("registries are judged by the type of the package") {
  Repository repository;
  for (const auto &[channel, name, purl] :
       {std::tuple("conan.lock", "zlib", "pkg:conan/zlib@1.3"), std::tuple("package-lock.json", "x", "pkg:npm/x@1")}) {
    Component made = component(name, "1", Origin::Declared);
    Declaration stated = declaration(channel, name);
    stated.purl = purl;
    made.declarations = {stated};
    repository.add(std::move(made));
  }
  repository.policy.sources.emplace();
  CHECK(repository.findings().empty());
  repository.policy.sources->registries = {entry("conan")};
  const Finding finding = repository.only();
  CHECK(finding.rule == "dependencies/source");
  CHECK(finding.symbol == "x");
  CHECK(mentions(finding, "the registry 'npm'"));
}

TEST_CASE("an allowed source that nothing comes from, and an ignored component that is not there, are told") {
  Repository repository = allowing("https://github.com/a/b", {"github.com/a/*", "never.example"});
  repository.wholeTree = true;
  repository.policy.sources->ignore = {named("gone")};
  CHECK(repository.rules() == Rules{"unused-entry", "unused-entry"});
  repository.policy.sources->allowed->pop_back();
  repository.policy.sources->allowed->front() = {entry("never.example"), glob("never.example")};
  repository.policy.sources->ignore = {named("lib")};
  CHECK(repository.rules() == Rules{"unused-entry"}); // what is ignored uses no source
}

} // namespace lintel::sbom::test
