#include "sbom/declared/gitmodules.h"

#include "core/support/text.h"
#include "sbom/declared/manifest_place.h"
#include "sbom/declared/package_purls.h"

#include <map>

namespace lintel::sbom {
namespace {

struct Submodule {
  std::string name;
  std::string path;
  std::string url;
  std::string branch;
  Position place; // of its name, in the header
};

// A value as git-config(5) has it: quotes group, a backslash escapes, '#' and ';' outside of quotes begin a comment.
// nullopt: a quote that is not closed.
std::optional<std::string> readValue(std::string_view text) {
  std::string value;
  std::size_t kept = 0; // trailing blanks outside of quotes are dropped
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') {
      quoted = !quoted;
      kept = value.size();
      continue;
    }
    if (!quoted && (c == '#' || c == ';')) break;
    if (c == '\\' && at + 1 < text.size()) {
      value += text[++at];
      kept = value.size();
      continue;
    }
    value += c;
    if (quoted || (c != ' ' && c != '\t' && c != '\r')) kept = value.size();
  }
  if (quoted) return std::nullopt;
  value.resize(kept);
  return value;
}

class GitmodulesReader {
public:
  explicit GitmodulesReader(const Manifest &manifest) : manifest_(manifest) {}

  Result<std::vector<Submodule>> read() {
    int number = 0;
    for (const std::string_view line : splitLines(manifest_.text)) {
      ++number;
      const std::string_view content = trim(line);
      if (content.empty() || content.front() == '#' || content.front() == ';') continue;
      const Position place = {number, static_cast<int>(content.data() - line.data()) + 1};
      const Status status = content.front() == '[' ? readHeader(content, place) : readKey(content, place);
      if (!status) return fail(status.error());
    }
    return std::move(submodules_);
  }

private:
  Status readHeader(std::string_view content, Position place) {
    constexpr std::string_view kOpening = "[submodule \"";
    const std::size_t close = content.rfind("\"]");
    inSubmodule_ = content.starts_with(kOpening) && close != std::string_view::npos && close >= kOpening.size();
    if (!inSubmodule_ && content.find(']') == std::string_view::npos) {
      return failAt(manifest_, place, "a section header that is not closed", "[submodule \"name\"]");
    }
    if (!inSubmodule_) return {};
    if (submodules_.size() >= kMaxDeclarations) return failAt(manifest_, place, "too many submodules", "fewer");
    place.column += static_cast<int>(kOpening.size());
    submodules_.push_back({std::string(content.substr(kOpening.size(), close - kOpening.size())), "", "", "", place});
    return {};
  }

  Status readKey(std::string_view content, Position place) {
    const std::size_t equals = content.find('=');
    if (equals == std::string_view::npos) return {}; // a key alone is a switch that is on
    const std::string_view key = trim(content.substr(0, equals));
    const auto value = readValue(trim(content.substr(equals + 1)));
    if (!value) return failAt(manifest_, place, "a quote that is not closed", "key = value");
    if (key.empty() || key.find_first_of(" \t\"[") != std::string_view::npos) {
      return failAt(manifest_, place, "a line that is neither a section nor a key", "key = value");
    }
    if (!inSubmodule_) return {};
    Submodule &submodule = submodules_.back();
    if (key == "path") submodule.path = *value;
    if (key == "url") submodule.url = *value;
    if (key == "branch") submodule.branch = *value;
    return {};
  }

  const Manifest &manifest_;
  std::vector<Submodule> submodules_;
  bool inSubmodule_ = false;
};

// "https://host/owner/zlib.git", "../zlib" and "third_party/zlib" -> "zlib"
std::string repositoryName(std::string_view url) {
  while (url.ends_with('/')) url.remove_suffix(1);
  if (url.ends_with(".git")) url.remove_suffix(4);
  const std::size_t separator = url.find_last_of("/:");
  return std::string(separator == std::string_view::npos ? url : url.substr(separator + 1));
}

void describe(const Submodule &submodule, const std::map<std::string, std::string> &gitlinks,
              Declaration &declaration) {
  declaration.path = joinPath("", submodule.path);
  declaration.source = submodule.url;
  if (const auto url = parseGitUrl(submodule.url)) {
    if (submodule.url.find("://") != std::string::npos) declaration.source = url->canonical;
  }
  declaration.branch = submodule.branch;
  const auto gitlink = gitlinks.find(declaration.path);
  if (gitlink != gitlinks.end()) declaration.revision = gitlink->second;
  declaration.purl = gitPurl(submodule.url, declaration.revision);
  const auto say = [&](const char *what) {
    declaration.resolved = false;
    declaration.constraint += (declaration.constraint.empty() ? "" : "; ") + std::string(what);
  };
  if (submodule.path.empty()) say("the entry has no path");
  if (submodule.url.empty()) say("the entry has no url");
  if (submodule.url.starts_with("./") || submodule.url.starts_with("../")) {
    say("the url is relative to the remote of the repository");
  }
  if (gitlink == gitlinks.end()) say("Git records no commit for this path");
}

} // namespace

bool isGitmodules(std::string_view path) { return path == ".gitmodules"; }

Result<std::vector<Declaration>> readGitmodules(const Manifest &manifest) {
  if (const Status size = checkTextSize(manifest); !size) return fail(size.error());
  const auto submodules = GitmodulesReader(manifest).read();
  if (!submodules) return fail(submodules.error());
  DeclarationList found(manifest, "git-submodule");
  std::map<std::string, std::string> orphans = manifest.options.gitlinks;
  for (const Submodule &submodule : *submodules) {
    const std::string name = repositoryName(submodule.url.empty() ? submodule.path : submodule.url);
    Declaration &declaration = found.add(name.empty() ? submodule.name : name, submodule.place);
    declaration.location.end.column = submodule.place.column + static_cast<int>(submodule.name.size());
    describe(submodule, manifest.options.gitlinks, declaration);
    orphans.erase(declaration.path);
  }
  for (const auto &[path, commit] : orphans) {
    Declaration &declaration = found.add(repositoryName(path), {});
    declaration.path = path;
    declaration.revision = commit;
    declaration.resolved = false;
    declaration.constraint = "Git records a commit for this path, and no entry tells where it comes from";
  }
  return found.finish();
}

} // namespace lintel::sbom
