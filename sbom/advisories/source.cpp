#include "sbom/advisories/source.h"

#include "core/support/file_system.h"
#include "core/support/text.h"
#include "sbom/store/archive.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace lintel::sbom {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxProblems = 1000;
constexpr std::size_t kMaxFiles = 4'000'000; // of a directory tree

bool isYamlName(std::string_view name) { return name.ends_with(".yaml") || name.ends_with(".yml"); }

// Records have this ending; hidden files belong to tools.
bool isRecordName(std::string_view name) {
  const std::string_view last = name.substr(name.rfind('/') + 1);
  return !last.starts_with('.') && (last.ends_with(".json") || isYamlName(last));
}

class SourceReader {
public:
  SourceReader(RecordStore &store, AddReport &report) : store_(store), report_(report) {}

  Status readFile(const std::string &path) {
    const auto text = RealFileSystem().read(path, osv::kMaxJsonSize);
    if (!text) {
      note(text.error());
      return {};
    }
    return take(*text, path);
  }

  Status readPacked(const std::string &path) {
    // An error of the database ends everything, one of the archive ends this archive.
    Status stored;
    const auto visit = [&](const std::string &name, const std::string &content) -> Status {
      stored = take(content, path + "!" + toValidUtf8(name));
      return stored;
    };
    ArchiveLimits limits;
    limits.maxEntrySize = osv::kMaxJsonSize;
    ArchiveReport packed;
    const Status read = readArchive(path, isRecordName, visit, packed, limits);
    if (!stored) return stored;
    for (const Problem &problem : packed.problems) note(problem);
    if (!read) note(read.error());
    return {};
  }

  Status readTree(const std::string &path) {
    std::vector<std::string> files;
    if (Status listed = list(path, files); !listed) return listed;
    std::sort(files.begin(), files.end()); // the order of a directory is not the same everywhere
    for (const std::string &file : files) {
      Status read = isArchiveName(file) ? readPacked(file) : readFile(file);
      if (!read) return read;
    }
    return {};
  }

private:
  Status take(const std::string &text, const std::string &file) {
    std::vector<Problem> problems;
    for (const osv::Advisory &advisory : readRecords(text, file, problems))
      if (Status put = store_.put(advisory, report_); !put) return put;
    for (Problem &problem : problems) note(std::move(problem));
    return {};
  }

  void note(Problem problem) {
    ++report_.malformed;
    if (report_.problems.size() < kMaxProblems) report_.problems.push_back(std::move(problem));
  }

  Status list(const std::string &root, std::vector<std::string> &files) {
    std::error_code error;
    fs::recursive_directory_iterator at(root, fs::directory_options::none, error);
    for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
      const std::string name = at->path().filename().string();
      std::error_code ignored; // what cannot be looked at counts as no file
      const bool isLink = at->is_symlink(ignored);
      if (name.starts_with('.')) {
        if (!isLink && at->is_directory(ignored)) at.disable_recursion_pending();
      } else if (isRecordName(name) || isArchiveName(name)) {
        if (isLink)
          note({"a link", at->path().string(), 0, 0, "a file", ""});
        else if (at->is_regular_file(ignored))
          files.push_back(at->path().string());
      }
      if (files.size() > kMaxFiles)
        return fail({"too many files", root, 0, 0, "at most " + std::to_string(kMaxFiles), ""});
    }
    if (error) return fail({"cannot be listed: " + error.message(), root, 0, 0, "a readable directory", ""});
    return {};
  }

  RecordStore &store_;
  AddReport &report_;
};

Result<std::vector<osv::Value>> parse(const std::string &text, const std::string &file) {
  if (isYamlName(file)) return osv::parseYaml(text, file);
  auto value = osv::parseJson(text, file);
  if (!value) return fail(value.error());
  std::vector<osv::Value> documents;
  documents.push_back(std::move(*value));
  return documents;
}

} // namespace

std::vector<osv::Advisory> readRecords(const std::string &text, const std::string &file,
                                       std::vector<Problem> &problems) {
  std::vector<osv::Advisory> advisories;
  const auto take = [&](const osv::Value &value) {
    auto advisory = osv::readAdvisory(value, file);
    if (advisory)
      advisories.push_back(std::move(*advisory));
    else
      problems.push_back(advisory.error());
  };
  const auto documents = parse(text, file);
  if (!documents) {
    problems.push_back(documents.error());
    return advisories;
  }
  for (const osv::Value &document : *documents) {
    if (document.kind != osv::Value::Kind::Array) {
      take(document);
      continue;
    }
    for (const osv::Value &record : document.items) take(record);
  }
  return advisories;
}

Status readSource(const std::string &source, RecordStore &store, AddReport &report) {
  SourceReader reader(store, report);
  const RealFileSystem files;
  if (files.isDirectory(source)) {
    if (Status read = reader.readTree(source); !read) return read;
    if (report.added + report.updated + report.unchanged + report.malformed > 0) return {};
    return fail({"no advisories below it", source, 0, 0, "a directory with .json or .yaml files or archives", ""});
  }
  if (!files.isFile(source)) return fail({"no such file or directory", source, 0, 0, "a dump of advisories", ""});
  if (isArchiveName(source)) return reader.readPacked(source);
  if (isRecordName(source)) return reader.readFile(source);
  return fail({"not a dump of advisories", source, 0, 0, "a .json, .yaml, .zip or .tar.* file, or a directory", ""});
}

} // namespace lintel::sbom
