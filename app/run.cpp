#include "app/run.h"

#include "app/commands.h"

#include <ostream>

namespace lintel::app {

namespace {

constexpr int kInvalid = 2;

int dispatch(int argc, const char *const *argv, std::ostream &out, std::ostream &err) {
  const tl::expected<Options, Usage> options = parseOptions(argc, argv);
  if (!options) {
    (options.error().status == 0 ? out : err) << options.error().text;
    return options.error().status;
  }
  const Streams streams{out, err};
  switch (options->command) {
  case Command::Gate:
  case Command::Check:
  case Command::Documents:
  case Command::Audit: return gateCommand(*options, streams);
  case Command::Sbom: return sbomCommand(*options, streams);
  case Command::SbomTree: return sbomTreeCommand(*options, streams);
  case Command::SbomWhy: return sbomWhyCommand(*options, streams);
  case Command::SbomDiff: return sbomDiffCommand(*options, streams);
  case Command::SbomValidate: return sbomValidateCommand(*options, streams);
  case Command::SbomIndexAdd: return sbomIndexAddCommand(*options, streams);
  case Command::SbomIndexShow: return sbomIndexShowCommand(*options, streams);
  case Command::AuditDatabaseAdd: return auditDatabaseAddCommand(*options, streams);
  case Command::AuditDatabaseShow: return auditDatabaseShowCommand(*options, streams);
  case Command::Explain: return explainCommand(*options, streams);
  case Command::PolicySchema: return policySchemaCommand(*options, streams);
  case Command::PolicyVerify: return policyVerifyCommand(*options, streams);
  case Command::PolicyShow: return policyShowCommand(*options, streams);
  case Command::ContractsShow: return contractsShowCommand(*options, streams);
  case Command::ContractsSchema: return contractsSchemaCommand(*options, streams);
  case Command::Install: return installCommand(*options, streams);
  case Command::Version: out << "lintel " LINTEL_VERSION "\n"; return 0;
  }
  return kInvalid;
}

} // namespace

int run(int argc, const char *const *argv, std::ostream &out, std::ostream &err) {
  const int status = dispatch(argc, argv, out, err);
  if (status == kInvalid || out.flush()) return status;
  err << "lintel: error: cannot write to standard output\n"; // whoever reads it got less than there was to say
  return kInvalid;
}

} // namespace lintel::app
