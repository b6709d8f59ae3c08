#include "sbom/declared/meson_wrap.h"

#include "core/support/text.h"
#include "sbom/declared/declaration_list.h"
#include "sbom/declared/fetched_source.h"
#include "sbom/declared/source_text.h"
#include "sbom/declared/stated_version.h"

#include <map>
#include <optional>

namespace lintel::sbom {
namespace {

struct Section {
  std::string name;
  Span span; // of the name
  std::map<std::string, std::string> values;
};

Span spanOf(const SourceText &source, std::string_view part) {
  const auto begin = static_cast<std::size_t>(part.data() - source.text().data());
  return {begin, begin + part.size()};
}

// INI: "[section]" and "key = value" lines, '#' and ';' begin comments.
Result<std::vector<Section>> parseIni(const SourceText &source) {
  if (source.text().size() > kMaxBuildFileSize) return source.problem(0, "the file is too large", "at most 4 MiB");
  std::vector<Section> sections;
  std::string *continued = nullptr; // an indented line goes on with the value before
  for (const std::string_view whole : splitLines(source.text())) {
    const std::string_view line = trim(whole);
    if (line.empty() || line.starts_with('#') || line.starts_with(';')) continue;
    const Span span = spanOf(source, line);
    if (line.front() == '[') {
      const std::size_t close = line.find(']');
      if (close == std::string_view::npos) return source.problem(span.begin, "an unterminated section name", "']'");
      const std::string_view name = trim(line.substr(1, close - 1));
      sections.push_back({std::string(name), name.empty() ? span : spanOf(source, name), {}});
      continued = nullptr;
      continue;
    }
    if (whole.front() != line.front() && continued != nullptr) {
      *continued += " " + std::string(line);
      continue;
    }
    const std::size_t equals = line.find_first_of("=:");
    if (equals == std::string_view::npos || sections.empty()) {
      return source.problem(span.begin, "this is neither a section nor a value", "'key = value' below a '[section]'");
    }
    const std::string key(trim(line.substr(0, equals)));
    continued = &(sections.back().values[key] = std::string(trim(line.substr(equals + 1))));
  }
  return sections;
}

std::string valueOf(const Section &section, const std::string &key) {
  const auto found = section.values.find(key);
  return found == section.values.end() ? "" : found->second;
}

// WrapDB numbers its own revisions of a release: "1.2.13-4".
std::string releaseOf(const std::string &wrapdbVersion) {
  const std::size_t dash = wrapdbVersion.rfind('-');
  return wrapdbVersion.substr(0, dash);
}

std::string versionOf(const Section &section, const std::string &url) {
  if (const std::string version = valueOf(section, "wrapdb_version"); !version.empty()) return releaseOf(version);
  for (const auto &version :
       {versionOfTag(valueOf(section, "revision")), versionOfUrl(url),
        versionOfUrl(valueOf(section, "source_filename")), versionOfTag(valueOf(section, "directory"))}) {
    if (version) return *version;
  }
  return {};
}

// [provide] names the dependencies and programs that the subproject stands in for.
std::vector<std::string> providedBy(const std::vector<Section> &sections) {
  std::vector<std::string> names;
  for (const Section &section : sections) {
    if (section.name != "provide") continue;
    for (const auto &[key, value] : section.values) {
      const bool isList = key == "dependency_names" || key == "program_names";
      if (!isList) names.push_back(key);
      for (std::size_t at = 0; isList && at < value.size();) {
        const std::size_t comma = std::min(value.find(',', at), value.size());
        const std::string_view name = trim(std::string_view(value).substr(at, comma - at));
        if (!name.empty()) names.emplace_back(name);
        at = comma + 1;
      }
    }
  }
  sortUnique(names);
  return names;
}

std::optional<SourceKind> kindOf(const Section &section) {
  if (section.name == "wrap-file") return SourceKind::Archive;
  if (section.name == "wrap-git") return SourceKind::Git;
  if (section.name == "wrap-svn") return SourceKind::Subversion;
  if (section.name == "wrap-hg") return SourceKind::Mercurial;
  return std::nullopt; // wrap-redirect: the wrap that it names is read for itself
}

// What Meson fetches beside the source, or in its place: mirrors, and the patch that gives it a meson.build.
void addOtherDownloads(const Section &section, const Declaration &main, std::vector<Declaration> &declarations) {
  for (const auto &[urlKey, hashKey] :
       {std::pair("source_fallback_url", "source_hash"), std::pair("patch_url", "patch_hash"),
        std::pair("patch_fallback_url", "patch_hash")}) {
    const std::string url = valueOf(section, urlKey);
    if (url.empty()) continue;
    Declaration other = main;
    other.source = withoutCredentials(url);
    other.revision.clear();
    other.checksums.clear();
    if (auto hash = checksumOf("sha256", valueOf(section, hashKey))) other.checksums.push_back(std::move(*hash));
    declarations.push_back(std::move(other));
  }
}

} // namespace

bool isMesonWrap(std::string_view path) { return path.ends_with(".wrap"); }

Result<std::vector<Declaration>> readMesonWrap(const Manifest &manifest) {
  const SourceText source(manifest.path, manifest.text);
  const auto sections = parseIni(source);
  if (!sections) return fail(sections.error());
  const std::string_view file = baseName(manifest.path);
  const std::string name(file.substr(0, file.size() - std::string_view(".wrap").size()));
  std::vector<Declaration> declarations;
  for (const Section &section : *sections) {
    const auto kind = kindOf(section);
    if (!kind) continue;
    Declaration declaration;
    declaration.channel = "meson:wrap";
    declaration.name = name;
    declaration.location = source.location(section.span);
    declaration.parts = providedBy(*sections);
    declaration.revision = valueOf(section, "revision");
    const std::string directory = valueOf(section, "directory");
    declaration.path =
        manifest.path.substr(0, manifest.path.size() - file.size()) + (directory.empty() ? name : directory);
    if (auto hash = checksumOf("sha256", valueOf(section, "source_hash"))) declaration.checksums.push_back(*hash);
    const std::string url = valueOf(section, *kind == SourceKind::Archive ? "source_url" : "url");
    declaration.version = versionOf(section, url);
    setSource(declaration, url, *kind, false);
    addOtherDownloads(section, declaration, declarations);
    declarations.push_back(std::move(declaration));
  }
  return inOrder(std::move(declarations));
}

} // namespace lintel::sbom
