// `lintel audit db`: the user's own collection of advisories.
#include "app/commands.h"
#include "app/console.h"
#include "app/local_data.h"
#include "sbom/advisories/database.h"

#include <ostream>

namespace lintel::app {
namespace {

constexpr int kInvalid = 2;
constexpr int kIncomplete = 3;

Result<sbom::AdvisoryDatabase> openDatabase(const Options &options, sbom::Database::Mode mode) {
  const std::string path = options.localDatabase.empty() ? localDataFile(kAdvisories) : options.localDatabase;
  if (path.empty()) return fail({"neither HOME nor XDG_DATA_HOME is set", "", 0, 0, "--db FILE", ""});
  if (mode == sbom::Database::Mode::Create)
    if (Status made = makeParentDirectory(path); !made) return fail(made.error());
  return sbom::AdvisoryDatabase::open(path, mode);
}

int refuse(const Problem &problem, Streams streams) {
  say("error: " + toString(problem), streams);
  return kInvalid;
}

} // namespace

int auditDatabaseAddCommand(const Options &options, Streams streams) {
  Result<sbom::AdvisoryDatabase> database = openDatabase(options, sbom::Database::Mode::Create);
  if (!database) return refuse(database.error(), streams);
  bool complete = true;
  for (const std::string &source : options.files) {
    const Result<sbom::AddReport> report = database->add(source, today());
    if (!report) return refuse(report.error(), streams);
    for (const Problem &problem : report->problems) say("error: " + toString(problem), streams);
    streams.out << source << ": " << report->added << " added, " << report->updated << " updated, " << report->unchanged
                << " unchanged, " << report->withdrawn << " of them withdrawn, " << report->malformed << " malformed\n";
    complete = complete && report->isComplete();
  }
  return complete ? 0 : kIncomplete;
}

int auditDatabaseShowCommand(const Options &options, Streams streams) {
  const Result<sbom::AdvisoryDatabase> database = openDatabase(options, sbom::Database::Mode::ReadOnly);
  if (!database) return refuse(database.error(), streams);
  const Result<sbom::DatabaseInfo> info = database->info();
  if (!info) return refuse(info.error(), streams);
  streams.out << database->path() << '\n'
              << "advisories: " << info->count << ", and " << info->withdrawn << " withdrawn\n"
              << "ecosystems:";
  for (const std::string &ecosystem : info->ecosystems) streams.out << ' ' << ecosystem;
  streams.out << "\nnewest record: " << info->newestModified << "\nlast added: " << info->lastAdded << '\n';
  return 0;
}

} // namespace lintel::app
