// One function for each subcommand; each returns the exit status.
#pragma once

#include "app/options.h"

#include <iosfwd>

namespace lintel::app {

struct Streams {
  std::ostream &out;
  std::ostream &err;
};

int gateCommand(const Options &options, Streams streams); // gate, check and documents
int sbomCommand(const Options &options, Streams streams);
int sbomTreeCommand(const Options &options, Streams streams);
int sbomWhyCommand(const Options &options, Streams streams);
int sbomDiffCommand(const Options &options, Streams streams);
int sbomValidateCommand(const Options &options, Streams streams);
int sbomIndexAddCommand(const Options &options, Streams streams);
int sbomIndexShowCommand(const Options &options, Streams streams);
int auditDatabaseAddCommand(const Options &options, Streams streams);
int auditDatabaseShowCommand(const Options &options, Streams streams);
int explainCommand(const Options &options, Streams streams);
int policySchemaCommand(const Options &options, Streams streams);
int policyVerifyCommand(const Options &options, Streams streams);
int policyShowCommand(const Options &options, Streams streams);
int contractsShowCommand(const Options &options, Streams streams);
int contractsSchemaCommand(const Options &options, Streams streams);
int installCommand(const Options &options, Streams streams);

} // namespace lintel::app
