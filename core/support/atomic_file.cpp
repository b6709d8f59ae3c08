#include "core/support/atomic_file.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <sys/random.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace lintel {
namespace {

// The names of temporary files under way. A signal handler may neither lock nor allocate, so the table
// is static and each slot changes hands by one atomic.
enum SlotState : int { Free, Filling, Live };
struct Slot {
  std::atomic<int> state{Free};
  char path[PATH_MAX];
};
static_assert(std::atomic<int>::is_always_lock_free);
Slot pendingFiles[16];

class PendingFile {
public:
  static std::optional<PendingFile> claim(const std::string &path) {
    if (path.size() >= PATH_MAX) return std::nullopt;
    for (Slot &slot : pendingFiles) {
      int expected = Free;
      if (!slot.state.compare_exchange_strong(expected, Filling)) continue;
      std::memcpy(slot.path, path.c_str(), path.size() + 1);
      slot.state.store(Live);
      return PendingFile(&slot);
    }
    return std::nullopt;
  }
  ~PendingFile() {
    if (slot_) slot_->state.store(Free);
  }
  PendingFile(PendingFile &&other) noexcept : slot_(std::exchange(other.slot_, nullptr)) {}
  PendingFile &operator=(PendingFile &&) = delete;

private:
  explicit PendingFile(Slot *slot) : slot_(slot) {}
  Slot *slot_;
};

tl::unexpected<Problem> failWith(const std::string &path, int error) {
  Problem problem;
  problem.file = path;
  problem.what = "cannot be written: " + std::generic_category().message(error);
  if (error == ENOSPC || error == EDQUOT) problem.hint = "free some space and run again";
  if (error == ENOENT) problem.hint = "its directory does not exist";
  return fail(std::move(problem));
}

// 0 or errno.
int writeAll(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

// What stands at a path, held: whatever takes the name later, it stays the same file.
class Target {
public:
  explicit Target(const std::string &path) : fd_(::open(path.c_str(), O_PATH | O_CLOEXEC)) {
    exists_ = fd_ >= 0 && ::fstat(fd_, &status_) == 0;
  }
  ~Target() {
    if (fd_ >= 0) ::close(fd_);
  }
  Target(const Target &) = delete;
  Target &operator=(const Target &) = delete;

  bool isDirectory() const { return exists_ && S_ISDIR(status_.st_mode); }
  bool isRegular() const { return exists_ && S_ISREG(status_.st_mode); }
  bool exists() const { return exists_; }
  mode_t mode() const { return status_.st_mode & 0777; }
  std::string name() const { return "/proc/self/fd/" + std::to_string(fd_); } // of this very file

private:
  int fd_;
  struct stat status_{};
  bool exists_ = false;
};

Status writeDirectly(const Target &target, const std::string &path, std::string_view content) {
  // O_APPEND: standard output redirected to a file may already hold something.
  const int fd = ::open(target.name().c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) return failWith(path, errno);
  int error = writeAll(fd, content);
  if (::close(fd) != 0 && error == 0) error = errno;
  if (error != 0) return failWith(path, error);
  return {};
}

std::string directoryOf(const std::string &path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::optional<std::string> temporaryNameIn(const std::string &directory) {
  unsigned long long number = 0;
  if (::getrandom(&number, sizeof number, 0) != static_cast<ssize_t>(sizeof number)) return std::nullopt;
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.begin(), digits.end(), number, 16).ptr;
  return directory + "/.lintel-" + std::string(digits.begin(), end) + ".tmp";
}

// Writes and syncs the temporary file, then takes the target's place. 0 or errno; the caller unlinks.
int fillAndRename(int fd, const std::string &temporary, const std::string &path, std::string_view content,
                  std::optional<mode_t> keptMode) {
  int error = writeAll(fd, content);
  if (error == 0 && keptMode && ::fchmod(fd, *keptMode) != 0) error = errno;
  if (error == 0 && ::fsync(fd) != 0) error = errno;
  if (::close(fd) != 0 && error == 0) error = errno;
  if (error == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) error = errno;
  return error;
}

// The rename is done and cannot be taken back.
void syncDirectory(const std::string &directory) {
  const int fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  (void)::fsync(fd); // not every file system syncs directories, and the rename stands either way
  ::close(fd);
}

} // namespace

Status writeFileAtomically(const std::string &path, std::string_view content, mode_t mode) {
  const Target target(path);
  if (target.isDirectory()) return failWith(path, EISDIR);
  const bool device = path.starts_with("/dev/") || path.starts_with("/proc/");
  if (target.exists() && (device || !target.isRegular())) return writeDirectly(target, path, content);

  const std::string directory = directoryOf(path);
  const auto temporary = temporaryNameIn(directory);
  if (!temporary) return failWith(path, errno);
  if (temporary->size() >= PATH_MAX) return failWith(path, ENAMETOOLONG);
  const auto pending = PendingFile::claim(*temporary);
  if (!pending) return failWith(path, EMFILE);
  const int fd = ::open(temporary->c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
  if (fd < 0) return failWith(path, errno);

  const auto keptMode = target.exists() ? std::optional(target.mode()) : std::nullopt;
  if (const int error = fillAndRename(fd, *temporary, path, content, keptMode); error != 0) {
    ::unlink(temporary->c_str());
    return failWith(path, error);
  }
  syncDirectory(directory);
  return {};
}

void removePendingTemporaryFiles() noexcept {
  for (Slot &slot : pendingFiles)
    if (slot.state.load() == Live) ::unlink(slot.path);
}

} // namespace lintel
