#include "checkers/engine/tree_file_system.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

namespace lintel::checkers {
namespace {

namespace vfs = llvm::vfs;
namespace path = llvm::sys::path;

class MemoryFile final : public vfs::File {
public:
  MemoryFile(vfs::Status status, llvm::StringRef content) : status_(std::move(status)), content_(content) {}
  llvm::ErrorOr<vfs::Status> status() override { return status_; }
  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> getBuffer(const llvm::Twine &name, int64_t, bool, bool) override {
    return llvm::MemoryBuffer::getMemBuffer(content_, name.str());
  }
  std::error_code close() override { return {}; }

private:
  vfs::Status status_;
  llvm::StringRef content_;
};

class TreeFileSystem final : public vfs::ProxyFileSystem {
public:
  TreeFileSystem(const Overlay &overlay, std::string root)
      : ProxyFileSystem(vfs::createPhysicalFileSystem()), overlay_(overlay), root_(std::move(root)) {
    for (const auto &[file, content] : overlay_)
      for (llvm::StringRef directory = path::parent_path(file); content && directory.size() > root_.size();
           directory = path::parent_path(directory))
        if (!newDirectories_.insert(directory).second) break;
  }

  llvm::ErrorOr<vfs::Status> status(const llvm::Twine &name) override {
    const Overlay::value_type *entry = find(name);
    if (!entry) return statusOnDisk(name);
    if (!entry->second) return std::make_error_code(std::errc::no_such_file_or_directory);
    return statusOf(*entry, name);
  }

  bool exists(const llvm::Twine &name) override { return static_cast<bool>(status(name)); }

  llvm::ErrorOr<std::unique_ptr<vfs::File>> openFileForRead(const llvm::Twine &name) override {
    const Overlay::value_type *entry = find(name);
    if (!entry) return ProxyFileSystem::openFileForRead(name);
    if (!entry->second) return std::make_error_code(std::errc::no_such_file_or_directory);
    return std::make_unique<MemoryFile>(statusOf(*entry, name), *entry->second);
  }

private:
  // A directory may exist only in the overlay; Clang asks for it before it asks for a file in it.
  llvm::ErrorOr<vfs::Status> statusOnDisk(const llvm::Twine &name) {
    llvm::ErrorOr<vfs::Status> status = ProxyFileSystem::status(name);
    if (status) return status;
    const std::string directory = absolutePath(name);
    if (newDirectories_.count(directory) == 0) return status;
    return vfs::Status(name, identity(directory), llvm::sys::TimePoint<>(), 0, 0, 0,
                       llvm::sys::fs::file_type::directory_file, llvm::sys::fs::perms::all_read);
  }

  std::string absolutePath(const llvm::Twine &name) {
    llvm::SmallString<256> absolute;
    name.toVector(absolute);
    if (makeAbsolute(absolute)) return "";
    path::remove_dots(absolute, /*remove_dot_dot=*/true);
    return std::string(absolute);
  }

  const Overlay::value_type *find(const llvm::Twine &name) {
    const std::string absolute = absolutePath(name);
    auto it = overlay_.find(absolute);
    if (it == overlay_.end() && !inside(absolute)) it = overlay_.find(realPath(absolute));
    return it == overlay_.end() ? nullptr : &*it;
  }

  bool inside(llvm::StringRef absolute) const {
    return absolute.starts_with(root_) && (absolute.size() == root_.size() || absolute[root_.size()] == '/');
  }

  // The directory's real path is looked up once; the file itself may not exist on the disk.
  std::string realPath(llvm::StringRef absolute) {
    const llvm::StringRef directory = path::parent_path(absolute);
    auto [it, isNew] = directories_.try_emplace(directory);
    if (isNew) {
      llvm::SmallString<256> real;
      it->second = ProxyFileSystem::getRealPath(directory, real) ? directory.str() : std::string(real);
    }
    return it->second + "/" + path::filename(absolute).str();
  }

  // By path: the same file under two spellings must be one file to Clang's #pragma once.
  static llvm::sys::fs::UniqueID identity(llvm::StringRef path) { return {0x6c696e74656c, llvm::hash_value(path)}; }

  vfs::Status statusOf(const Overlay::value_type &entry, const llvm::Twine &name) const {
    return vfs::Status(name, identity(entry.first), llvm::sys::TimePoint<>(), 0, 0, entry.second->size(),
                       llvm::sys::fs::file_type::regular_file, llvm::sys::fs::perms::all_read);
  }

  const Overlay &overlay_;
  std::string root_;
  llvm::StringSet<> newDirectories_;
  llvm::StringMap<std::string> directories_; // as spelled -> without symbolic links
};

} // namespace

llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> makeTreeFileSystem(const Overlay &overlay, const std::string &root) {
  if (overlay.empty()) return vfs::createPhysicalFileSystem();
  return llvm::makeIntrusiveRefCnt<TreeFileSystem>(overlay, root);
}

} // namespace lintel::checkers
