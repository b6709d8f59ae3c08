// One judgement that has everything a report can show, and the files it speaks of.
#pragma once

#include "core/report/report.h"

#include <string>

namespace lintel::test {

Judgement sampleJudgement();
const FileSystem &sampleFiles();
report::Context sampleContext();

// Finding with only what a test asks for.
JudgedFinding findingAt(const std::string &path, int line, int column, int endColumn,
                        Disposition disposition = Disposition::Enforced);

} // namespace lintel::test
