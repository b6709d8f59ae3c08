// The lines of the judged files, read once. A report must not show what lies outside the repository,
// so a path that leads out of the root, also by a symbolic link, has no lines.
#pragma once

#include "core/report/report.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::report {

class SourceCache {
public:
  explicit SourceCache(const Context &context) : files_(context.files), root_(context.root) {}

  // nullopt: no such line, or the file cannot be read. The view holds until the next call.
  std::optional<std::string_view> line(const std::string &path, int number);

private:
  struct File {
    std::string content;
    std::vector<std::string_view> lines; // into content
  };
  std::unique_ptr<File> load(const std::string &path) const;

  const FileSystem *files_;
  std::string root_;
  std::size_t bytes_ = 0;
  std::map<std::string, std::unique_ptr<File>> cache_;
};

} // namespace lintel::report
