#include "sbom/collect/license_conclusion.h"

#include "core/support/path.h"
#include "core/support/text.h"
#include "sbom/identity/license_match.h"
#include "sbom/identity/license_tags.h"
#include "sbom/model/spdx.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

constexpr std::uint64_t kMaxSourceSize = 8u << 20;
constexpr std::size_t kMaxFilesRead = 200; // heads of one component's files: the rest will say the same
constexpr std::size_t kMaxQuoted = 80;
constexpr std::size_t kHeadSize = 4u << 10; // a notice stands at the top

class Conclusion {
public:
  Conclusion(const FileSystem &files, const std::string &root) : files_(files), root_(root) {}

  void conclude(Component &component) {
    std::set<std::string> found;
    std::string evidence;
    if (!component.licenseEvidence.empty()) readText(component.licenseEvidence, found, evidence);
    const std::size_t tagged = readHeads(component, found);
    std::ranges::sort(component.invalidLicenseTags);
    if (found.empty()) return;
    if (tagged != 0)
      evidence += (evidence.empty() ? "" : "; ") + std::to_string(tagged) + (tagged == 1 ? " file" : " files") +
                  " with a licence tag or notice";
    component.concludedLicense = joined(found);
    component.concludedEvidence = evidence;
  }

private:
  std::string read(const std::string &path) const {
    const std::string absolute = absolutePath(path, root_);
    if (!staysInside(absolute, root_)) return {};
    auto text = files_.read(absolute, kMaxSourceSize);
    return text ? std::move(*text) : std::string();
  }

  void readText(const std::string &path, std::set<std::string> &found, std::string &evidence) const {
    const std::string text = read(path);
    const std::vector<LicenseMatch> matches = matchLicenses(text);
    for (std::string &license : concludedLicenses(matches)) found.insert(std::move(license));
    for (const TaggedLicense &tag : licenseTags(text)) {
      if (tag.expression && found.insert(*tag.expression).second)
        evidence += path + ":" + std::to_string(tag.line) + ": tag";
    }
    for (const LicenseMatch &match : matches) {
      if (match.score < kConcludedLicense) continue;
      evidence += (evidence.empty() ? path + ": " : std::string(", ")) +
                  std::to_string(static_cast<int>(match.score * 100)) + " % of " + match.spdxId;
    }
  }

  // Returns how many files said something.
  std::size_t readHeads(Component &component, std::set<std::string> &found) const {
    std::set<std::string> paths;
    for (const Occurrence &occurrence : component.occurrences) {
      if (paths.size() < kMaxFilesRead && !occurrence.header.starts_with('/')) paths.insert(occurrence.header);
    }
    std::size_t tagged = 0;
    for (const std::string &path : paths) {
      const std::string head = read(path).substr(0, kHeadSize);
      const std::vector<std::string> stated = statedLicenses(head);
      found.insert(stated.begin(), stated.end());
      noteInvalidTags(path, head, component.invalidLicenseTags);
      tagged += stated.empty() ? 0 : 1;
    }
    return tagged;
  }

  static void noteInvalidTags(const std::string &path, std::string_view text, std::vector<InvalidLicenseTag> &tags) {
    for (const TaggedLicense &tag : licenseTags(text)) {
      if (tag.expression) continue;
      const int end = tag.column + static_cast<int>(tag.text.size());
      tags.push_back({toValidUtf8(tag.text.substr(0, kMaxQuoted)), {path, {tag.line, tag.column}, {tag.line, end}}});
    }
  }

  static std::string joined(const std::set<std::string> &licenses) {
    LicenseExpression all;
    all.kind = LicenseExpression::Kind::And;
    for (const std::string &license : licenses) {
      if (auto expression = parseLicenseExpression(license)) all.operands.push_back(std::move(*expression));
    }
    if (all.operands.empty()) return {};
    return toString(all.operands.size() == 1 ? all.operands.front() : all);
  }

  const FileSystem &files_;
  const std::string &root_;
};

} // namespace

void concludeLicenses(const FileSystem &files, const CollectOptions &options, ComponentTable &table) {
  for (auto &[ref, component] : table.all()) {
    if (component.origin != Origin::Vendored && component.origin != Origin::Submodule) continue;
    Conclusion(files, options.root).conclude(component);
  }
}

} // namespace lintel::sbom
