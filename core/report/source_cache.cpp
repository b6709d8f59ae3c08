#include "core/report/source_cache.h"

#include "core/support/path.h"
#include "core/support/text.h"

namespace lintel::report {
namespace {

constexpr std::size_t kMaxCachedBytes = 64u << 20;

}

std::optional<std::string_view> SourceCache::line(const std::string &path, int number) {
  if (!files_ || path.empty() || number < 1) return std::nullopt;
  auto entry = cache_.find(path);
  if (entry == cache_.end()) {
    auto file = load(path);
    if (bytes_ + file->content.size() > kMaxCachedBytes) {
      cache_.clear();
      bytes_ = 0;
    }
    bytes_ += file->content.size();
    entry = cache_.emplace(path, std::move(file)).first;
  }
  const std::vector<std::string_view> &lines = entry->second->lines;
  const auto index = static_cast<std::size_t>(number) - 1;
  if (index >= lines.size()) return std::nullopt;
  return lines[index];
}

std::unique_ptr<SourceCache::File> SourceCache::load(const std::string &path) const {
  auto file = std::make_unique<File>();
  const std::string absolute = absolutePath(path, root_);
  if (!relativeTo(absolute, root_) || !staysInside(absolute, root_)) return file;
  file->content = files_->read(absolute).value_or(std::string());
  file->lines = splitLines(file->content);
  return file;
}

} // namespace lintel::report
