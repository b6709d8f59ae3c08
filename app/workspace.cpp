#include "app/workspace.h"

#include "app/rules.h"
#include "core/support/path.h"

#include <algorithm>
#include <filesystem>

namespace lintel::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFiles = 1'000'000;

// Without Git the tree is what lies on the disk. Links are not followed, but one that leaves the tree is a file that
// cannot be judged; build* and hidden directories are no source.
std::vector<std::string> filesBelow(const std::string &root, Diagnostics &diagnostics) {
  std::vector<std::string> paths;
  std::error_code error;
  for (fs::recursive_directory_iterator it(root, fs::directory_options::skip_permission_denied, error), end; it != end;
       it.increment(error)) {
    if (error) break;
    const std::string name = it->path().filename().string();
    if (it->is_directory(error) && !it->is_symlink(error)) {
      const bool records = name == ".git" || name == ".hg" || name == ".svn" || name == ".pc"; // not the tree itself
      if (records || fs::exists(it->path() / "CMakeCache.txt", error)) it.disable_recursion_pending();
      continue;
    }
    const bool link = it->is_symlink(error);
    if (link ? staysInside(it->path().string(), root) : !it->is_regular_file(error)) continue;
    if (const auto path = relativeTo(it->path().string(), root)) paths.push_back(*path);
    if (paths.size() > kMaxFiles) {
      diagnostics.error({"more than 1,000,000 files", root, 0, 0, "a repository", "name its root with --root"});
      break;
    }
  }
  if (error) diagnostics.error({"cannot list the files: " + error.message(), root});
  std::sort(paths.begin(), paths.end());
  return paths;
}

// Git speaks of the repository's root; a run may judge a directory below it.
std::vector<std::string> below(const std::vector<std::string> &paths, const std::string &prefix) {
  if (prefix.empty()) return paths;
  std::vector<std::string> inside;
  for (const std::string &path : paths)
    if (path.starts_with(prefix + "/")) inside.push_back(path.substr(prefix.size() + 1));
  return inside;
}

std::map<std::string, std::string> below(const std::map<std::string, std::string> &paths, const std::string &prefix) {
  if (prefix.empty()) return paths;
  std::map<std::string, std::string> inside;
  for (const auto &[path, value] : paths)
    if (path.starts_with(prefix + "/")) inside.emplace(path.substr(prefix.size() + 1), value);
  return inside;
}

Tree makeTree(TreeView view, const std::string &prefix) {
  Tree tree;
  tree.overlay = view.overlay;
  tree.files = std::make_shared<OverlayFileSystem>(std::move(view.overlay), std::make_shared<RealFileSystem>());
  tree.paths = below(view.files, prefix);
  tree.submodules = below(view.submodules, prefix);
  return tree;
}

class Opener {
public:
  Opener(const Options &options, Diagnostics &diagnostics) : options_(options), diagnostics_(diagnostics) {}

  std::optional<Workspace> open() {
    const bool ok =
        findRepository() && chooseTree() && chooseBase() && choosePaths() && loadPolicy() && loadContracts();
    if (!ok || diagnostics_.hasErrors()) return std::nullopt;
    return std::move(workspace_);
  }

private:
  template <class T> bool take(Result<T> result, T &target) {
    if (!result) {
      diagnostics_.error(result.error());
      return false;
    }
    target = std::move(*result);
    return true;
  }

  bool findRepository() {
    const bool gitNeeded = options_.staged || !options_.mergeBase.empty() || !options_.commit.empty();
    if (!take(findRoot(options_), workspace_.root)) return false;
    Result<GitRepository> git = GitRepository::discover(workspace_.root, options_.staged ? options_.indexFile : "");
    if (!git) {
      if (!gitNeeded && !fs::exists(workspace_.root + "/.git")) return true;
      diagnostics_.error(git.error());
      return false;
    }
    workspace_.git.emplace(std::move(*git));
    const auto prefix = relativeTo(workspace_.root, workspace_.git->root());
    workspace_.gitPrefix = !prefix || *prefix == "." ? "" : *prefix;
    return true;
  }

  bool chooseTree() {
    if (options_.staged) {
      TreeView view;
      if (!take(workspace_.git->stagedTree(), view)) return false;
      workspace_.tree = makeTree(std::move(view), workspace_.gitPrefix);
      std::vector<std::string> files;
      if (options_.mergeBase.empty() && !take(workspace_.git->stagedFiles(), files)) return false;
      if (options_.mergeBase.empty()) {
        const std::vector<std::string> inside = below(files, workspace_.gitPrefix);
        workspace_.changed.emplace(inside.begin(), inside.end());
      }
      return true;
    }
    if (!options_.commit.empty()) {
      TreeView view;
      std::string commit;
      if (!take(workspace_.git->commitId(options_.commit), commit)) return false;
      if (!take(workspace_.git->commitTree(commit), view)) return false;
      workspace_.tree = makeTree(std::move(view), workspace_.gitPrefix);
      return true;
    }
    workspace_.tree.files = std::make_shared<RealFileSystem>();
    if (!workspace_.git) {
      workspace_.tree.paths = filesBelow(workspace_.root, diagnostics_);
      return !diagnostics_.hasErrors();
    }
    std::vector<std::string> files;
    if (!take(workspace_.git->workTreeFiles(), files)) return false;
    workspace_.tree.paths = below(files, workspace_.gitPrefix);
    std::map<std::string, std::string> submodules;
    if (!take(workspace_.git->submodules(), submodules)) return false;
    workspace_.tree.submodules = below(submodules, workspace_.gitPrefix);
    // A directory that its repository ignores (an unpacked source package, say) is judged as it lies there.
    if (workspace_.tree.paths.empty() && !workspace_.gitPrefix.empty())
      workspace_.tree.paths = filesBelow(workspace_.root, diagnostics_);
    return !diagnostics_.hasErrors();
  }

  bool chooseBase() {
    if (options_.mergeBase.empty()) return true;
    std::string commit;
    TreeView view;
    const std::string tip = options_.commit.empty() ? "HEAD" : options_.commit;
    if (!take(workspace_.git->mergeBase(options_.mergeBase, tip), commit)) return false;
    if (!take(workspace_.git->commitTree(commit), view)) return false;
    workspace_.base = makeTree(std::move(view), workspace_.gitPrefix);
    workspace_.changed = differences(workspace_.tree.overlay, workspace_.base->overlay);
    return true;
  }

  // Both overlays say what differs from the disk; where they say the same, the trees are the same.
  std::set<std::string> differences(const Overlay &a, const Overlay &b) const {
    std::set<std::string> paths;
    const auto addFrom = [&](const Overlay &from, const Overlay &other) {
      for (const auto &[path, content] : from) {
        const auto it = other.find(path);
        if (it != other.end() && it->second == content) continue;
        if (const auto relative = relativeTo(path, workspace_.root)) paths.insert(*relative);
      }
    };
    addFrom(a, b);
    addFrom(b, a);
    return paths;
  }

  // Paths on the command line, relative to the current directory, narrow whatever was chosen so far.
  bool choosePaths() {
    if (options_.paths.empty()) return true;
    std::set<std::string> chosen;
    for (const std::string &path : options_.paths)
      if (!expand(path, chosen)) return false;
    if (workspace_.changed)
      std::erase_if(chosen, [&](const std::string &path) { return workspace_.changed->count(path) == 0; });
    workspace_.changed = std::move(chosen);
    return true;
  }

  bool expand(const std::string &given, std::set<std::string> &chosen) {
    std::error_code error;
    const fs::path real = fs::weakly_canonical(fs::absolute(given, error), error);
    const auto path = relativeTo(real.string(), workspace_.root);
    if (!path) {
      diagnostics_.error({"'" + given + "' is outside " + workspace_.root, "", 0, 0, "a path in the repository",
                          "choose another --root"});
      return false;
    }
    const std::size_t before = chosen.size();
    for (const std::string &file : workspace_.tree.paths)
      if (*path == "." || file == *path || file.starts_with(*path + "/")) chosen.insert(file);
    if (chosen.size() == before && workspace_.tree.files->isFile(workspace_.root + "/" + *path)) chosen.insert(*path);
    if (chosen.size() != before || workspace_.tree.files->isDirectory(real.string())) return true;
    diagnostics_.error(
        {"'" + given + "' does not exist", "", 0, 0, "a file or directory of the tree that is judged", ""});
    return false;
  }

  bool loadPolicy() {
    std::string file = "lintel.yaml";
    if (!options_.config.empty()) {
      std::error_code error;
      const std::string real = fs::weakly_canonical(fs::absolute(options_.config, error), error).string();
      file = relativeTo(real, workspace_.root).value_or(real);
    } else if (const std::string path = workspace_.root + "/lintel.yaml"; !hasPolicy(path)) {
      if (!isReallyWithout(path)) return false;
      diagnostics_.note({"no lintel.yaml in " + workspace_.root + ": every check is enforced", "", 0, 0, "", ""});
      workspace_.policy = policy::defaultPolicy();
      return true;
    } else if (!workspace_.tree.files->isFile(path) && !workspace_.tree.files->isDirectory(path)) {
      diagnostics_.error({"neither a regular file nor a link to one", file, 0, 0, "a YAML file",
                          "put the policy there, or remove it"});
      return false;
    }
    auto policy = policy::load(*workspace_.tree.files, workspace_.root, file, knownChecks(), diagnostics_);
    if (!policy) return false;
    workspace_.policy = std::move(*policy);
    return true;
  }

  bool loadContracts() {
    if (workspace_.policy.contracts.empty()) return true;
    const Result<checkers::Contracts> &builtin = checkers::builtinContracts();
    std::vector<checkers::ContractSource> sources;
    for (const policy::ContractText &contracts : workspace_.policy.contracts)
      sources.push_back({contracts.file, contracts.text, contracts.section});
    Result<checkers::Contracts> all = builtin ? builtin->extendedBy(sources) : builtin;
    if (!all) diagnostics_.error(all.error());
    if (all) workspace_.contracts = std::move(*all);
    return all.has_value();
  }

  // No policy means every check; a policy that is overlooked must not look the same.
  bool isReallyWithout(const std::string &path) {
    std::error_code error;
    if (fs::exists(fs::symlink_status(path, error))) {
      diagnostics_.error({"lintel.yaml is there, but not in the tree that is judged", "", 0, 0, "a policy in Git",
                          "stage it with 'git add lintel.yaml', or name one with --config"});
      return false;
    }
    for (const char *name : {"lintel.yml", ".lintel.yaml", ".lintel.yml"}) {
      if (!hasPolicy(workspace_.root + "/" + name)) continue;
      diagnostics_.error({std::string("the policy is called ") + name, "", 0, 0, "lintel.yaml",
                          "rename it, or name it with --config"});
      return false;
    }
    return true;
  }

  // Anything of that name counts, a dangling link too: a policy that cannot be read is not the same as none.
  bool hasPolicy(const std::string &path) const {
    const auto entry = workspace_.tree.overlay.find(path);
    if (entry != workspace_.tree.overlay.end()) return entry->second.has_value();
    std::error_code error;
    return fs::exists(fs::symlink_status(path, error));
  }

  const Options &options_;
  Diagnostics &diagnostics_;
  Workspace workspace_;
};

} // namespace

Result<std::string> findRoot(const Options &options) {
  std::error_code error;
  const fs::path start = options.root.empty() ? fs::current_path(error) : fs::path(options.root);
  const std::string real = fs::canonical(start, error).string();
  if (error || !fs::is_directory(real))
    return fail({"--root '" + options.root + "' is not a directory", "", 0, 0, "", ""});
  if (!options.root.empty()) return real;
  Result<GitRepository> git = GitRepository::discover(real);
  return git ? git->root() : real;
}

std::optional<Workspace> openWorkspace(const Options &options, Diagnostics &diagnostics) {
  return Opener(options, diagnostics).open();
}

} // namespace lintel::app
