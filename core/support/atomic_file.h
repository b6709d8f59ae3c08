// Writes that are whole or absent: temporary file beside the target, fsync, rename.
#pragma once

#include "core/support/result.h"

#include <string>
#include <string_view>
#include <sys/types.h>

namespace lintel {

// Replaces path with content. On any error (full disk, no permission) the old file is
// untouched and the temporary file is gone. mode applies to a new file; a replaced one keeps its own.
// A symbolic link is replaced, not followed: a repository must not choose what a report overwrites.
// What is not a regular file (a pipe, a terminal, /dev/full), and anything named through /dev or
// /proc, is written to directly.
Status writeFileAtomically(const std::string &path, std::string_view content, mode_t mode = 0644);

// Removes temporary files of writes that are under way. Safe to call from a signal handler.
void removePendingTemporaryFiles() noexcept;

} // namespace lintel
