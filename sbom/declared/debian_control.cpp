#include "sbom/declared/debian_control.h"

#include "core/support/text.h"
#include "sbom/declared/manifest_place.h"
#include "sbom/declared/package_purls.h"
#include "sbom/model/deb822.h"
#include "sbom/model/place_index.h"

#include <algorithm>
#include <set>
#include <utility>

namespace lintel::sbom {
namespace {

constexpr std::pair<const char *, Scope> kFields[] = {
    {"Build-Depends", Scope::Build}, {"Build-Depends-Indep", Scope::Build}, {"Build-Depends-Arch", Scope::Build},
    {"Pre-Depends", Scope::Runtime}, {"Depends", Scope::Runtime},           {"Recommends", Scope::Optional}};

// The value with comment lines in it blanked, so that all places stay.
std::string withoutComments(std::string_view value) {
  std::string clean(value);
  for (std::size_t at = clean.find("\n#"); at != std::string::npos; at = clean.find("\n#", at)) {
    const std::size_t end = std::min(clean.find('\n', at + 1), clean.size());
    std::fill(clean.begin() + static_cast<std::ptrdiff_t>(at) + 1, clean.begin() + static_cast<std::ptrdiff_t>(end),
              ' ');
    at = end;
  }
  return clean;
}

// Takes what stands between the brackets, with them, and leaves the rest.
std::string takeBracketed(std::string_view &text, char open, char close) {
  const std::size_t begin = text.find(open);
  const std::size_t end = text.find(close, begin == std::string_view::npos ? 0 : begin);
  if (begin == std::string_view::npos || end == std::string_view::npos) return {};
  std::string taken(text.substr(begin, end + 1 - begin));
  text.remove_prefix(end + 1);
  return taken;
}

// "(>= 1:2.3)" -> constraint ">= 1:2.3"; "(= 1.0-1)" is also an exact version.
void describeVersion(std::string_view bracketed, Declaration &declaration) {
  if (bracketed.empty()) return;
  declaration.constraint = std::string(trim(bracketed.substr(1, bracketed.size() - 2)));
  if (!declaration.constraint.starts_with('=')) return;
  const std::string_view version = trim(std::string_view(declaration.constraint).substr(1));
  if (version.find("${") != std::string_view::npos) return;
  declaration.version = std::string(version);
  declaration.purl = debianPurl(declaration.name, declaration.version);
}

class ControlReader {
public:
  ControlReader(const Manifest &manifest, std::string_view text)
      : text_(text), places_(text), found_(manifest, "debian/control") {}

  Result<std::vector<Declaration>> read(const std::vector<DebParagraph> &paragraphs) {
    for (const DebParagraph &paragraph : paragraphs) {
      if (const auto name = paragraph.find("Package"); !name.empty()) own_.emplace(name);
    }
    for (const DebParagraph &paragraph : paragraphs) {
      for (const auto &[field, scope] : kFields) readField(paragraph.find(field), scope);
    }
    return found_.finish();
  }

private:
  void readField(std::string_view value, Scope scope) {
    if (value.empty()) return;
    const std::string clean = withoutComments(value);
    const auto valueAt = static_cast<std::size_t>(value.data() - text_.data());
    for (std::size_t at = 0; at < clean.size();) {
      const std::size_t comma = std::min(clean.find(',', at), clean.size());
      readAlternatives(std::string_view(clean).substr(at, comma - at), valueAt + at, scope);
      at = comma + 1;
    }
  }

  void readAlternatives(std::string_view relation, std::size_t offset, Scope scope) {
    std::string first;
    for (std::size_t at = 0; at < relation.size();) {
      const std::size_t bar = std::min(relation.find('|', at), relation.size());
      readRelation(relation.substr(at, bar - at), offset + at, scope, first);
      at = bar + 1;
    }
  }

  // first: the name of the first alternative, set by the call that reads it.
  void readRelation(std::string_view text, std::size_t offset, Scope scope, std::string &first) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return;
    text.remove_prefix(begin);
    const bool isVariable = text.starts_with("${");
    const std::size_t end = std::min(isVariable ? text.find('}') : text.find_first_of(" \t\r\n(:[<"), text.size());
    const std::string name(text.substr(0, isVariable ? std::min(end + 1, text.size()) : end));
    text.remove_prefix(std::min(end, text.size()));
    if (own_.contains(name)) return;
    Declaration &declaration = found_.add(name, places_.at(offset + begin));
    declaration.scope = scope;
    declaration.required = scope != Scope::Optional;
    if (isVariable) {
      declaration.resolved = false;
      declaration.constraint = "computed when the package is built";
    }
    describeVersion(takeBracketed(text, '(', ')'), declaration);
    describeRestrictions(text, declaration);
    if (first.empty()) {
      first = name;
    } else {
      declaration.required = false;
      declaration.condition += (declaration.condition.empty() ? "" : " ") + std::string("instead of ") + first;
    }
  }

  // "[amd64 !hurd-any] <!nocheck> <!cross>"
  static void describeRestrictions(std::string_view text, Declaration &declaration) {
    declaration.condition = takeBracketed(text, '[', ']');
    while (true) {
      const std::string profiles = takeBracketed(text, '<', '>');
      if (profiles.empty()) return;
      if (profiles == "<!nocheck>") declaration.scope = Scope::Test; // only needed to run the tests
      declaration.condition += (declaration.condition.empty() ? "" : " ") + profiles;
    }
  }

  std::string_view text_;
  PlaceIndex places_;
  DeclarationList found_;
  std::set<std::string> own_; // binary packages of this source
};

} // namespace

bool isDebianControl(std::string_view path) { return path == "debian/control" || path.ends_with("/debian/control"); }

Result<std::vector<Declaration>> readDebianControl(const Manifest &manifest) {
  if (const Status size = checkTextSize(manifest); !size) return fail(size.error());
  std::string text(manifest.text);
  if (!text.empty() && text.back() != '\n') text += '\n'; // an editor may leave the last line open
  const auto paragraphs = parseDeb822(text, manifest.path, DebComments::Allowed);
  if (!paragraphs) return fail(paragraphs.error());
  return ControlReader(manifest, text).read(*paragraphs);
}

} // namespace lintel::sbom
