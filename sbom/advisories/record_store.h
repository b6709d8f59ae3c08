// Records on their way into the database: which of two versions of a record stands, and under which keys it is found.
#pragma once

#include "core/support/result.h"
#include "sbom/advisories/advisory.h"
#include "sbom/store/sqlite.h"

namespace lintel::sbom {

struct AddReport;

class RecordStore {
public:
  static Result<RecordStore> open(const Database &database);

  // Puts the record in, unless the one that is there is as new; counts which in the report. Errors: those of SQLite.
  Status put(const osv::Advisory &advisory, AddReport &report);

private:
  RecordStore(Statement find, Statement insert, Statement update, Statement dropKeys, Statement addKey,
              Statement lastNumber);
  Status putKeys(std::int64_t number, const osv::Advisory &advisory);

  Statement find_;
  Statement insert_;
  Statement update_;
  Statement dropKeys_;
  Statement addKey_;
  Statement lastNumber_;
};

} // namespace lintel::sbom
