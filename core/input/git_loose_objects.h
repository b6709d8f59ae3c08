// libgit2 1.5 loops for ever on a loose object that is cut short, as a full disk leaves it. This
// backend reads loose objects in its place and reports such a file as an error.
#pragma once

#include "core/support/result.h"

#include <git2.h>

namespace lintel::git {

Status addLooseObjectReader(git_repository *repository);

} // namespace lintel::git
