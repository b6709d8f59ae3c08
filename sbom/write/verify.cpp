#include "sbom/write/verify.h"

#include "core/support/text.h"
#include "sbom/model/declaration.h"
#include "sbom/model/purl.h"
#include "sbom/model/spdx.h"
#include "sbom/write/gather.h"
#include "sbom/write/value_forms.h"

#include <algorithm>
#include <tuple>

namespace lintel::sbom {
namespace {

bool isDependency(const ReadEdge &edge) {
  return edge.kind == "depends-on" || edge.kind == "static-link" || edge.kind == "dynamic-link";
}

std::string folded(std::string_view text) {
  std::string name = lowerCase(text);
  std::ranges::replace(name, '_', '-');
  return name;
}

std::string withoutV(const std::string &version) { return version.starts_with('v') ? version.substr(1) : version; }

// "owner/name", "group:name" and "name" are all in use beside a purl with a namespace.
bool isSameName(const std::string &name, const Purl &purl) {
  const std::string written = folded(name);
  const std::string expected = folded(purl.name);
  return written == expected || written.ends_with('/' + expected) || written.ends_with(':' + expected);
}

// A commit stands for any version.
bool isSameVersion(const std::string &version, const Purl &purl) {
  return version.empty() || purl.version.empty() || isCommitId(purl.version) ||
         withoutV(version) == withoutV(purl.version);
}

class Verifier {
public:
  explicit Verifier(Gathered &gathered) : gathered_(gathered), document_(gathered.document) {}

  void judge() {
    checkIds();
    checkReferences();
    for (std::size_t i = 0; i < document_.components.size(); ++i) {
      checkPurl(document_.components[i], gathered_.componentPlaces[i]);
      checkFields(document_.components[i], gathered_.componentPlaces[i]);
    }
    for (const Said &expression : gathered_.expressions) checkExpression(expression);
    for (const SaidHash &hash : gathered_.hashes) checkHash(hash);
    for (const Said &timestamp : gathered_.timestamps) {
      if (!isTimestamp(timestamp.text, document_.format != DocumentFormat::CycloneDxJson)) {
        gathered_.mistake(timestamp.place, "'" + timestamp.text + "' is no time stamp", "2026-01-31T12:00:00Z");
      }
    }
    for (const Said &uri : gathered_.uris) {
      if (!isUriReference(uri.text)) {
        gathered_.mistake(uri.place, "'" + uri.text + "' is no URI", "one of RFC 3986, with %XX for other bytes");
      }
    }
    checkGraph();
  }

private:
  void checkIds() {
    for (const Said &id : gathered_.ids) {
      if (!ids_.insert(id.text).second) {
        gathered_.mistake(id.place, "the id '" + id.text + "' is used twice", "each id once");
      }
    }
  }

  void checkReferences() {
    for (const Said &reference : gathered_.references) {
      if (ids_.contains(reference.text)) continue;
      gathered_.mistake(reference.place, "nothing is called '" + reference.text + "'",
                        "the id of something in this document");
    }
  }

  void checkPurl(const ReadComponent &component, const std::string &place) {
    if (component.purl.empty()) return;
    const std::string at = document_.format == DocumentFormat::CycloneDxJson ? pointerTo(place, "purl") : place;
    const auto purl = parsePurl(component.purl);
    if (!purl) {
      gathered_.mistake(at, "'" + component.purl + "' is no package URL: " + purl.error().what, purl.error().expected);
      return;
    }
    if (!isSameVersion(component.version, *purl)) {
      gathered_.mistake(at, "the package URL says version " + purl->version + ", the component " + component.version,
                        "the same version in both");
    }
    if (!isSameName(component.name, *purl)) {
      gathered_.mistake(at, "the package URL says '" + purl->name + "', the component '" + component.name + "'",
                        "the same name in both", MistakeSeverity::Note);
    }
  }

  void checkFields(const ReadComponent &component, const std::string &place) {
    std::string missing;
    const auto ask = [&missing](bool isThere, const char *field) {
      if (!isThere) missing += (missing.empty() ? "" : ", ") + std::string(field);
    };
    ask(!component.name.empty(), "name");
    ask(!component.version.empty(), "version");
    ask(!component.supplier.empty(), "supplier");
    ask(!component.purl.empty(), "package URL");
    ask(!component.licenses.empty(), "licence");
    ask(!component.hashes.empty(), "hash");
    if (missing.empty()) return;
    gathered_.mistake(place, "'" + component.name + "' comes without " + missing,
                      "the fields that NTIA, CISA and BSI TR-03183-2 ask for", MistakeSeverity::Note);
  }

  void checkExpression(const Said &said) {
    const auto expression = parseLicenseExpression(said.text);
    if (!expression) {
      gathered_.mistake(said.place, "'" + said.text + "' is no licence expression",
                        "SPDX ids, joined by AND, OR and WITH");
    } else if (gathered_.definesLicenseRefs) {
      checkLicenseRefs(*expression, said.place);
    }
  }

  void checkLicenseRefs(const LicenseExpression &expression, const std::string &place) {
    for (const LicenseExpression &operand : expression.operands) checkLicenseRefs(operand, place);
    const std::string id = expression.id.substr(0, expression.id.find(' '));
    if (!id.starts_with("LicenseRef-") || gathered_.licenseRefs.contains(id)) return;
    gathered_.mistake(place, "no text is given for '" + id + "'", "an entry of hasExtractedLicensingInfos");
  }

  void checkHash(const SaidHash &hash) {
    const std::size_t digits = hashDigits(hashName(hash.algorithm));
    if (digits == 0) {
      gathered_.mistake(hash.place, "'" + hash.algorithm + "' is no algorithm of a hash", "one such as SHA-512");
    } else if (hash.value.size() != digits || !isHexadecimal(hash.value)) {
      gathered_.mistake(hash.place, "'" + hash.value + "' is no value of " + hash.algorithm,
                        std::to_string(digits) + " hexadecimal digits");
    }
  }

  void checkGraph() {
    std::map<std::string, std::set<std::string>> next;
    for (const ReadEdge &edge : document_.edges) {
      if (!isDependency(edge)) continue;
      if (edge.from == edge.to) {
        gathered_.mistake(placeOf(edge.from), "'" + edge.from + "' depends on itself", "edges between two components");
      } else {
        next[edge.from].insert(edge.to);
      }
    }
    checkRoot(next);
  }

  std::string placeOf(const std::string &id) const {
    for (std::size_t i = 0; i < document_.components.size(); ++i) {
      if (document_.components[i].id == id) return gathered_.componentPlaces[i];
    }
    return "";
  }

  // Whether a component that the root leads to depends on the root again.
  void checkRoot(const std::map<std::string, std::set<std::string>> &next) {
    const std::string &root = document_.root;
    if (root.empty()) return;
    if (!ids_.contains(root)) {
      gathered_.mistake("", "the root '" + root + "' is nowhere in the document", "a component of that id");
    }
    std::set<std::string> seen;
    std::vector<std::string> open = {root};
    while (!open.empty()) {
      const std::string id = std::move(open.back());
      open.pop_back();
      const auto found = next.find(id);
      if (found == next.end() || !seen.insert(id).second) continue;
      if (id != root && found->second.contains(root)) {
        gathered_.mistake(placeOf(id), "'" + id + "' depends on the root '" + root + "', which depends on it",
                          "a root that nothing below it depends on");
      }
      open.insert(open.end(), found->second.begin(), found->second.end());
    }
  }

  Gathered &gathered_;
  const ReadDocument &document_;
  std::set<std::string> ids_;
};

// The line of a value that is missing is the line of what it is missing in.
int lineAt(std::string place, const std::map<std::string, int> &lines) {
  while (true) {
    const auto found = lines.find(place);
    if (found != lines.end()) return found->second;
    if (place.empty()) return 1;
    place.resize(place.rfind('/'));
  }
}

std::set<std::string> placesAndParents(const std::vector<FoundMistake> &mistakes) {
  std::set<std::string> places;
  for (const FoundMistake &mistake : mistakes) {
    std::string place = mistake.place;
    while (!place.empty() && places.insert(place).second) place.resize(place.rfind('/'));
  }
  return places;
}

std::vector<SbomMistake> located(Gathered gathered, std::string_view text, const std::string &file) {
  if (gathered.document.format != DocumentFormat::SpdxTagValue) {
    gathered.lines = linesOf(text, placesAndParents(gathered.mistakes));
  }
  std::vector<SbomMistake> mistakes;
  for (FoundMistake &found : gathered.mistakes) {
    SbomMistake mistake;
    mistake.severity = found.severity;
    mistake.problem.what = std::move(found.what);
    if (!found.place.empty() && gathered.document.format != DocumentFormat::SpdxTagValue) {
      mistake.problem.what = found.place + ": " + mistake.problem.what;
    }
    mistake.problem.file = file;
    mistake.problem.line = lineAt(found.place, gathered.lines);
    mistake.problem.expected = std::move(found.expected);
    mistakes.push_back(std::move(mistake));
  }
  std::ranges::sort(mistakes, [](const SbomMistake &a, const SbomMistake &b) {
    return std::tie(a.problem.line, a.problem.what) < std::tie(b.problem.line, b.problem.what);
  });
  return mistakes;
}

} // namespace

const char *toString(MistakeSeverity severity) { return severity == MistakeSeverity::Error ? "error" : "note"; }

std::vector<SbomMistake> verifySbom(std::string_view text, const std::string &file) {
  auto gathered = gather(text, file);
  if (!gathered) return {{MistakeSeverity::Error, gathered.error()}};
  Verifier(*gathered).judge();
  return located(std::move(*gathered), text, file);
}

} // namespace lintel::sbom
