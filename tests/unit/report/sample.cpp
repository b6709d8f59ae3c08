#include "sample.h"

namespace lintel::test {
namespace {

const char *const kApi = "#include \"api.h\"\n"                                                      // 1
                         "\n"                                                                        // 2
                         "Rows list(const Request &request, Database &db) {\n"                       // 3
                         "\tint limit = request.page_size();\n"                                      // 4
                         "\treturn db.query(\"SELECT * FROM o LIMIT ?\", limit);\n"                  // 5
                         "}\n"                                                                       // 6
                         "void save(int fd) {\n"                                                     // 7
                         "  write(fd, data, size);\n"                                                // 8
                         "  write(fd, data, size); // NOLINT(lintel-error-discarded): best effort\n" // 9
                         "}\n";                                                                      // 10

const char *const kManifest = "containers:\n"
                              "  - name: caf\xC3\xA9 \xE5\x8F\xB0\xE6\xB9\xBE\n"
                              "    image: \"orders:latest\" # \x1b[31mred\x1b[0m \xE2\x80\xAEgnp\n";

JudgedFinding unboundedPagination() {
  JudgedFinding judged = findingAt("src/api.cpp", 5, 47, 52);
  Finding &finding = judged.finding;
  finding.rule = "lintel-unbounded-pagination";
  finding.severity = Severity::Error;
  finding.message = "the page size comes from the request and has no upper bound";
  finding.symbol = "orders::list";
  finding.cwe = {770};
  finding.fingerprint = "0123456789abcdef0123456789abcdef";
  finding.steps = {{{"src/api.cpp", {4, 14}, {4, 33}}, "the page size is read from the request here"},
                   {{"src/api.cpp", {5, 47}, {5, 52}}, "and limits the query here"}};
  finding.fixes = {{"clamp the page size to 100",
                    false,
                    {{{"src/api.cpp", {1, 17}, {1, 17}}, "\n#include <algorithm>"},
                     {{"src/api.cpp", {4, 14}, {4, 14}}, "std::min("},
                     {{"src/api.cpp", {4, 33}, {4, 33}}, ", 100)"}}}};
  return judged;
}

JudgedFinding discarded(int line, Disposition disposition) {
  JudgedFinding judged = findingAt("src/api.cpp", line, 3, 24, disposition);
  judged.finding.message = "the result of 'write' is discarded";
  judged.finding.symbol = "orders::save";
  judged.finding.cwe = {252};
  judged.finding.fingerprint = "fedcba9876543210fedcba9876543210";
  return judged;
}

JudgedFinding latestTag() {
  JudgedFinding judged = findingAt("deploy/caf\xC3\xA9 1.yaml", 3, 12, 27, Disposition::Reported);
  judged.finding.rule = "documents/no-latest-tag";
  judged.finding.severity = Severity::Warning;
  judged.finding.message = "pin the image";
  judged.finding.fingerprint = "00000000000000000000000000000003";
  return judged;
}

JudgedFinding banned() {
  JudgedFinding judged = findingAt("", 0, 0, 0, Disposition::Waived);
  judged.finding.rule = "dependencies/banned";
  judged.finding.message = "component 'left-pad' 1.0 is banned";
  judged.finding.symbol = "pkg:generic/left-pad@1.0";
  judged.finding.fingerprint = "00000000000000000000000000000001";
  judged.reason = "replaced in the next release (platform team, until 2030-01-31)";
  return judged;
}

} // namespace

JudgedFinding findingAt(const std::string &path, int line, int column, int endColumn, Disposition disposition) {
  JudgedFinding judged;
  judged.finding.rule = "lintel-error-discarded";
  judged.finding.severity = Severity::Error;
  judged.finding.message = "message";
  judged.finding.location = {path, {line, column}, {endColumn > 0 ? line : 0, endColumn}};
  judged.finding.fingerprint = "00000000000000000000000000000000";
  judged.disposition = disposition;
  return judged;
}

Judgement sampleJudgement() {
  JudgedFinding safe = discarded(8, Disposition::Enforced);
  safe.finding.fixes = {{"return the error to the caller",
                         true,
                         {{{"src/api.cpp", {7, 1}, {7, 5}}, "bool"},
                          {{"src/api.cpp", {8, 3}, {8, 24}}, "return write(fd, data, size) == size"}}}};
  JudgedFinding suppressed = discarded(9, Disposition::Suppressed);
  suppressed.reason = "best effort";
  suppressed.finding.suppression = Suppression{"best effort", {"src/api.cpp", {9, 26}, {9, 26}}};
  JudgedFinding known = findingAt("src/old.cpp", 12, 1, 4, Disposition::Known);

  Judgement judgement;
  judgement.findings = {banned(), latestTag(), unboundedPagination(), safe, suppressed, known};
  judgement.outcomes = {
      {EngineId::Checkers, "src/api.cpp", OutcomeKind::Analysed, ""},
      {EngineId::Checkers, "src/api.cpp#2", OutcomeKind::TimedOut, "no result after 120 s"},
      {EngineId::Checkers, "src/broken.cpp", OutcomeKind::ParseFailed,
       "src/broken.cpp:1:10: fatal error: 'missing.h' file not found"},
      {EngineId::Checkers, "src/generated.cpp", OutcomeKind::Excluded, "excluded by lintel.yaml:12:5"},
      {EngineId::Checkers, "src/old.cpp", OutcomeKind::Cached, ""},
      {EngineId::Documents, "deploy/caf\xC3\xA9 1.yaml", OutcomeKind::Analysed, ""},
      {EngineId::Sbom, "pkg:generic/left-pad@1.0", OutcomeKind::Crashed, "signal 11\n#0 parse\n#1 main"},
  };
  judgement.verdict = Verdict::Incomplete;
  return judgement;
}

const FileSystem &sampleFiles() {
  static const OverlayFileSystem files(
      Overlay{{"/repository/src/api.cpp", kApi}, {"/repository/deploy/caf\xC3\xA9 1.yaml", kManifest}});
  return files;
}

report::Context sampleContext() {
  report::Context context;
  context.toolVersion = "1.2.3";
  context.command = "gate";
  context.rules = {{"documents/no-latest-tag", "images are pinned", "", Severity::Error, "documents", {}, {}},
                   {"lintel-error-discarded",
                    "a result that tells of failure is dropped",
                    "# Discarded errors\n",
                    Severity::Error,
                    "errors",
                    {252},
                    {"ERR33-C"}},
                   {"lintel-unbounded-pagination",
                    "a page size without an upper bound",
                    "# Pagination\n",
                    Severity::Error,
                    "bounds",
                    {770, 20},
                    {}}};
  context.files = &sampleFiles();
  context.root = "/repository";
  return context;
}

} // namespace lintel::test
