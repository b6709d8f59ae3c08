#include "app/commands.h"
#include "app/console.h"
#include "app/workspace.h"
#include "core/support/atomic_file.h"
#include "hooks/embedded.h"

#include <array>
#include <filesystem>
#include <ostream>

namespace lintel::app {
namespace {

namespace fs = std::filesystem;

constexpr int kInvalid = 2;
constexpr std::array<const char *, 2> kHooks = {"pre-commit", "pre-push"};
constexpr std::string_view kMarker = "#!/bin/sh\n# Installed by `lintel install`";

// A hook of the repository: its place, and where the one that was there before is kept.
struct Hook {
  std::string name;
  std::string path;
  std::string kept;
};

std::string quoted(const std::string &path) {
  std::string text = "'";
  for (char c : path) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

std::string scriptOf(const Hook &hook) {
  std::error_code error;
  const std::string self = fs::read_symlink("/proc/self/exe", error).string();
  for (const auto &[name, content] : embedded::hooks::files()) {
    if (name != hook.name + ".sh") continue;
    std::string text(content);
    constexpr std::string_view place = "@LINTEL@";
    text.replace(text.find(place), place.size(), quoted(self));
    return text;
  }
  return "";
}

// Also true of a link that leads nowhere.
bool exists(const std::string &path) {
  std::error_code error;
  return fs::exists(fs::symlink_status(path, error));
}

// A link to a script of Lintel is somebody else's arrangement.
bool isOurs(const std::string &path) {
  std::error_code error;
  if (!fs::is_regular_file(fs::symlink_status(path, error))) return false;
  const Result<std::string> text = RealFileSystem().read(path, 1 << 20);
  return text && text->starts_with(kMarker);
}

Status move(const std::string &from, const std::string &to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error) return fail({"cannot rename the hook to " + to + ": " + error.message(), from});
  return {};
}

Status install(const Hook &hook) {
  const bool foreign = exists(hook.path) && !isOurs(hook.path);
  if (foreign && exists(hook.kept))
    return fail({"another tool has replaced Lintel's hook, and " + hook.kept + " still keeps the one before it",
                 hook.path, 0, 0, "", "merge the two, then run 'lintel install' again"});
  if (foreign)
    if (Status status = move(hook.path, hook.kept); !status) return status;
  Status status = writeFileAtomically(hook.path, scriptOf(hook), 0755);
  if (!status && foreign) (void)move(hook.kept, hook.path); // what was there counts more than our second error
  if (!status) return status;
  std::error_code error; // Git leaves out a hook that is not executable, and a replaced file keeps its mode
  fs::permissions(hook.path, fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec,
                  fs::perm_options::add, error);
  if (error) return fail({"cannot be made executable: " + error.message(), hook.path});
  return {};
}

Status uninstall(const Hook &hook) {
  if (!isOurs(hook.path)) {
    if (!exists(hook.kept)) return {};
    return fail({"another tool has replaced Lintel's hook, and " + hook.kept + " still keeps the one before it",
                 hook.path, 0, 0, "", "merge the two by hand"});
  }
  if (exists(hook.kept)) return move(hook.kept, hook.path);
  std::error_code error;
  fs::remove(hook.path, error);
  if (error) return fail({"cannot remove the hook: " + error.message(), hook.path});
  return {};
}

Result<std::string> hooksDirectory(const Options &options) {
  const Result<std::string> root = findRoot(options);
  if (!root) return tl::unexpected(root.error());
  const Result<GitRepository> git = GitRepository::discover(*root);
  if (!git) return tl::unexpected(git.error());
  return git->hooksDirectory();
}

Status change(const std::string &directory, bool remove) {
  std::error_code error;
  if (!remove) fs::create_directories(directory, error);
  if (error) return fail({"cannot make the directory of the hooks: " + error.message(), directory});
  for (const std::string name : kHooks) {
    const std::string path = directory + "/" + name;
    const Hook hook{name, path, path + ".before-lintel"};
    if (Status status = remove ? uninstall(hook) : install(hook); !status) return status;
  }
  return {};
}

} // namespace

int installCommand(const Options &options, Streams streams) {
  const Result<std::string> directory = hooksDirectory(options);
  const Status status = directory ? change(*directory, options.uninstall) : Status(tl::unexpected(directory.error()));
  if (!status) {
    say("error: " + toString(status.error()), streams);
    return kInvalid;
  }
  streams.out << (options.uninstall ? "No hook of Lintel is left in " : "Installed pre-commit and pre-push in ")
              << *directory << "\n";
  return 0;
}

} // namespace lintel::app
