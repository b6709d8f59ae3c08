// One repository has many spellings; they are compared in one form.
#pragma once

#include <string>
#include <string_view>

namespace lintel {

// "https://host/path": scheme https whatever it was (git, ssh, http, git+https, "git@host:path"), host in lower case,
// without user, port, query, fragment, trailing slash and ".git"; of GitHub, GitLab and Bitbucket, which know no case,
// the path in lower case too. "" for "". What names no host (a local path) comes back as it is.
std::string normalisedRepositoryUrl(std::string_view url);

} // namespace lintel
