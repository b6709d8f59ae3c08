#include "sbom/model/include_site.h"

#include "core/support/path.h"
#include "core/support/text.h"

#include <re2/re2.h>

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxLineSize = 4096;

std::string fileName(const std::string &path) { return path.substr(path.rfind('/') + 1); }

std::string directoryOf(const std::string &path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

Location locate(const std::string &path, int line, int column, std::size_t size) {
  return {path, {line, column}, {line, column + static_cast<int>(size)}};
}

} // namespace

const std::vector<IncludeSites::Include> &IncludeSites::includesOf(const std::string &file) {
  const auto [entry, added] = includes_.try_emplace(file);
  const std::string path = absolutePath(file, root_);
  if (!added || !staysInside(path, root_)) return entry->second;
  const auto text = files_.read(path);
  if (!text) return entry->second; // the unit's own outcome tells that its file is unreadable
  static const RE2 directive(R"re(\s*#\s*(?:include|include_next|import)\s*([<"])([^">]+)[">].*)re");
  int number = 0;
  for (const std::string_view line : splitLines(*text)) {
    ++number;
    re2::StringPiece open, target;
    if (line.size() > kMaxLineSize || line.find('#') == std::string_view::npos ||
        !RE2::FullMatch(re2::StringPiece(line.data(), line.size()), directive, &open, &target)) {
      continue;
    }
    entry->second.push_back(
        {number, static_cast<int>(target.data() - line.data()) + 1, open == "\"", std::string(target)});
  }
  return entry->second;
}

// The compiler's search path is not known here, so an include names every header whose path ends in
// its target; a quoted one that finds a file beside its own names that file only.
bool IncludeSites::names(const Include &include, const std::string &file, const std::string &header) const {
  const std::string absoluteHeader = absolutePath(header, root_);
  if (include.target.starts_with('/')) return absolutePath(include.target, "/") == absoluteHeader;
  if (include.quoted) {
    const std::string beside = absolutePath(include.target, absolutePath(directoryOf(file), root_));
    if (beside == absoluteHeader) return true;
    if (files_.isFile(beside)) return false;
  }
  // "../" at the front depends on the search path; what follows does not.
  std::string target = include.target;
  while (target.starts_with("./") || target.starts_with("../")) target.erase(0, target.find('/') + 1);
  return absoluteHeader.ends_with('/' + target);
}

const IncludeSites::Include *IncludeSites::firstInclude(const std::string &file, const HeadersByName &headers) {
  for (const Include &include : includesOf(file)) {
    const auto [begin, end] = headers.equal_range(fileName(include.target));
    for (auto header = begin; header != end; ++header) {
      if (names(include, file, header->second)) return &include;
    }
  }
  return nullptr;
}

IncludeSites::IncludeSites(const FileSystem &files, const std::string &root, const Bom &bom)
    : files_(files), root_(root), bom_(bom) {
  for (const Component &component : bom.components) {
    for (const Occurrence &occurrence : component.occurrences) {
      if (occurrence.header == fileOfUnit(occurrence.unit)) foreignUnits_.insert(occurrence.unit);
    }
  }
}

std::optional<IncludeSite> IncludeSites::findInUnit(const std::string &unit, const HeadersByName &headers,
                                                    const Search &search) {
  const std::string file = fileOfUnit(unit);
  if (const Include *include = search.passes(file) ? nullptr : firstInclude(file, headers)) {
    return IncludeSite{locate(file, include->line, include->column, include->target.size()), {}, true};
  }
  const auto projectHeaders = bom_.projectIncludes.find(unit);
  if (projectHeaders == bom_.projectIncludes.end()) return std::nullopt;
  for (const std::string &projectHeader : projectHeaders->second) {
    const Include *include = search.passes(projectHeader) ? nullptr : firstInclude(projectHeader, headers);
    if (include == nullptr) continue;
    IncludeSite site{locate(projectHeader, include->line, include->column, include->target.size()), {}, true};
    if (const Include *way = firstInclude(file, {{fileName(projectHeader), projectHeader}})) {
      site.steps.push_back(
          {locate(file, way->line, way->column, way->target.size()), "'" + projectHeader + "' is included here"});
    }
    return site;
  }
  return std::nullopt;
}

std::optional<IncludeSite> IncludeSites::findInUnits(const Component &component, const Search &search) {
  const auto &occurrences = component.occurrences;
  for (auto occurrence = occurrences.begin(); occurrence != occurrences.end();) {
    const std::string &unit = occurrence->unit;
    const std::string file = fileOfUnit(unit);
    bool isOwnUnit = false;
    HeadersByName headers;
    for (; occurrence != occurrences.end() && occurrence->unit == unit; ++occurrence) {
      isOwnUnit = isOwnUnit || occurrence->header == file;
      headers.emplace(fileName(occurrence->header), occurrence->header);
    }
    if (foreignUnits_.contains(unit) != search.foreign) continue;
    if (isOwnUnit) return IncludeSite{{file, {1, 1}, {1, 1}}, {}, true};
    if (auto site = findInUnit(unit, headers, search)) return site;
  }
  return std::nullopt;
}

IncludeSite IncludeSites::find(const Component &component) {
  for (const bool foreign : {false, true}) {
    if (auto site = findInUnits(component, {foreign})) return *site;
  }
  const auto &occurrences = component.occurrences;
  const std::string unit = occurrences.empty() ? "" : fileOfUnit(occurrences.front().unit);
  return {{unit, {1, 1}, {1, 1}}, {}, false};
}

std::optional<IncludeSite> IncludeSites::findOutside(const Component &component,
                                                     const std::function<bool(const std::string &)> &isExempt) {
  return findInUnits(component, {false, &isExempt});
}

std::map<std::string, Location> IncludeSites::direct() {
  HeadersByName headers;
  std::set<std::string> known, projectFiles;
  for (const Component &component : bom_.components) {
    for (const Occurrence &occurrence : component.occurrences) {
      if (known.insert(occurrence.header).second) headers.emplace(fileName(occurrence.header), occurrence.header);
      if (!foreignUnits_.contains(occurrence.unit)) projectFiles.insert(fileOfUnit(occurrence.unit));
    }
  }
  for (const auto &[unit, included] : bom_.projectIncludes) projectFiles.insert(included.begin(), included.end());
  std::map<std::string, Location> sites;
  for (const std::string &file : projectFiles) {
    for (const Include &include : includesOf(file)) {
      const auto [begin, end] = headers.equal_range(fileName(include.target));
      for (auto header = begin; header != end; ++header) {
        if (!sites.contains(header->second) && names(include, file, header->second))
          sites.emplace(header->second, locate(file, include.line, include.column, include.target.size()));
      }
    }
  }
  return sites;
}

} // namespace lintel::sbom
