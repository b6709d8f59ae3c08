// Runs one check over one file through lintel's engine.
#pragma once

#include "core/finding/finding.h"
#include "tests/support/fixtures.h"

#include <string>
#include <vector>

namespace lintel::test {

// Every fixture, or those whose path holds the value of LINTEL_FIXTURES: the author of one check runs its own alone.
const std::vector<Fixture> &fixtures();

// The findings of the fixture's rule that no comment suppresses. Fails the test when the file cannot be analysed.
std::vector<Finding> findingsOf(const Fixture &fixture);

} // namespace lintel::test
