// The policy, the tree and the flags against the exit status.
#include "tests/unit/app/program.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace lintel::test;

namespace {

const std::string kWaiver = "version: 1\n"
                            "waivers:\n"
                            "  - rule: lintel-error-discarded\n"
                            "    path: src/bad.c\n"
                            "    symbol: save\n"
                            "    reason: best effort\n"
                            "    owner: storage-team\n"
                            "    expires: 2030-06-30\n";

nlohmann::json report(const Project &project, std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"-f", "json"});
  const ProgramResult result = project.lintel(arguments);
  INFO(result.err);
  REQUIRE(!result.out.empty());
  nlohmann::json json = nlohmann::json::parse(result.out);
  CHECK(json["exitCode"] == result.status);
  return json;
}

std::string dispositionOf(const nlohmann::json &json, const std::string &rule) {
  for (const auto &finding : json["findings"])
    if (finding["rule"] == rule) return finding["disposition"];
  return "none";
}

int statusOf(const Project &project, const std::vector<std::string> &arguments) {
  return project.lintel(arguments).status;
}

} // namespace

TEST_CASE("0: nothing is wrong; 1: a finding is enforced; 3: a unit was not analysed") {
  Project project;
  CHECK(statusOf(project, {"gate"}) == 1);
  project.remove("src/bad.c");
  project.database({"src/good.c"});
  CHECK(statusOf(project, {"gate"}) == 0);
  project.write("src/broken.c", "int f( {\n");
  project.database({"src/good.c", "src/broken.c"});
  const ProgramResult result = project.lintel({"gate"});
  CHECK(result.status == 3);
  CHECK(result.out.find("src/broken.c: parse-failed\n    src/broken.c:1:") != std::string::npos);
}

TEST_CASE("a source that the compile database does not know makes the run incomplete until it is excluded") {
  Project project;
  project.database({"src/good.c"});
  CHECK(report(project, {"gate"})["verdict"] == "incomplete");
  CHECK(statusOf(project, {"gate"}) == 3);
  project.write("lintel.yaml", "version: 1\nexclude: [src/bad.c]\n");
  const nlohmann::json json = report(project, {"gate"});
  CHECK(json["verdict"] == "pass");
  CHECK(json["summary"]["units"]["excluded"] == 1);
  CHECK(json["units"][0]["detail"] == "lintel.yaml:2");
}

TEST_CASE("incomplete: allow lets the gate pass, and still fail") {
  Project project;
  project.write("lintel.yaml", "version: 1\nincomplete: allow\n");
  project.write("src/broken.c", "int f( {\n");
  project.database({"src/broken.c", "src/good.c"});
  project.remove("src/bad.c");
  const nlohmann::json json = report(project, {"gate"});
  CHECK(json["verdict"] == "pass");
  CHECK(json["incompleteAllowed"] == true);
  Project failing;
  failing.write("lintel.yaml", "version: 1\nincomplete: allow\n");
  failing.database({"src/bad.c"});
  CHECK(statusOf(failing, {"gate"}) == 1);
}

TEST_CASE("3 outranks 1, and what was found is reported") {
  Project project;
  project.write("src/broken.c", "int f( {\n");
  project.database({"src/bad.c", "src/good.c", "src/broken.c"});
  const nlohmann::json json = report(project, {"gate"});
  CHECK(json["verdict"] == "incomplete");
  CHECK(dispositionOf(json, kRule) == "enforced");
}

TEST_CASE("2 outranks 1 and 3: a report that cannot be written, a policy that cannot be used") {
  Project project;
  const ProgramResult unwritten = project.lintel({"gate", "-o", "json:nowhere/report.json"});
  CHECK(unwritten.status == 2);
  CHECK(unwritten.err.find("nowhere/report.json: cannot be written") != std::string::npos);
  CHECK(unwritten.out.find("src/bad.c:3:3: error:") != std::string::npos);
  project.database({"src/good.c"});
  CHECK(statusOf(project, {"gate"}) == 3);
  CHECK(statusOf(project, {"gate", "-o", "json:nowhere/report.json"}) == 2);
  project.write("lintel.yaml", "version: 1\nwiavers: x\n");
  const ProgramResult invalid = project.lintel({"gate"});
  CHECK(invalid.status == 2);
  CHECK(invalid.out.empty());
  CHECK(invalid.err.find("lintel.yaml:2:1: unknown key 'wiavers'") != std::string::npos);
  CHECK(invalid.err.find("did you mean 'waivers'?") != std::string::npos);
}

TEST_CASE("the format changes no exit status") {
  for (const int expected : {0, 1, 3}) {
    Project project;
    if (expected == 0) project.write("lintel.yaml", "version: 1\nchecks: { \"lintel-*\": off }\n");
    if (expected == 3) project.database({"src/bad.c"});
    for (const char *format : {"text", "json", "sarif"}) {
      INFO(format);
      const ProgramResult result = project.lintel({"gate", "-f", format});
      CHECK(result.status == expected);
      CHECK(!result.out.empty());
      CHECK(result.err.empty());
    }
  }
}

TEST_CASE("modes, severities and fail-on decide what fails") {
  Project project;
  const auto policy = [&](const std::string &text) { project.write("lintel.yaml", "version: 1\n" + text); };
  policy("checks: { lintel-error-discarded: warn }\n");
  CHECK(dispositionOf(report(project, {"gate"}), kRule) == "reported");
  CHECK(statusOf(project, {"gate"}) == 0);
  policy("checks: { lintel-error-discarded: off }\n");
  CHECK(dispositionOf(report(project, {"gate"}), kRule) == "none");
  policy("checks: { lintel-error-discarded: { severity: warning } }\n");
  CHECK(statusOf(project, {"gate"}) == 0);
  CHECK(statusOf(project, {"gate", "--fail-on", "warning"}) == 1);
  CHECK(statusOf(project, {"gate", "--fail-on", "note"}) == 1);
  policy("fail-on: note\nchecks: { lintel-error-discarded: { severity: note } }\n");
  CHECK(statusOf(project, {"gate"}) == 1);
  CHECK(statusOf(project, {"gate", "--fail-on", "error"}) == 0);
}

TEST_CASE("a comment with rule and reason suppresses, without a reason it does not") {
  Project project;
  const std::string head =
      "#include <unistd.h>\nvoid f(int fd) {\n  write(fd, \"x\", 1); // NOLINT(lintel-error-discarded)";
  project.write("src/bad.c", head + ": only a hint\n}\n");
  CHECK(statusOf(project, {"gate"}) == 0);
  CHECK(dispositionOf(report(project, {"gate"}), kRule) == "suppressed");
  project.write("src/bad.c", head + "\n}\n");
  CHECK(statusOf(project, {"gate"}) == 1);
}

TEST_CASE("a waiver covers its finding until its last day") {
  Project project;
  project.write("lintel.yaml", "version: 1\nwaivers: .lintel/waivers.yaml\n");
  project.write(".lintel/waivers.yaml", kWaiver);
  CHECK(statusOf(project, {"gate", "--effective-time", "2030-06-30"}) == 0);
  CHECK(statusOf(project, {"gate", "--effective-time", "2030-06-30T23:59:59Z"}) == 0);
  CHECK(dispositionOf(report(project, {"gate", "--effective-time", "2030-06-30"}), kRule) == "waived");
  const nlohmann::json late = report(project, {"gate", "--effective-time", "2030-07-01"});
  CHECK(late["verdict"] == "fail");
  CHECK(dispositionOf(late, kRule) == "enforced");
  CHECK(dispositionOf(late, "policy/expired-waiver") == "reported");
}

TEST_CASE("a waiver that matches nothing is a finding, but only of a run over everything") {
  Project project;
  project.write("lintel.yaml", "version: 1\nfail-on: warning\nwaivers: .lintel/waivers.yaml\n");
  project.write(".lintel/waivers.yaml", kWaiver);
  project.write("src/bad.c", "int fine;\n");
  const std::vector<std::string> then = {"gate", "--effective-time", "2030-01-01"};
  CHECK(statusOf(project, then) == 1);
  CHECK(dispositionOf(report(project, then), "policy/unused-waiver") == "enforced");
  CHECK(statusOf(project, {"gate", "--effective-time", "2030-01-01", "src"}) == 0);
  CHECK(statusOf(project, {"documents", "--effective-time", "2030-01-01"}) == 2); // nothing to judge
}

TEST_CASE("check runs no document rule, documents no check, gate both") {
  Project project;
  project.write(
      "lintel.yaml",
      "version: 1\ndocuments:\n  - { id: no-latest, pattern: ':latest', message: pin it, files: ['*.yml'] }\n");
  project.write("deploy.yml", "image: web:latest\n");
  const nlohmann::json gate = report(project, {"gate"});
  CHECK(dispositionOf(gate, kRule) == "enforced");
  CHECK(dispositionOf(gate, "documents/no-latest") == "enforced");
  const nlohmann::json check = report(project, {"check"});
  CHECK(check["command"] == "check");
  CHECK(dispositionOf(check, kRule) == "enforced");
  CHECK(dispositionOf(check, "documents/no-latest") == "none");
  const nlohmann::json documents = report(project, {"documents"});
  CHECK(dispositionOf(documents, kRule) == "none");
  CHECK(dispositionOf(documents, "documents/no-latest") == "enforced");
  project.remove("build");
  CHECK(statusOf(project, {"documents"}) == 1); // needs no compile database
  CHECK(statusOf(project, {"gate"}) == 2);
}

TEST_CASE("nothing to judge is not a pass") {
  Project project;
  for (const char *name : {"src", "build"}) project.remove(name);
  for (const char *command : {"gate", "check", "documents"}) {
    const ProgramResult result = project.lintel({command});
    CHECK(result.status == 2);
    CHECK(result.err.find("nothing to judge in " + project.root()) != std::string::npos);
  }
}

TEST_CASE("several reports of one run say the same") {
  Project project;
  const ProgramResult result = project.lintel(
      {"gate", "-q", "-o", "json:one.json", "-o", "sarif:one.sarif", "-o", "json:two.json", "-o", "text:one.txt"});
  CHECK(result.status == 1);
  CHECK(project.read("one.json") == project.read("two.json"));
  CHECK(nlohmann::json::parse(project.read("one.json"))["exitCode"] == 1);
  CHECK(nlohmann::json::parse(project.read("one.sarif"))["version"] == "2.1.0");
  CHECK(project.read("one.txt") == result.out);
  CHECK(project.read("one.json") == project.lintel({"gate", "-f", "json", "-j", "2"}).out);
  const ProgramResult more = project.lintel({"gate", "-o", "json:-", "-f", "json"});
  CHECK(more.out == project.read("one.json") + project.read("one.json"));
}

TEST_CASE("quiet shows what fails and the verdict, verbose shows everything") {
  Project project;
  project.write("lintel.yaml", "version: 1\nchecks: { lintel-error-discarded: warn }\n");
  const std::string quiet = project.lintel({"gate", "-q"}).out;
  const std::string normal = project.lintel({"gate"}).out;
  const std::string verbose = project.lintel({"gate", "-v"}).out;
  CHECK(quiet == "verdict: PASS  1 reported; 2 units analysed\n");
  CHECK(normal.find("src/bad.c:3:3: error:") != std::string::npos);
  CHECK(normal.find("fingerprint") == std::string::npos);
  CHECK(verbose.find("fingerprint: ") != std::string::npos);
  CHECK(verbose.find("src/good.c: analysed") != std::string::npos);
}

TEST_CASE("colour is there when it is asked for") {
  const Project project;
  CHECK(project.lintel({"gate"}).out.find('\033') == std::string::npos);
  CHECK(project.lintel({"gate", "--color", "always"}).out.find('\033') != std::string::npos);
  CHECK(project.lintel({"gate", "--color", "always", "-o", "text:plain.txt"}).status == 1);
  CHECK(project.read("plain.txt").find('\033') == std::string::npos);
}

TEST_CASE("a variable stands for its flag, and the flag beats it") {
  Project project;
  const auto with = [&](const std::map<std::string, std::string> &variables, std::vector<std::string> arguments) {
    return project.lintel(arguments, variables);
  };
  CHECK(with({{"LINTEL_FORMAT", "json"}}, {"gate"}).out.starts_with("{"));
  CHECK(with({{"LINTEL_FORMAT", "json"}}, {"gate", "-f", "text"}).out.starts_with("src/bad.c:3:3"));
  CHECK(with({{"LINTEL_QUIET", "1"}}, {"gate", "src/good.c"}).out == "verdict: PASS  no findings; 1 unit analysed\n");
  CHECK(with({{"LINTEL_STAGED", "1"}}, {"gate"}).status == 2); // not in a Git repository
  CHECK(with({{"LINTEL_STAGED", "0"}}, {"gate"}).status == 1);
  CHECK(with({{"LINTEL_OUTPUT", "json:by-variable.json"}}, {"gate"}).status == 1);
  CHECK(project.read("by-variable.json").starts_with("{"));
  CHECK(with({{"LINTEL_BUILD_PATH", "nowhere"}}, {"gate"}).status == 2);
  CHECK(with({{"LINTEL_BUILD_PATH", "nowhere"}}, {"gate", "-p", "build"}).status == 1);
  CHECK(with({{"LINTEL_COLOR", "always"}}, {"gate"}).out.find('\033') != std::string::npos);
  project.write("lintel.yaml", "version: 1\nfail-on: note\nchecks: { \"lintel-*\": { severity: note } }\n");
  CHECK(statusOf(project, {"gate"}) == 1);
  CHECK(with({{"LINTEL_FAIL_ON", "error"}}, {"gate"}).status == 0); // beats the policy
  CHECK(with({{"LINTEL_FAIL_ON", "error"}}, {"gate", "--fail-on", "note"}).status == 1);
  const ProgramResult bad = with({{"LINTEL_JOBS", "0"}}, {"gate"});
  CHECK(bad.status == 2);
  CHECK(bad.err.find("Read from the environment: LINTEL_JOBS=0") != std::string::npos);
  CHECK(with({{"LINTEL_JOBS", "0"}}, {"explain", kRule}).status == 0); // which has no jobs
}

TEST_CASE("--root and --config lead elsewhere") {
  Project project;
  TemporaryDirectory elsewhere;
  const std::string lenient = elsewhere.write("lenient.yaml", "version: 1\nchecks: { \"lintel-*\": off }\n");
  CHECK(lintelIn(elsewhere.path(), {"gate", "--root", project.root()}).status == 1);
  CHECK(lintelIn(elsewhere.path(), {"gate", "--root", project.root(), "--config", "lenient.yaml"}).status == 0);
  CHECK(statusOf(project, {"gate", "--config", lenient}) == 0);
  project.write("lintel.yaml", "version: 1\nfail-on: sometimes\n");
  CHECK(statusOf(project, {"gate"}) == 2);
  CHECK(statusOf(project, {"gate", "--config", lenient}) == 0);
}

TEST_CASE("paths on the command line begin in the current directory") {
  const Project project;
  const std::string inside = project.path("src");
  const auto status = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"gate", "--root", ".."});
    return lintelIn(inside, arguments).status;
  };
  CHECK(status({"good.c"}) == 0);
  CHECK(status({"src/good.c"}) == 2);
  CHECK(status({"-p", "../build", "good.c"}) == 0);
  CHECK(status({"-p", "build", "good.c"}) == 2);
  CHECK(status({"--config", "../lintel.yaml", "good.c"}) == 0);
  CHECK(status({"-o", "json:report.json", "good.c"}) == 0);
  CHECK(project.read("src/report.json").starts_with("{"));
}

TEST_CASE("without a policy every check is enforced, and a note says so") {
  Project project;
  project.remove("lintel.yaml");
  const ProgramResult result = project.lintel({"gate"});
  CHECK(result.status == 1);
  CHECK(result.err == "lintel: note: no lintel.yaml in " + project.root() + ": every check is enforced\n");
  CHECK(project.lintel({"gate", "-q"}).err.empty());
  const ProgramResult verified = project.lintel({"policy", "verify"});
  CHECK(verified.status == 2);
  CHECK(verified.err.find("there is no lintel.yaml") != std::string::npos);
}

TEST_CASE("sbom writes to its outputs, and is incomplete when a unit is") {
  Project project;
  const ProgramResult written = project.lintel({"sbom", "-o", "cyclonedx-1.6:bom.json"});
  CHECK(written.status == 0);
  CHECK(written.out.empty());
  CHECK(nlohmann::json::parse(project.read("bom.json"))["bomFormat"] == "CycloneDX");
  project.write("src/bad.c", "#include \"missing.h\"\n");
  const ProgramResult incomplete = project.lintel({"sbom"});
  CHECK(incomplete.status == 3);
  CHECK(incomplete.err.find("src/bad.c: parse-failed: ") != std::string::npos);
  CHECK(nlohmann::json::parse(incomplete.out)["bomFormat"] == "CycloneDX");
}
