// Where a run stands: the repository, its policy, and the tree that is to be judged.
#pragma once

#include "app/options.h"
#include "checkers/contracts/contracts.h"
#include "core/input/git.h"
#include "core/support/diagnostics.h"
#include "core/support/file_system.h"
#include "policy/model/policy.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lintel::app {

// A tree to judge: the work tree, Git's index or a commit.
struct Tree {
  Overlay overlay;                               // what differs from the disk
  std::shared_ptr<const FileSystem> files;       // the disk seen through the overlay
  std::vector<std::string> paths;                // every file that belongs to it, repo-relative, sorted
  std::map<std::string, std::string> submodules; // repo-relative path -> the commit that the tree records
};

struct Workspace {
  std::string root;                             // absolute, without symbolic links
  std::optional<GitRepository> git;             // none: a plain directory
  std::string gitPrefix;                        // root relative to the repository's root, "" when they are the same
  Tree tree;                                    // the side that is judged
  std::optional<Tree> base;                     // the merge base, when only new findings count
  std::optional<std::set<std::string>> changed; // only these files are judged; nullopt: all
  policy::Policy policy;
  std::optional<checkers::Contracts> contracts; // the built-in ones and the policy's; none: the policy has none
};

// Errors are put into diagnostics and mean exit status 2.
std::optional<Workspace> openWorkspace(const Options &options, Diagnostics &diagnostics);

// The root alone, for commands that need no tree. Errors: --root is no directory.
Result<std::string> findRoot(const Options &options);

} // namespace lintel::app
