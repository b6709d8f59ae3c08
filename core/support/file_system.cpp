#include "core/support/file_system.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <set>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace lintel {
namespace {

tl::unexpected<Problem> failAt(const std::string &path, std::string what) {
  Problem problem;
  problem.file = path;
  problem.what = std::move(what);
  return fail(std::move(problem));
}

tl::unexpected<Problem> failWithErrno(const std::string &path, int error) {
  return failAt(path, "cannot be read: " + std::generic_category().message(error));
}

tl::unexpected<Problem> failTooLarge(const std::string &path, std::uint64_t maxSize) {
  return failAt(path, "is larger than the limit of " + std::to_string(maxSize) + " bytes");
}

class Descriptor {
public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor &) = delete;
  Descriptor &operator=(const Descriptor &) = delete;
  int get() const { return fd_; }

private:
  int fd_;
};

std::string below(const std::string &directory) { return directory.ends_with('/') ? directory : directory + "/"; }

} // namespace

Result<std::string> RealFileSystem::read(const std::string &path, std::uint64_t maxSize) const {
  // O_NONBLOCK: opening a pipe that nobody writes to must not hang.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.get() < 0) return failWithErrno(path, errno);
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return failWithErrno(path, errno);
  if (S_ISDIR(status.st_mode)) return failAt(path, "is a directory, not a file");
  if (!S_ISREG(status.st_mode)) return failAt(path, "is not a regular file");
  if (static_cast<std::uint64_t>(status.st_size) > maxSize) return failTooLarge(path, maxSize);

  std::string content;
  content.reserve(static_cast<std::size_t>(status.st_size));
  char buffer[1 << 16];
  while (true) {
    const ssize_t size = ::read(file.get(), buffer, sizeof buffer);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return failWithErrno(path, errno);
    if (size == 0) return content;
    content.append(buffer, static_cast<std::size_t>(size));
    if (content.size() > maxSize) return failTooLarge(path, maxSize); // it grew while we read
  }
}

bool RealFileSystem::isFile(const std::string &path) const {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error);
}

bool RealFileSystem::isDirectory(const std::string &path) const {
  std::error_code error;
  return std::filesystem::is_directory(path, error);
}

std::vector<std::string> RealFileSystem::list(const std::string &path) const {
  std::vector<std::string> names;
  std::error_code error;
  std::filesystem::directory_iterator entry(path, error);
  for (const std::filesystem::directory_iterator end; !error && entry != end; entry.increment(error))
    names.push_back(entry->path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

OverlayFileSystem::OverlayFileSystem(Overlay overlay, std::shared_ptr<const FileSystem> base)
    : overlay_(std::move(overlay)), base_(std::move(base)) {}

// The base shows through only where no entry of the overlay replaces the path or a directory above it.
const FileSystem *OverlayFileSystem::baseFor(std::string path) const {
  if (!base_) return nullptr;
  while (true) {
    if (overlay_.contains(path)) return nullptr;
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos || slash == 0) return base_.get();
    path.resize(slash);
  }
}

Result<std::string> OverlayFileSystem::read(const std::string &path, std::uint64_t maxSize) const {
  const auto entry = overlay_.find(path);
  if (entry != overlay_.end() && entry->second) {
    if (entry->second->size() > maxSize) return failTooLarge(path, maxSize);
    return *entry->second;
  }
  if (holdsOverlaidFile(path)) return failAt(path, "is a directory, not a file");
  if (const FileSystem *base = baseFor(path)) return base->read(path, maxSize);
  return failWithErrno(path, ENOENT);
}

bool OverlayFileSystem::isFile(const std::string &path) const {
  const auto entry = overlay_.find(path);
  if (entry != overlay_.end()) return entry->second.has_value();
  if (holdsOverlaidFile(path)) return false;
  const FileSystem *base = baseFor(path);
  return base && base->isFile(path);
}

bool OverlayFileSystem::isDirectory(const std::string &path) const {
  const auto entry = overlay_.find(path);
  if (entry != overlay_.end() && entry->second) return false;
  if (holdsOverlaidFile(path)) return true;
  const FileSystem *base = baseFor(path);
  return base && base->isDirectory(path);
}

std::vector<std::string> OverlayFileSystem::list(const std::string &path) const {
  const std::string prefix = below(path);
  std::set<std::string> names;
  if (const FileSystem *base = baseFor(path)) {
    for (const std::string &name : base->list(path))
      if (!overlay_.contains(prefix + name)) names.insert(name);
  }
  for (auto entry = overlay_.lower_bound(prefix); entry != overlay_.end() && entry->first.starts_with(prefix); ++entry)
    if (entry->second)
      names.insert(entry->first.substr(prefix.size(), entry->first.find('/', prefix.size()) - prefix.size()));
  return {names.begin(), names.end()};
}

bool OverlayFileSystem::holdsOverlaidFile(const std::string &path) const {
  const std::string prefix = below(path);
  for (auto entry = overlay_.lower_bound(prefix); entry != overlay_.end() && entry->first.starts_with(prefix); ++entry)
    if (entry->second) return true;
  return false;
}

} // namespace lintel
