// Command lines against exit statuses, with a part of what is said.
#include "tests/unit/app/program.h"

#include <catch2/catch.hpp>

using namespace lintel::test;

namespace {

struct Row {
  std::vector<std::string> arguments;
  int status;
  std::string out; // part of standard output; "" means nothing stands there
  std::string err; // the same of standard error
};

void hold(const Project &project, const std::vector<Row> &rows) {
  for (const Row &row : rows) {
    std::string line = "lintel";
    for (const std::string &argument : row.arguments) line += " " + argument;
    const ProgramResult result = project.lintel(row.arguments);
    INFO(line << "\n--- out\n" << result.out << "--- err\n" << result.err);
    CHECK(result.status == row.status);
    CHECK((row.out.empty() ? result.out.empty() : result.out.find(row.out) != std::string::npos));
    CHECK((row.err.empty() ? result.err.empty() : result.err.find(row.err) != std::string::npos));
  }
}

} // namespace

TEST_CASE("help and version go to standard output and end with 0") {
  hold(Project(), {
                      {{"--help"}, 0, "Exit status: 0 pass, 1 fail, 2 invalid", ""},
                      {{"-h"}, 0, "Subcommands:", ""},
                      {{"--version"}, 0, "lintel 0.", ""},
                      {{"version"}, 0, "lintel 0.", ""},
                      {{"gate", "--help"}, 0, "Usage: lintel gate [OPTIONS] [paths...]", ""},
                      {{"check", "--help"}, 0, "Usage: lintel check", ""},
                      {{"documents", "--help"}, 0, "Usage: lintel documents", ""},
                      {{"sbom", "--help"}, 0, "Usage: lintel sbom", ""},
                      {{"explain", "--help"}, 0, "Usage: lintel explain", ""},
                      {{"policy", "--help"}, 0, "Usage: lintel policy", ""},
                      {{"policy", "schema", "--help"}, 0, "Usage: lintel policy schema", ""},
                      {{"policy", "verify", "--help"}, 0, "Usage: lintel policy verify", ""},
                      {{"policy", "show", "--help"}, 0, "Usage: lintel policy show", ""},
                      {{"install", "--help"}, 0, "Usage: lintel install", ""},
                  });
}

TEST_CASE("the hidden option for tests is not in the help") {
  CHECK(Project().lintel({"gate", "--help"}).out.find("inject") == std::string::npos);
}

TEST_CASE("an unknown command or option is invalid, and the nearest is named") {
  hold(Project(),
       {
           {{}, 2, "", "'lintel' needs a command\nRun 'lintel --help'."},
           {{""}, 2, "", "unknown command ''"},
           {{"frobnicate"}, 2, "", "unknown command 'frobnicate' of 'lintel'\n"},
           {{"gates"}, 2, "", "did you mean 'gate'?"},
           {{"documnets"}, 2, "", "did you mean 'documents'?"},
           {{"--quite"}, 2, "", "unknown option '--quite' of 'lintel'"},
           {{"gate", "--stagd"}, 2, "", "unknown option '--stagd' of 'lintel gate'; did you mean '--staged'?"},
           {{"gate", "--fail=note"}, 2, "", "unknown option '--fail=note' of 'lintel gate'"},
           {{"sbom", "--fail-on", "note"}, 2, "", "unknown option '--fail-on' of 'lintel sbom'"},
           {{"-q", "gate"}, 2, "", "unknown option '-q' of 'lintel gate'; write it after 'lintel gate'"},
           {{"policy"}, 2, "", "'lintel policy' needs a command"},
           {{"policy", "shw"}, 2, "", "unknown command 'shw' of 'lintel policy'; did you mean 'show'?"},
           {{"policy", "show", "--hepl"}, 2, "", "did you mean '--help'?"},
           {{"version", "extra"}, 2, "", "unexpected argument 'extra' after 'lintel version'"},
           {{"explain"}, 2, "", "rule id"},
           {{"explain", "error-discardd"}, 2, "", "did you mean 'lintel-error-discarded'?"},
           {{"explain", "policy/unused-waver"}, 2, "", "did you mean 'policy/unused-waiver'?"},
       });
}

TEST_CASE("a bad value is invalid, and what was expected is said") {
  hold(Project(),
       {
           {{"gate", "-j", "0"}, 2, "", "--jobs: Value 0 not in range 1 to 1024"},
           {{"gate", "-j", "-1"}, 2, "", "not in range"},
           {{"gate", "-j", "many"}, 2, "", "many"},
           {{"gate", "-j"}, 2, "", "--jobs"},
           {{"gate", "--timeout", "0"}, 2, "", "--timeout: Value 0 not in range"},
           {{"gate", "--timeout", "99999999999999999999"}, 2, "", "--timeout"},
           {{"gate", "--memory", "1"}, 2, "", "--memory: Value 1 not in range"},
           {{"gate", "--color", "sometimes"}, 2, "", "expected one of auto, always, never"},
           {{"gate", "-f", "xml"}, 2, "", "'xml' is not a value of --format; expected one of text, json, sarif"},
           {{"gate", "-f", "jsn"}, 2, "", "did you mean 'json'?"},
           {{"gate", "-f", "cyclonedx-1.6"}, 2, "", "is not a value of --format"},
           {{"sbom", "-f", "json"}, 2, "", "expected one of cyclonedx-1.6"},
           {{"gate", "-o", "nonsense"}, 2, "", "expected FORMAT:PATH"},
           {{"gate", "-o", "sarif:"}, 2, "", "expected FORMAT:PATH"},
           {{"gate", "-o", ":report"}, 2, "", "expected FORMAT:PATH"},
           {{"gate", "-o", "xml:report"}, 2, "", "'xml' is not a value of --output"},
           {{"gate", "--effective-time", "2024-99-99"}, 2, "", "expected YYYY-MM-DD"},
           {{"gate", "--effective-time", "2023-02-30"}, 2, "", "expected YYYY-MM-DD"},
           {{"gate", "--effective-time", "tomorrow"}, 2, "", "expected YYYY-MM-DD"},
           {{"gate", "--effective-time", "2024-01-01 "}, 2, "", "expected YYYY-MM-DD"},
           {{"gate", "--fail-on", "high"}, 2, "", "expected one of note, warning, error"},
           {{"gate", "--staged", "--commit", "HEAD"}, 2, "", "excludes"},
           {{"gate", "--inject-fault", "crush:src/bad.c"}, 2, "", "expected crash:UNIT"},
           {{"gate", "--inject-fault", "crash"}, 2, "", "expected crash:UNIT"},
       });
}

TEST_CASE("paths narrow the run, and a wrong one is invalid") {
  const Project project;
  hold(project, {
                    {{"gate", "src/good.c"}, 0, "units: 1 analysed", ""},
                    {{"gate", "src/bad.c"}, 1, "src/bad.c:3:3: error:", ""},
                    {{"gate", "src"}, 1, "units: 2 analysed", ""},
                    {{"gate", "."}, 1, "units: 2 analysed", ""},
                    {{"gate", "--", "src/good.c"}, 0, "PASS", ""},
                    {{"gate", project.path("src/good.c")}, 0, "units: 1 analysed", ""},
                    {{"gate", "src/../src/good.c"}, 0, "units: 1 analysed", ""},
                    {{"gate", "src/none.c"}, 2, "", "'src/none.c' does not exist"},
                    {{"gate", "src/good.c", "src/none.c"}, 2, "", "'src/none.c' does not exist"},
                    {{"gate", ".."}, 2, "", "is outside " + project.root()},
                    {{"gate", "/etc/passwd"}, 2, "", "'/etc/passwd' is outside"},
                });
}

TEST_CASE("a root, a policy or a database that is not there is invalid") {
  const Project project;
  hold(project, {
                    {{"gate", "--root", "nowhere"}, 2, "", "--root 'nowhere' is not a directory"},
                    {{"gate", "--root", "src/good.c"}, 2, "", "is not a directory"},
                    {{"gate", "--config", "none.yaml"}, 2, "", "none.yaml: 'none.yaml' does not exist"},
                    {{"gate", "--config", "src"}, 2, "", "'src' is a directory; expected a YAML file"},
                    {{"policy", "verify", "--config", "none.yaml"}, 2, "", "does not exist"},
                    {{"gate", "-p", "nowhere"}, 2, "", "nowhere: the compile database does not exist"},
                    {{"gate", "-p", "src"}, 2, "", "the directory holds no compile database"},
                    {{"gate", "--staged"}, 2, "", "not in a Git repository"},
                    {{"gate", "--commit", "HEAD"}, 2, "", "not in a Git repository"},
                    {{"gate", "--new-from-merge-base", "main"}, 2, "", "not in a Git repository"},
                });
}

TEST_CASE("explain, policy and sbom print their documents") {
  const Project project;
  hold(project, {
                    {{"explain", kRule}, 0, "error", ""},
                    {{"explain", "error-discarded"}, 0, kRule, ""},
                    {{"explain", "policy/unused-waiver"}, 0, "a waiver matches no finding", ""},
                    {{"policy", "schema"}, 0, "\"lintel-error-discarded\"", ""},
                    {{"policy", "schema", "--waivers"}, 0, "\"expires\"", ""},
                    {{"policy", "verify"}, 0, "lintel.yaml: valid", ""},
                    {{"policy", "show"}, 0, "fail-on: error\nincomplete: fail\n", ""},
                    {{"sbom"}, 0, "\"bomFormat\": \"CycloneDX\"", ""},
                    {{"sbom", "-f", "cyclonedx-1.6"}, 0, "\"specVersion\": \"1.6\"", ""},
                });
}
