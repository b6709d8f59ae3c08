// `lintel sbom index`: the local index of upstream releases.
#include "app/commands.h"
#include "app/console.h"
#include "app/local_data.h"
#include "app/workspace.h"
#include "sbom/identity/upstream_index.h"

#include <cerrno>
#include <filesystem>
#include <iostream>
#include <ostream>
#include <system_error>

namespace lintel::app {
namespace {

namespace fs = std::filesystem;

constexpr int kInvalid = 2;
constexpr int kIncomplete = 3;

int refuse(const Problem &problem, Streams streams) {
  say("error: " + toString(problem), streams);
  return kInvalid;
}

// A clone that only the index needs; gone when the command ends.
class TemporaryClone {
public:
  static Result<TemporaryClone> make() {
    std::error_code error;
    std::string pattern = (fs::temp_directory_path(error) / "lintel-clone-XXXXXX").string();
    if (error) return fail("no directory for temporary files: " + error.message());
    if (::mkdtemp(pattern.data()) == nullptr)
      return fail("no temporary directory can be made: " + std::generic_category().message(errno));
    return TemporaryClone(pattern);
  }
  ~TemporaryClone() {
    if (path_.empty()) return;
    std::error_code error;
    fs::remove_all(path_, error);
    if (error) std::cerr << "lintel: " << path_ << " cannot be removed: " << error.message() << '\n';
  }
  TemporaryClone(TemporaryClone &&other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryClone(const TemporaryClone &) = delete;
  TemporaryClone &operator=(const TemporaryClone &) = delete;
  TemporaryClone &operator=(TemporaryClone &&) = delete;
  std::string path() const { return path_ + "/repository"; }

private:
  explicit TemporaryClone(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

std::string nameOf(const Options &options) {
  if (!options.sourceName.empty()) return options.sourceName;
  std::string name = options.source;
  while (name.ends_with('/')) name.pop_back();
  name = name.substr(name.rfind('/') + 1);
  if (name.ends_with(".git")) name.resize(name.size() - 4);
  return name;
}

bool isUrl(const std::string &source) { return source.find("://") != std::string::npos; }

Result<sbom::IndexReport> add(sbom::UpstreamIndex &index, const Options &options) {
  if (!options.sourceVersion.empty())
    return index.addDirectory(options.source, nameOf(options), options.sourceVersion, "");
  if (!isUrl(options.source)) {
    const Result<GitHistory> repository = GitHistory::open(options.source);
    if (!repository) return fail(repository.error());
    return index.add(*repository, nameOf(options), fs::absolute(options.source).string());
  }
  const Result<TemporaryClone> clone = TemporaryClone::make();
  if (!clone) return fail(clone.error());
  const Result<GitHistory> repository = GitHistory::clone(options.source, clone->path());
  if (!repository) return fail(repository.error());
  return index.add(*repository, nameOf(options), options.source);
}

// The one that was named, else the policy's, else the user's own. Empty, and said why, when there is none.
std::string indexPath(const Options &options, Streams streams) {
  if (!options.localDatabase.empty()) return options.localDatabase;
  Diagnostics diagnostics;
  const std::optional<Workspace> workspace = openWorkspace(options, diagnostics);
  if (diagnostics.hasErrors()) print(diagnostics, options, streams);
  if (!workspace) return "";
  std::string path = upstreamIndexFile(workspace->policy.dependencies.index, workspace->root);
  if (path.empty()) say("error: neither HOME nor XDG_DATA_HOME is set; name the index with --index", streams);
  return path;
}

} // namespace

int sbomIndexAddCommand(const Options &options, Streams streams) {
  const std::string path = indexPath(options, streams);
  if (path.empty()) return kInvalid;
  if (Status made = makeParentDirectory(path); !made) return refuse(made.error(), streams);
  Result<sbom::UpstreamIndex> index = sbom::UpstreamIndex::open(path, sbom::Database::Mode::Create);
  if (!index) return refuse(index.error(), streams);
  const Result<sbom::IndexReport> report = add(*index, options);
  if (!report) return refuse(report.error(), streams);
  for (const Problem &problem : report->problems) say("error: " + toString(problem), streams);
  streams.out << nameOf(options) << ": " << report->added << " releases added (" << report->replaced
              << " of them replaced), " << report->unchanged << " unchanged, " << report->passedOver
              << " tags without version passed over, " << report->files << " files\n";
  return report->problems.empty() ? 0 : kIncomplete;
}

int sbomIndexShowCommand(const Options &options, Streams streams) {
  const std::string path = indexPath(options, streams);
  if (path.empty()) return kInvalid;
  const Result<sbom::UpstreamIndex> index = sbom::UpstreamIndex::open(path, sbom::Database::Mode::ReadOnly);
  if (!index) return refuse(index.error(), streams);
  const auto upstreams = index->upstreams();
  if (!upstreams) return refuse(upstreams.error(), streams);
  for (const sbom::IndexedUpstream &upstream : *upstreams)
    streams.out << upstream.name << ' ' << upstream.url << ": " << upstream.releases << " releases\n";
  return 0;
}

} // namespace lintel::app
