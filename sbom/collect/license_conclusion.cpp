#include "sbom/collect/license_conclusion.h"

#include "core/support/path.h"
#include "core/support/text.h"
#include "sbom/collect/vendored.h"
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
constexpr std::size_t kLongestHead = 16u << 10;

// With the whole of the comment that the size would cut: half a licence may look like another one.
std::string_view headOf(std::string_view text) {
  if (text.size() <= kHeadSize) return text;
  const std::string_view head = text.substr(0, kHeadSize);
  std::size_t end = kHeadSize;
  const std::size_t open = head.rfind("/*");
  if (open != head.npos && head.find("*/", open) == head.npos) {
    end = text.find("*/", kHeadSize);
  } else {
    for (end = text.find('\n', end); end < kLongestHead; end = text.find('\n', end + 1))
      if (!trim(text.substr(end + 1, text.find('\n', end + 1) - end - 1)).starts_with("//")) break;
  }
  return text.substr(0, std::min(end, kLongestHead));
}

std::string_view tailOf(std::string_view text) {
  return text.substr(text.size() <= kHeadSize ? text.size() : std::max(text.size() - kHeadSize, kHeadSize));
}

class Conclusion {
public:
  Conclusion(const FileSystem &files, const std::string &root) : files_(files), root_(root) {}

  void conclude(Component &component) {
    for (const std::string &path : licenseFiles(files_, root_, component.path)) readLicenseFile(path);
    readSources(component);
    std::ranges::sort(component.invalidLicenseTags);
    clarify(component.licenses);
    // A few files of many may be borrowed ones.
    if (evidence_.empty() && 2 * telling_.size() < read_) return;
    dropImpliedLicenses(texts_, stated_);
    texts_.merge(stated_);
    if (texts_.empty()) return;
    component.concludedLicense = joined(texts_);
    component.concludedEvidence = evidence();
  }

private:
  std::string read(const std::string &path) const {
    const std::string absolute = absolutePath(path, root_);
    if (!staysInside(absolute, root_)) return {};
    auto text = files_.read(absolute, kMaxSourceSize);
    return text ? std::move(*text) : std::string();
  }

  void readLicenseFile(const std::string &path) {
    const std::string text = read(path);
    const std::vector<LicenseMatch> matches = matchLicenses(text);
    const auto isNotice = [](const std::string &id) {
      return [&id](const LicenseMatch &match) { return match.notice && match.spdxId == id; };
    };
    for (std::string &id : concludedLicenses(matches))
      (std::ranges::any_of(matches, isNotice(id)) ? stated_ : texts_).insert(std::move(id));
    std::string found;
    for (const LicenseMatch &match : matches) {
      if (match.score < kConcludedLicense) continue;
      const std::string how =
          match.notice ? "notice of " : std::to_string(static_cast<int>(match.score * 100)) + " % of ";
      found += (found.empty() ? "" : ", ") + how + match.spdxId;
    }
    for (const TaggedLicense &tag : licenseTags(text)) {
      if (tag.expression && stated_.insert(*tag.expression).second)
        found += (found.empty() ? "" : ", ") + ("tag in line " + std::to_string(tag.line));
    }
    if (!found.empty()) evidence_ += (evidence_.empty() ? "" : "; ") + path + ": " + found;
  }

  // A notice stands at the head of a file; some libraries of one file have it at the end.
  void readSources(Component &component) {
    std::set<std::string> paths;
    for (const Occurrence &occurrence : component.occurrences) {
      if (paths.size() < kMaxFilesRead && !occurrence.header.starts_with('/')) paths.insert(occurrence.header);
    }
    read_ = paths.size();
    for (const std::string &path : paths) {
      const std::string text = read(path);
      readPart(path, headOf(text));
      noteInvalidTags(path, headOf(text), component.invalidLicenseTags);
    }
    if (!telling_.empty() || !evidence_.empty()) return;
    for (const std::string &path : paths) readPart(path, tailOf(read(path)));
  }

  void readPart(const std::string &path, std::string_view text) {
    const std::vector<std::string> stated = statedLicenses(text);
    stated_.insert(stated.begin(), stated.end());
    if (!stated.empty()) telling_.push_back(path);
  }

  // A text alone leaves open what a notice tells: later versions, or one licence of several.
  void clarify(std::vector<std::string> &declared) const {
    std::set<std::string> clear(declared.begin(), declared.end());
    for (const std::string &statement : stated_) {
      const std::size_t before = clear.size();
      dropImpliedLicenses(clear, {statement});
      if (clear.size() != before) clear.insert(statement);
    }
    declared.assign(clear.begin(), clear.end());
  }

  std::string evidence() const {
    if (telling_.empty()) return evidence_;
    const std::string more = telling_.size() == 1 ? "" : " and " + std::to_string(telling_.size() - 1) + " more";
    return evidence_ + (evidence_.empty() ? "" : "; ") + telling_.front() + more + ": tag or notice";
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
    std::set<std::string> known;
    for (const std::string &license : licenses) {
      if (const auto expression = parseLicenseExpression(license)) addOperands(*expression, known, all);
    }
    if (all.operands.empty()) return {};
    return toString(all.operands.size() == 1 ? all.operands.front() : all);
  }

  static void addOperands(const LicenseExpression &expression, std::set<std::string> &known, LicenseExpression &all) {
    if (expression.kind == LicenseExpression::Kind::And) {
      for (const LicenseExpression &operand : expression.operands) addOperands(operand, known, all);
    } else if (known.insert(toString(expression)).second) {
      all.operands.push_back(expression);
    }
  }

  const FileSystem &files_;
  const std::string &root_;
  std::set<std::string> texts_;      // licences whose texts are there
  std::set<std::string> stated_;     // by notices and tags
  std::string evidence_;             // of licence files
  std::vector<std::string> telling_; // sources that say something
  std::size_t read_ = 0;             // count of sources
};

} // namespace

void concludeLicenses(const FileSystem &files, const CollectOptions &options, ComponentTable &table) {
  for (auto &[ref, component] : table.all()) {
    if (component.origin != Origin::Vendored && component.origin != Origin::Submodule) continue;
    Conclusion(files, options.root).conclude(component);
  }
}

} // namespace lintel::sbom
