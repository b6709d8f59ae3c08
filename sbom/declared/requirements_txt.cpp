#include "sbom/declared/requirements_txt.h"

#include "core/support/text.h"
#include "sbom/declared/declaration_list.h"
#include "sbom/declared/fetched_source.h"
#include "sbom/declared/manifest_place.h"
#include "sbom/declared/package_purls.h"
#include "sbom/declared/python_requirement.h"
#include "sbom/model/place_index.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <re2/re2.h>
#include <set>

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxIndexes = 10;
constexpr std::size_t kMaxIncluded = 100; // files, over all

// A backslash at the end of a line joins it with the next: both become blanks, so that all places stay.
std::string withJoinedLines(std::string_view text) {
  std::string joined(text);
  for (std::size_t at = joined.find('\\'); at != std::string::npos; at = joined.find('\\', at + 1)) {
    const std::size_t newline = joined.compare(at + 1, 1, "\r") == 0 ? at + 2 : at + 1;
    if (newline >= joined.size() || joined[newline] != '\n') continue;
    joined.replace(at, newline + 1 - at, newline + 1 - at, ' ');
  }
  return joined;
}

std::string_view withoutComment(std::string_view line) {
  if (trim(line).starts_with('#')) return {};
  return trim(line.substr(0, std::min(line.find(" #"), line.find("\t#"))));
}

// "-r base.txt", "-rbase.txt", "--requirement=base.txt" -> "base.txt"
std::string_view optionValue(std::string_view line, std::string_view shortForm, std::string_view longForm) {
  for (const std::string_view form : {longForm, shortForm}) {
    if (!line.starts_with(form)) continue;
    std::string_view value = line.substr(form.size());
    if (value.starts_with('=')) value.remove_prefix(1);
    return trim(value);
  }
  return {};
}

bool isUrl(std::string_view text) { return text.find("://") != std::string_view::npos; }

// A directory or an archive of the repository: its own code. (A URL after "name @" has a blank before it.)
bool isLocalFile(std::string_view text) {
  const std::string_view first = text.substr(0, text.find_first_of(" \t;"));
  return first.starts_with('.') || first.starts_with("file:") || first.find('/') != std::string_view::npos ||
         first.ends_with(".whl") || first.ends_with(".zip") || first.ends_with(".tar.gz");
}

class RequirementsReader {
public:
  // seen: the files that were read on the way here; each is read once.
  RequirementsReader(const Manifest &manifest, std::set<std::string> &seen)
      : manifest_(manifest),
        seen_(seen),
        text_(withJoinedLines(manifest.text)),
        places_(manifest.text),
        found_(manifest, "requirements.txt") {}

  Result<std::vector<Declaration>> read() {
    bool mayBeProse = seen_.empty(); // what another file includes is meant
    for (const std::string_view line : splitLines(text_)) {
      const std::string_view entry = withoutComment(line);
      if (entry.empty()) continue;
      const Status status = entry.front() == '-' ? readOption(entry) : readRequirement(entry);
      // Prose has the name, too: "Requirements of the program". pip would refuse it at once.
      if (!status && mayBeProse && entry.front() != '-') return std::vector<Declaration>{};
      if (!status) return fail(status.error());
      mayBeProse = false;
    }
    auto declarations = found_.finish();
    if (!declarations) return declarations;
    std::ranges::move(included_, std::back_inserter(*declarations));
    applyConstraints(*declarations);
    applyIndexes(*declarations);
    return inOrder(std::move(*declarations));
  }

private:
  Position placeOf(std::string_view part) const {
    return places_.at(static_cast<std::size_t>(part.data() - text_.data()));
  }

  Status readOption(std::string_view line) {
    if (const auto editable = optionValue(line, "-e", "--editable"); !editable.empty())
      return readRequirement(editable);
    if (const auto file = optionValue(line, "-r", "--requirement"); !file.empty())
      return include(line, file, included_);
    if (const auto file = optionValue(line, "-c", "--constraint"); !file.empty()) {
      return include(line, file, constraints_);
    }
    for (const std::string_view form : {"--index-url", "-i", "--extra-index-url"}) {
      if (const auto url = optionValue(line, form, form); !url.empty()) {
        addIndex(url, form == "--extra-index-url");
        break;
      }
    }
    return {}; // switches of pip
  }

  // What another file asks for. One that is a manifest by its name is read for itself, too, but constraints count here
  // only.
  Status include(std::string_view line, std::string_view file, std::vector<Declaration> &into) {
    const std::string path = joinPath(directoryOf(manifest_.path), file);
    const auto text = manifest_.beside(file);
    if (!text) {
      Declaration &declaration = found_.add(file, placeOf(file));
      declaration.resolved = false;
      declaration.constraint = std::string(line.substr(0, line.find(file))) + "is not followed";
      return {};
    }
    const bool isConstraint = &into == &constraints_;
    if (!isConstraint && isRequirementsTxt(path)) return {};
    if (!seen_.insert((isConstraint ? "-c " : "-r ") + path).second) return {};
    if (seen_.size() > kMaxIncluded)
      return failAt(manifest_, placeOf(file), "more than 100 files include each other", "fewer");
    const Manifest other{path, *text, manifest_.files, manifest_.root, manifest_.options};
    if (const Status size = checkTextSize(other); !size) return fail(size.error());
    auto declarations = RequirementsReader(other, seen_).read();
    if (!declarations) return fail(declarations.error());
    std::ranges::move(*declarations, std::back_inserter(into));
    return {};
  }

  // Constraints say in which version a package is installed, if it is.
  void applyConstraints(std::vector<Declaration> &declarations) const {
    std::map<std::string, const Declaration *> byName; // the first that states a version
    for (const Declaration &constraint : constraints_)
      if (!constraint.version.empty()) byName.try_emplace(normalisedPythonName(constraint.name), &constraint);
    for (Declaration &declaration : declarations) {
      const auto constraint = byName.find(normalisedPythonName(declaration.name));
      if (!declaration.version.empty() || constraint == byName.end()) continue;
      declaration.version = constraint->second->version;
      declaration.purl = constraint->second->purl;
      declaration.checksums = constraint->second->checksums;
    }
  }

  void addIndex(std::string_view url, bool isExtra) {
    static const RE2 kDefault(R"(https://(?:www\.)?pypi\.(?:org|python\.org)(?:/.*)?)");
    const std::string index = withoutCredentials(url);
    if (!isExtra) {
      index_ = RE2::FullMatch(index, kDefault) ? "" : index;
    } else if (extraIndexes_.size() < kMaxIndexes) {
      extraIndexes_.push_back(index);
    }
  }

  // A package without a source of its own may come from each index that pip is told of.
  void applyIndexes(std::vector<Declaration> &declarations) const {
    std::vector<Declaration> others;
    for (Declaration &declaration : declarations) {
      if (!declaration.source.empty() || !declaration.resolved) continue;
      for (const std::string &index : extraIndexes_) others.emplace_back(declaration).source = index;
      declaration.source = index_;
    }
    std::ranges::move(others, std::back_inserter(declarations));
  }

  Status readRequirement(std::string_view entry) {
    std::string_view requirement = entry;
    if (const std::size_t at = entry.find(" --"); at != std::string_view::npos) requirement = trim(entry.substr(0, at));
    if (isUrl(requirement.substr(0, requirement.find('@'))) || requirement.starts_with("git+")) {
      return readUrl(requirement);
    }
    if (isLocalFile(requirement)) return {};
    const auto parsed = parsePythonRequirement(requirement);
    if (!parsed) return failAt(manifest_, placeOf(requirement), "not a requirement", "name, versions and a marker");
    Declaration &declaration = found_.add(parsed->name, placeOf(requirement));
    describePython(*parsed, declaration);
    addHashes(entry, declaration);
    return {};
  }

  static void addHashes(std::string_view entry, Declaration &declaration) {
    static const RE2 kHash(R"(--hash[= ](sha256|sha384|sha512):([0-9a-f]{64,128}))");
    re2::StringPiece rest(entry.data(), entry.size());
    Checksum checksum;
    while (RE2::FindAndConsume(&rest, kHash, &checksum.algorithm, &checksum.value)) {
      declaration.checksums.push_back(checksum);
    }
  }

  // A URL alone tells its name in "#egg=name", or in the name of the archive.
  Status readUrl(std::string_view url) {
    static const RE2 kEgg(R"([#&]egg=([A-Za-z0-9][A-Za-z0-9._-]*))");
    static const RE2 kFile(
        R"(/([A-Za-z0-9][A-Za-z0-9._]*?)-v?(\d[A-Za-z0-9.!+_]*?)(?:-[^/]*\.whl|\.tar\.\w+|\.zip)(?:#|$))");
    std::string name;
    std::string version;
    if (!RE2::PartialMatch(url, kEgg, &name) && !RE2::PartialMatch(url, kFile, &name, &version)) {
      name = std::string(fileNameOf(url.substr(0, url.find_first_of("#@?", url.find("://") + 3))));
      if (name.ends_with(".git")) name.resize(name.size() - 4);
    }
    Declaration &declaration = found_.add(name.empty() ? url : std::string_view(name), placeOf(url));
    declaration.version = version;
    describePythonUrl(url, declaration);
    return {};
  }

  const Manifest &manifest_;
  std::set<std::string> &seen_;
  std::string text_;
  PlaceIndex places_;
  DeclarationList found_;
  std::vector<Declaration> included_;
  std::vector<Declaration> constraints_;
  std::string index_; // in place of PyPI; empty: PyPI
  std::vector<std::string> extraIndexes_;
};

} // namespace

bool isRequirementsTxt(std::string_view path) {
  const std::string_view name = fileNameOf(path);
  if (!name.ends_with(".txt")) return false;
  return name.starts_with("requirements") || name.ends_with("requirements.txt") ||
         fileNameOf(directoryOf(path)) == "requirements";
}

Result<std::vector<Declaration>> readRequirementsTxt(const Manifest &manifest) {
  if (const Status size = checkTextSize(manifest); !size) return fail(size.error());
  std::set<std::string> seen;
  return RequirementsReader(manifest, seen).read();
}

} // namespace lintel::sbom
