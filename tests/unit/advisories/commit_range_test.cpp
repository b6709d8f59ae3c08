// Ranges of commits, on a real repository.
#include "collection.h"
#include "history.h"

#include <catch2/catch.hpp>
#include <filesystem>

using namespace lintel;
using namespace lintel::sbom;
using namespace lintel::test;

namespace {

const std::string kUrl = "https://example.test/thing";

//   before - bug - middle - fix - after - again - tip            main
//            |      `- side (no fix) - merged (side and fix)
//            `- stable - picked (the fix, cherry-picked) - stableTip
struct Repository {
  History history;
  std::string before, bug, middle, fix, after, again, tip, side, merged, stable, picked, stableTip;

  Repository() {
    before = history.commit("before");
    bug = history.commit("bug");
    middle = history.commit("middle");
    fix = history.commit("fix");
    after = history.commit("after");
    history.git({"tag", "v1.2.0", middle});
    history.git({"tag", "-a", "-m", "x", "thing-1_3", after});
    again = history.commit("again");
    tip = history.commit("tip");
    history.git({"checkout", "-q", "-b", "side", middle});
    side = history.commit("side");
    history.git({"merge", "-q", "-m", "merged", fix});
    merged = history.git({"rev-parse", "HEAD"});
    history.git({"checkout", "-q", "-b", "stable", bug});
    stable = history.commit("stable");
    history.git({"cherry-pick", fix});
    picked = history.git({"rev-parse", "HEAD"});
    stableTip = history.commit("stable-tip");
    history.git({"checkout", "-q", "main"});
  }
};

class Judge {
public:
  explicit Judge(const std::string &events, const std::string &more = "")
      : collection_({record("T-1", "'affected': [{" + more + range("GIT", events, kUrl + ".git") + "}]")}) {}

  std::string operator()(const std::string &commit, const CommitHistory *history, const std::string &version = "") {
    Subject subject;
    subject.repository = "git@example.test:thing.git";
    subject.commit = commit;
    subject.version = version;
    const auto matches = collection_.match(subject, history);
    REQUIRE(matches.size() == 1);
    reason = matches.front().reason;
    CHECK_FALSE(reason.empty());
    return toString(matches.front().status);
  }
  std::string reason;

private:
  Collection collection_;
};

} // namespace

TEST_CASE("a commit is affected between the introduction and a fix that it contains") {
  const Repository r;
  GitAncestry clones;
  REQUIRE(clones.add(kUrl, r.history.path()));
  Judge judge("introduced " + r.bug + ", fixed " + r.fix);
  CHECK(judge(r.before, &clones) == "not affected");
  CHECK(judge(r.bug, &clones) == "affected");
  CHECK(judge(r.middle, &clones) == "affected");
  CHECK(judge(r.fix, &clones) == "not affected");
  CHECK(judge(r.tip, &clones) == "not affected");
  CHECK(judge(r.side, &clones) == "affected");
  CHECK(judge(r.merged, &clones) == "not affected");
  CHECK(judge(r.stable, &clones) == "affected");
  CHECK(judge(r.stableTip, &clones) == "affected"); // the cherry-pick is another commit, which the range does not name
}

TEST_CASE("a fix that was cherry-picked is a second fixed event") {
  const Repository r;
  GitAncestry clones;
  REQUIRE(clones.add(kUrl, r.history.path()));
  Judge judge("introduced 0, fixed " + r.fix + ", fixed " + r.picked);
  CHECK(judge(r.before, &clones) == "affected");
  CHECK(judge(r.stable, &clones) == "affected");
  CHECK(judge(r.stableTip, &clones) == "not affected");
  CHECK(judge(r.tip, &clones) == "not affected");
}

TEST_CASE("where a record has both kinds of end, the later commit counts") {
  const Repository r;
  GitAncestry clones;
  REQUIRE(clones.add(kUrl, r.history.path()));
  Judge judge("introduced 0, fixed " + r.fix + ", last_affected " + r.again);
  CHECK(judge(r.after, &clones) == "affected");
  CHECK(judge(r.again, &clones) == "affected");
  CHECK(judge(r.tip, &clones) == "not affected");
}

TEST_CASE("a flaw that came back is not ended by its first fix") {
  const Repository r;
  GitAncestry clones;
  REQUIRE(clones.add(kUrl, r.history.path()));
  for (const std::string &events : {"introduced 0, fixed " + r.fix + ", introduced " + r.again,
                                    "introduced " + r.again + ", fixed " + r.fix + ", introduced 0"}) {
    Judge judge(events);
    CHECK(judge(r.middle, &clones) == "affected");
    CHECK(judge(r.after, &clones) == "not affected");
    CHECK(judge(r.again, &clones) == "affected");
    CHECK(judge(r.tip, &clones) == "affected");
    CHECK(judge(r.merged, &clones) == "not affected");
  }
}

TEST_CASE("last_affected is inclusive, a limit exclusive") {
  const Repository r;
  GitAncestry clones;
  REQUIRE(clones.add(kUrl, r.history.path()));
  Judge last("introduced " + r.bug + ", last_affected " + r.fix);
  CHECK(last(r.middle, &clones) == "affected");
  CHECK(last(r.fix, &clones) == "affected");
  CHECK(last(r.after, &clones) == "not affected");
  CHECK(last(r.side, &clones) == "affected");
  Judge single("introduced " + r.bug + ", last_affected " + r.bug);
  CHECK(single(r.bug, &clones) == "affected");
  CHECK(single(r.middle, &clones) == "not affected");
  Judge limited("introduced 0, limit " + r.fix);
  CHECK(limited(r.middle, &clones) == "affected");
  CHECK(limited(r.fix, &clones) == "not affected");
  CHECK(limited(r.stable, &clones) == "not affected"); // no commit on the way to the limit
}

TEST_CASE("without its history a commit range is unknown, but for equal commits") {
  const Repository r;
  Judge judge("introduced " + r.bug + ", fixed " + r.fix);
  CHECK(judge(r.middle, nullptr) == "unknown");
  CHECK(judge.reason.find("no clone of " + kUrl) != std::string::npos);
  CHECK(judge(r.fix, nullptr) == "not affected");
  Judge open("introduced " + r.bug);
  CHECK(open(r.bug, nullptr) == "affected");
  Judge beginning("introduced 0");
  CHECK(beginning(r.tip, nullptr) == "affected"); // every commit, whatever its history
}

TEST_CASE("a commit that the clone does not hold is unknown") {
  const Repository r;
  GitAncestry clones;
  REQUIRE(clones.add(kUrl, r.history.path()));
  Judge judge("introduced " + r.bug + ", fixed " + r.fix);
  CHECK(judge(std::string(40, '1'), &clones) == "unknown");
  CHECK(judge("1234567", &clones) == "unknown");
  CHECK(judge("", &clones) == "unknown");
  Judge strange("introduced " + std::string(40, '2'));
  CHECK(strange(r.tip, &clones) == "unknown");
}

TEST_CASE("a shallow clone decides what it can see, and no more") {
  const Repository r;
  r.history.git(
      {"clone", "-q", "--depth", "3", "--no-local", "file://" + r.history.path(), r.history.beside("shallow")});
  GitAncestry clones;
  REQUIRE(clones.add(kUrl, r.history.beside("shallow")));
  Judge judge("introduced " + r.again + ", fixed " + r.tip);
  CHECK(judge(r.again, &clones) == "affected");
  CHECK(judge(r.tip, &clones) == "not affected");
  Judge hidden("introduced " + r.bug);
  CHECK(hidden(r.tip, &clones) == "unknown");
  CHECK(hidden.reason.find("does not hold") != std::string::npos);
}

TEST_CASE("a version stands for the commit of its tag") {
  const Repository r;
  GitAncestry clones;
  REQUIRE(clones.add(kUrl, r.history.path()));
  Judge judge("introduced " + r.bug + ", fixed " + r.fix);
  CHECK(judge("", &clones, "1.2.0") == "affected");
  CHECK(judge.reason.find("tag v1.2.0") != std::string::npos);
  CHECK(judge("", &clones, "1.3") == "not affected");
  CHECK(judge("", &clones, "1.4") == "unknown");
  r.history.git({"tag", "V1_3", r.middle});
  GitAncestry fresh;
  REQUIRE(fresh.add(kUrl, r.history.path()));
  CHECK(judge("", &fresh, "1.3") == "unknown"); // two tags, two commits
}

TEST_CASE("a listed version is affected even where commits cannot be looked up; one that is not listed is unknown") {
  const Repository r;
  Judge judge("introduced " + r.bug + ", fixed " + r.fix, "'versions': ['v1.2.0'], ");
  CHECK(judge("", nullptr, "1.2.0") == "affected");
  CHECK(judge("", nullptr, "1.3.0") == "unknown");
  GitAncestry clones;
  REQUIRE(clones.add(kUrl, r.history.path()));
  CHECK(judge("", &clones, "1.3") == "not affected");
}

TEST_CASE("a commit that cannot be read makes the match unknown, not the run an error") {
  const Repository r;
  GitAncestry clones;
  REQUIRE(clones.add(kUrl, r.history.path()));
  const std::string object = ".git/objects/" + r.fix.substr(0, 2) + "/" + r.fix.substr(2);
  REQUIRE(std::filesystem::remove(r.history.path() + "/" + object));
  Judge judge("introduced " + r.bug);
  CHECK(judge(r.tip, &clones) == "unknown");
  CHECK(judge.reason.find("cannot be read") != std::string::npos);
}
