// Reading the judged tree through one interface, so that the same code looks at
// the work tree, at Git's index, at a commit, or at a tree made up by a test.
// All paths are absolute and normalised (no "." or ".."); see path.h.
#pragma once

#include "core/support/result.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lintel {

// No text that Lintel judges is larger; a larger file is an error, never a silent skip.
inline constexpr std::uint64_t kMaxFileSize = 32ull << 20;

class FileSystem {
public:
  virtual ~FileSystem() = default;
  // The whole content. Errors: missing, a directory, unreadable, larger than maxSize bytes.
  virtual Result<std::string> read(const std::string &path, std::uint64_t maxSize = kMaxFileSize) const = 0;
  virtual bool isFile(const std::string &path) const = 0;
  virtual bool isDirectory(const std::string &path) const = 0;
  // Names (not paths) in a directory, sorted; empty when it is not one.
  virtual std::vector<std::string> list(const std::string &path) const = 0;
};

// The disk. Symbolic links are followed; containment is the caller's question (see path.h).
class RealFileSystem final : public FileSystem {
public:
  Result<std::string> read(const std::string &path, std::uint64_t maxSize = kMaxFileSize) const override;
  bool isFile(const std::string &path) const override;
  bool isDirectory(const std::string &path) const override;
  std::vector<std::string> list(const std::string &path) const override;
};

// What differs from the disk: path -> content, or nullopt for "does not exist here".
using Overlay = std::map<std::string, std::optional<std::string>>;

// A base file system seen through an overlay. An overlay without a base (nullptr) is a
// file system in memory, which is what tests use.
class OverlayFileSystem final : public FileSystem {
public:
  explicit OverlayFileSystem(Overlay overlay, std::shared_ptr<const FileSystem> base = nullptr);
  Result<std::string> read(const std::string &path, std::uint64_t maxSize = kMaxFileSize) const override;
  bool isFile(const std::string &path) const override;
  bool isDirectory(const std::string &path) const override;
  std::vector<std::string> list(const std::string &path) const override;
  const Overlay &overlay() const { return overlay_; }

private:
  const FileSystem *baseFor(std::string path) const;
  bool holdsOverlaidFile(const std::string &path) const;

  Overlay overlay_;
  std::shared_ptr<const FileSystem> base_;
};

} // namespace lintel
