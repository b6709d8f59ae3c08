#include "sbom/store/archive.h"

#include "core/support/text.h"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <memory>
#include <optional>

namespace lintel::sbom {
namespace {

constexpr std::size_t kBlockSize = 128 << 10;
constexpr std::size_t kMaxProblems = 1000;

struct Free {
  void operator()(archive *handle) const noexcept { (void)archive_read_free(handle); } // read only: nothing to lose
};

// A name that stays below the place where an archive would be unpacked.
bool isContained(std::string_view name) {
  if (name.empty() || name.front() == '/' || name.find('\\') != std::string_view::npos ||
      name.find('\0') != std::string_view::npos)
    return false;
  while (!name.empty()) {
    const std::size_t slash = name.find('/');
    if (name.substr(0, slash) == "..") return false;
    name = slash == std::string_view::npos ? std::string_view() : name.substr(slash + 1);
  }
  return true;
}

class Reader {
public:
  Reader(const std::string &path, const ArchiveLimits &limits)
      : handle_(archive_read_new()), path_(path), limits_(limits) {}

  Status open() {
    archive *handle = handle_.get();
    if (!handle) return fail("out of memory");
    constexpr std::array kSupport = {archive_read_support_format_zip,   archive_read_support_format_tar,
                                     archive_read_support_filter_gzip,  archive_read_support_filter_xz,
                                     archive_read_support_filter_bzip2, archive_read_support_filter_zstd};
    for (const auto support : kSupport)
      if (support(handle) < ARCHIVE_WARN) return fail(problem("cannot be read"));
    if (archive_read_open_filename(handle, path_.c_str(), kBlockSize) != ARCHIVE_OK)
      return fail(problem("cannot be read as an archive"));
    return {};
  }

  // The next entry, or nullptr at the end.
  Result<archive_entry *> next() {
    archive_entry *entry = nullptr;
    const int state = archive_read_next_header(handle_.get(), &entry);
    if (state == ARCHIVE_EOF) return nullptr;
    if (state < ARCHIVE_WARN || !entry) return fail(problem("the archive is damaged"));
    if (++entries_ > limits_.maxEntries)
      return fail(bomb("too many entries", "at most " + std::to_string(limits_.maxEntries)));
    return entry;
  }

  // Passes over the content of the current entry; it still has to be unpacked where entries are packed together.
  Status skip(archive_entry *entry) {
    const std::int64_t size = archive_entry_size_is_set(entry) ? archive_entry_size(entry) : 0;
    if (Status counted = count(static_cast<std::uint64_t>(std::max<std::int64_t>(size, 0))); !counted) return counted;
    if (archive_read_data_skip(handle_.get()) < ARCHIVE_WARN) return fail(problem("the archive is damaged"));
    return checkRatio();
  }

  // The content of the current entry; nullopt when it is too large.
  Result<std::optional<std::string>> content() {
    std::string content;
    std::string block(kBlockSize, '\0');
    for (;;) {
      const la_ssize_t size = archive_read_data(handle_.get(), block.data(), block.size());
      if (size == 0) return std::optional(std::move(content));
      if (size < 0) return fail(problem("the archive is damaged or encrypted"));
      const auto read = static_cast<std::size_t>(size);
      if (Status counted = count(read); !counted) return fail(counted.error());
      if (Status checked = checkRatio(); !checked) return fail(checked.error());
      if (content.size() + read > limits_.maxEntrySize) return std::optional<std::string>();
      content.append(block, 0, read);
    }
  }

private:
  Problem problem(const std::string &what) const {
    const char *reason = handle_ ? archive_error_string(handle_.get()) : nullptr;
    return {reason ? what + ": " + toValidUtf8(reason) : what, path_, 0, 0, "a zip or tar archive", ""};
  }
  Problem bomb(const std::string &what, const std::string &expected) const {
    return {what, path_, 0, 0, expected, "the archive is not one to trust"};
  }

  Status count(std::uint64_t bytes) {
    total_ += std::min(bytes, limits_.maxTotalSize + 1);
    if (total_ <= limits_.maxTotalSize) return {};
    return fail(bomb("the archive unpacks to too much", "at most " + std::to_string(limits_.maxTotalSize) + " bytes"));
  }
  Status checkRatio() const {
    const auto packed = static_cast<std::uint64_t>(std::max<la_int64_t>(archive_filter_bytes(handle_.get(), -1), 1));
    if (total_ <= kRatioGrace || total_ / packed <= limits_.maxRatio) return {};
    return fail(bomb("the archive unpacks to far more than it holds",
                     "at most " + std::to_string(limits_.maxRatio) + " times"));
  }

  std::unique_ptr<archive, Free> handle_;
  const std::string &path_;
  const ArchiveLimits &limits_;
  std::uint64_t entries_ = 0;
  std::uint64_t total_ = 0;
};

// Why an entry is not read, whatever it holds; nullptr for one that may be.
const char *refusal(archive_entry *entry, const std::string &name) {
  if (!isContained(name)) return "a name that leads out of the archive";
  if (archive_entry_hardlink(entry) != nullptr || archive_entry_filetype(entry) == AE_IFLNK) return "a link";
  return nullptr;
}

void refuse(ArchiveReport &report, const std::string &archive, const std::string &name, const std::string &what,
            const std::string &expected) {
  if (report.problems.size() < kMaxProblems)
    report.problems.push_back({what, archive + "!" + toValidUtf8(name), 0, 0, expected, ""});
}

std::string nameOf(archive_entry *entry) {
  const char *name = archive_entry_pathname(entry);
  if (!name) name = archive_entry_pathname_utf8(entry);
  std::string_view text = name ? name : "";
  while (text.starts_with("./")) text.remove_prefix(2);
  return std::string(text);
}

} // namespace

bool isArchiveName(std::string_view name) {
  constexpr std::array<std::string_view, 8> kEndings = {".zip", ".tar",    ".tar.gz",  ".tgz",
                                                        ".txz", ".tar.xz", ".tar.zst", ".tar.bz2"};
  return std::any_of(kEndings.begin(), kEndings.end(), [name](std::string_view end) { return name.ends_with(end); });
}

Status readArchive(const std::string &path, const std::function<bool(std::string_view name)> &wanted,
                   const std::function<Status(const std::string &name, std::string content)> &visit,
                   ArchiveReport &report, const ArchiveLimits &limits) {
  Reader reader(path, limits);
  if (Status opened = reader.open(); !opened) return opened;
  for (;;) {
    const Result<archive_entry *> entry = reader.next();
    if (!entry) return fail(entry.error());
    if (!*entry) return {};
    const std::string name = nameOf(*entry);
    const bool isWanted = wanted(name);
    const char *reason = isWanted ? refusal(*entry, name) : nullptr;
    if (reason) refuse(report, path, name, reason, "a file below the archive's own directory");
    if (!isWanted || reason || archive_entry_filetype(*entry) != AE_IFREG) {
      if (Status skipped = reader.skip(*entry); !skipped) return skipped;
      continue;
    }
    auto content = reader.content();
    if (!content) return fail(content.error());
    if (!*content) {
      refuse(report, path, name, "too large", "at most " + std::to_string(limits.maxEntrySize) + " bytes");
      continue;
    }
    ++report.visited;
    if (Status visited = visit(name, std::move(**content)); !visited) return visited;
  }
}

} // namespace lintel::sbom
