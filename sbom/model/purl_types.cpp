#include "sbom/model/purl_types.h"

#include "core/support/text.h"

#include <algorithm>
#include <iterator>

namespace lintel::sbom {
namespace {

enum class Need { Optional, Required, Forbidden };

// Which parts do not tell upper from lower case.
struct Folded {
  bool nameSpace = false;
  bool name = false;
  bool version = false;
};

struct TypeRule {
  std::string_view type;
  Need nameSpace = Need::Optional;
  Folded folded = {};
  std::string_view qualifier = {}; // one that must be there
};

constexpr Folded kNamespaceAndName = {.nameSpace = true, .name = true, .version = false};
constexpr Folded kNamespaceOnly = {.nameSpace = true, .name = false, .version = false};
constexpr Folded kNameOnly = {.nameSpace = false, .name = true, .version = false};
constexpr Folded kVersionOnly = {.nameSpace = false, .name = false, .version = true};
constexpr Folded kNameAndVersion = {.nameSpace = false, .name = true, .version = true};
constexpr Folded kAll = {.nameSpace = true, .name = true, .version = true};

// Sorted by type.
constexpr TypeRule kRules[] = {
    {"alpm", Need::Required, kNamespaceAndName},
    {"apk", Need::Required, kNamespaceAndName},
    {"bazel", Need::Forbidden},
    {"bitbucket", Need::Required, kNamespaceAndName},
    {"bitnami", Need::Forbidden, kNameOnly},
    {"brew", Need::Optional, kNamespaceAndName},
    {"cargo", Need::Forbidden},
    {"chrome-extension", Need::Forbidden, kNameOnly},
    {"cocoapods", Need::Forbidden},
    {"composer", Need::Required, kNamespaceAndName},
    {"conan", Need::Optional},
    {"conda", Need::Forbidden},
    {"cpan", Need::Optional},
    {"cran", Need::Forbidden},
    {"deb", Need::Required, kNamespaceAndName},
    {"docker", Need::Optional},
    {"gem", Need::Forbidden},
    {"generic", Need::Optional},
    {"git", Need::Required},
    {"github", Need::Required, kNamespaceAndName},
    {"gitlab", Need::Required, kNamespaceAndName},
    {"golang", Need::Required},
    {"hackage", Need::Forbidden},
    {"hex", Need::Optional, kNamespaceAndName},
    {"huggingface", Need::Required, kVersionOnly},
    {"julia", Need::Forbidden, {}, "uuid"},
    {"luarocks", Need::Optional, kNamespaceAndName},
    {"maven", Need::Required},
    {"mlflow", Need::Forbidden},
    {"npm", Need::Optional},
    {"nuget", Need::Forbidden},
    {"oci", Need::Forbidden, kNameAndVersion},
    {"opam", Need::Forbidden},
    {"otp", Need::Forbidden, kNameOnly},
    {"pub", Need::Forbidden, kNameOnly},
    {"pypi", Need::Forbidden, kNameAndVersion},
    {"qpkg", Need::Required, kNamespaceOnly},
    {"rpm", Need::Required, kNamespaceOnly},
    {"swid", Need::Optional, {}, "tag_id"},
    {"swift", Need::Required},
    {"vcpkg", Need::Forbidden},
    {"vscode-extension", Need::Required, kAll},
    {"yocto", Need::Optional, kNamespaceOnly},
};

const TypeRule *ruleOf(std::string_view type) {
  const auto *found = std::ranges::lower_bound(kRules, type, {}, &TypeRule::type);
  return found != std::end(kRules) && found->type == type ? found : nullptr;
}

// Letters outside ASCII stay as they are: no registry that folds case lets them into names.
void fold(std::string &text) { text = lowerCase(text); }

bool isDigit(char c) { return c >= '0' && c <= '9'; }

Problem problem(std::string what, std::string expected) {
  Problem problem;
  problem.what = std::move(what);
  problem.expected = std::move(expected);
  return problem;
}

// "1.2.3.4" or shorter.
bool isChromeVersion(std::string_view text) {
  int parts = 1;
  bool atStart = true;
  for (const char c : text) {
    if (c == '.' && !atStart) {
      ++parts;
      atStart = true;
    } else if (isDigit(c)) {
      atStart = false;
    } else {
      return false;
    }
  }
  return !atStart && parts <= 4;
}

Status checkChromeExtension(const Purl &purl) {
  const auto isLetter = [](char c) { return c >= 'a' && c <= 'p'; };
  if (purl.name.size() != 32 || !std::ranges::all_of(purl.name, isLetter)) {
    return fail(problem("'" + purl.name + "' is no id of a Chrome extension", "32 letters from a to p"));
  }
  if (!purl.version.empty() && !isChromeVersion(purl.version)) {
    return fail(problem("'" + purl.version + "' is no version of a Chrome extension", "one to four numbers"));
  }
  return {};
}

// The author of a distribution in upper case; a distribution is spelt with '-', a module with "::".
Status normaliseCpan(Purl &purl) {
  for (char &c : purl.nameSpace) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  if (purl.name.find("::") == std::string::npos) return {};
  return fail(problem("'" + purl.name + "' names a module of CPAN", "the name of a distribution, with '-' for '::'"));
}

// Databricks, unlike other MLflow servers, takes names without regard to case.
void normaliseMlflow(Purl &purl) {
  const auto repository = purl.qualifiers.find("repository_url");
  if (repository == purl.qualifiers.end()) return;
  std::string url = repository->second;
  fold(url);
  if (url.find("databricks") != std::string::npos) fold(purl.name);
}

void normalisePub(Purl &purl) {
  for (char &c : purl.name) {
    if (!isDigit(c) && (c < 'a' || c > 'z')) c = '_';
  }
}

Status applySpecialCases(Purl &purl) {
  if (purl.type == "chrome-extension") return checkChromeExtension(purl);
  if (purl.type == "cpan") return normaliseCpan(purl);
  if (purl.type == "mlflow") normaliseMlflow(purl);
  if (purl.type == "pub") normalisePub(purl);
  if (purl.type == "pypi") std::ranges::replace(purl.name, '_', '-');
  if (purl.type == "swift" && purl.nameSpace.find('/') == std::string::npos) {
    return fail(problem("the namespace '" + purl.nameSpace + "' is too short for type swift", "a host and an owner"));
  }
  return {};
}

} // namespace

Status applyPurlType(Purl &purl) {
  const TypeRule *rule = ruleOf(purl.type);
  if (rule == nullptr) return {};
  if (rule->nameSpace == Need::Required && purl.nameSpace.empty()) {
    return fail(problem("no namespace", "one, as type " + purl.type + " asks for"));
  }
  if (rule->nameSpace == Need::Forbidden && !purl.nameSpace.empty()) {
    return fail(problem("the namespace '" + purl.nameSpace + "'", "none, as type " + purl.type + " has none"));
  }
  if (!rule->qualifier.empty() && !purl.qualifiers.contains(std::string(rule->qualifier))) {
    return fail(
        problem("no qualifier '" + std::string(rule->qualifier) + "'", "one, as type " + purl.type + " asks for"));
  }
  if (rule->folded.nameSpace) fold(purl.nameSpace);
  if (rule->folded.name) fold(purl.name);
  if (rule->folded.version) fold(purl.version);
  return applySpecialCases(purl);
}

} // namespace lintel::sbom
