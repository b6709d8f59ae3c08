#include "core/input/git_handle.h"

#include <array>
#include <mutex>

namespace lintel::git {

void initialise() {
  static std::once_flag once;
  std::call_once(once, [] {
    git_libgit2_init();
    // Extensions that change nothing for a reader of index, objects and references. Without them the
    // library refuses sparse checkouts and partial clones, which work as long as the objects are there.
    std::array<const char *, 3> extensions = {"worktreeconfig", "partialclone", "preciousobjects"};
    git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions.data(), extensions.size());
    git_libgit2_opts(GIT_OPT_SET_ODB_PACKED_PRIORITY, 3); // leaves room above loose objects
  });
}

Problem problem(std::string what, std::string hint) {
  Problem result;
  result.what = std::move(what);
  const git_error *error = git_error_last();
  if (error && error->message && *error->message) result.what += std::string(": ") + error->message;
  result.hint = std::move(hint);
  return result;
}

std::string hex(const git_oid &id) {
  std::array<char, GIT_OID_HEXSZ + 1> text{};
  git_oid_tostr(text.data(), text.size(), &id);
  return text.data();
}

} // namespace lintel::git
