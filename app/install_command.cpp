#include "app/commands.h"
#include "app/console.h"
#include "app/workspace.h"
#include "core/support/atomic_file.h"
#include "hooks/embedded.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <ostream>
#include <system_error>
#include <unistd.h>

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

enum class Found { Nothing, Ours, Foreign };

// One open decides: what is read is what was found.
Found whatIsAt(const std::string &path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd < 0) return errno == ENOENT ? Found::Nothing : Found::Foreign; // a link is somebody else's arrangement
  std::string begin(kMarker.size(), '\0');
  const ssize_t size = ::read(fd, begin.data(), begin.size());
  ::close(fd);
  return size == static_cast<ssize_t>(kMarker.size()) && begin == kMarker ? Found::Ours : Found::Foreign;
}

std::error_code lastError() { return {errno, std::generic_category()}; }

// Puts a file where nothing is; what is there stays.
std::error_code moveToFree(const std::string &from, const std::string &to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return {};
  if (errno != EINVAL) return lastError();
  // A file system that cannot do that at once (NFS): a link is never put over anything either.
  if (::link(from.c_str(), to.c_str()) != 0 || ::unlink(from.c_str()) != 0) return lastError();
  return {};
}

Status cannotRename(const std::string &from, const std::string &to, const std::error_code &error) {
  return fail({"cannot rename the hook to " + to + ": " + error.message(), from});
}

Status keepForeign(const Hook &hook) {
  const std::error_code error = moveToFree(hook.path, hook.kept);
  if (!error) return {};
  if (error != std::errc::file_exists) return cannotRename(hook.path, hook.kept, error);
  return fail({"another tool has replaced Lintel's hook, and " + hook.kept + " still keeps the one before it",
               hook.path, 0, 0, "", "merge the two, then run 'lintel install' again"});
}

Status install(const Hook &hook) {
  const bool foreign = whatIsAt(hook.path) == Found::Foreign;
  if (foreign)
    if (Status status = keepForeign(hook); !status) return status;
  Status status = writeFileAtomically(hook.path, scriptOf(hook), 0755);
  if (!status && foreign) (void)moveToFree(hook.kept, hook.path); // what was there counts more than our second error
  if (!status) return status;
  std::error_code error; // Git leaves out a hook that is not executable, and a replaced file keeps its mode
  fs::permissions(hook.path, fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec,
                  fs::perm_options::add, error);
  if (error) return fail({"cannot be made executable: " + error.message(), hook.path});
  return {};
}

Status uninstall(const Hook &hook) {
  if (whatIsAt(hook.path) != Found::Ours) {
    if (!exists(hook.kept)) return {};
    return fail({"another tool has replaced Lintel's hook, and " + hook.kept + " still keeps the one before it",
                 hook.path, 0, 0, "", "merge the two by hand"});
  }
  std::error_code error;
  fs::rename(hook.kept, hook.path, error);
  if (!error) return {};
  if (error != std::errc::no_such_file_or_directory) return cannotRename(hook.kept, hook.path, error);
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
