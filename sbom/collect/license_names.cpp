#include "sbom/collect/license_names.h"

#include "core/support/text.h"
#include "sbom/model/spdx.h"

#include <algorithm>
#include <map>
#include <re2/re2.h>
#include <span>

namespace lintel::sbom {
namespace {

using Kind = LicenseExpression::Kind;

constexpr std::size_t kMaxSynopsisSize = 400;

// Where Debian's name is not SPDX's, apart from case, trailing ".0" and the GNU family.
const std::map<std::string, std::string, std::less<>> &aliases() {
  static const std::map<std::string, std::string, std::less<>> table = {
      {"apache", "Apache-1.0"},
      {"apache-2-llvm-exceptions", "Apache-2.0 WITH LLVM-exception"},
      {"artistic", "Artistic-1.0"},
      {"boost", "BSL-1.0"},
      {"boost-1.0", "BSL-1.0"},
      {"bsd-1", "BSD-1-Clause"},
      {"bsd-2", "BSD-2-Clause"},
      {"bsd-3", "BSD-3-Clause"},
      {"bsd-4", "BSD-4-Clause"},
      {"cc0", "CC0-1.0"},
      {"expat", "MIT"},
      {"mit/expat", "MIT"},
      {"mit/x11", "MIT"},
      {"openldap-2.8", "OLDAP-2.8"},
      {"pd", "LicenseRef-public-domain"},
      {"perl", "Artistic-1.0-Perl OR GPL-1.0-or-later"},
      {"public-domain", "LicenseRef-public-domain"},
  };
  return table;
}

// GPL-2, GPLv2, GPL-2.0+, LGPL-2.1-or-later, GFDL-NIV-1.3+, ... A name without version is no SPDX id.
std::optional<std::string> gnuLicense(const std::string &name) {
  static const RE2 pattern(R"((?i)(L|A)?GPL[-v]*(\d)(?:\.(\d))?(?:\.0)?(\+|-or-later|-only)?)");
  static const RE2 freeDocumentation(R"((?i)GFDL(-NIV)?-?v?(\d\.\d)(\+|-or-later|-only)?)");
  std::string prefix, major, minor, later;
  if (RE2::FullMatch(name, pattern, &prefix, &major, &minor, &later)) {
    const std::string suffix = later == "+" || lowerCase(later) == "-or-later" ? "-or-later" : "-only";
    return spdxLicense(prefix + "GPL-" + major + '.' + (minor.empty() ? "0" : minor) + suffix);
  }
  std::string invariants, version;
  if (RE2::FullMatch(name, freeDocumentation, &invariants, &version, &later)) {
    const std::string suffix = later == "+" || lowerCase(later) == "-or-later" ? "-or-later" : "-only";
    return spdxLicense("GFDL-" + version + (invariants.empty() ? "" : "-no-invariants") + suffix);
  }
  return std::nullopt;
}

std::optional<std::string> knownLicense(const std::string &name) {
  if (const auto alias = aliases().find(lowerCase(name)); alias != aliases().end()) return alias->second;
  if (auto gnu = gnuLicense(name)) return gnu;
  if (auto id = spdxLicense(name)) return id;
  return spdxLicense(name + ".0");
}

// "Autoconf" of "GPL-2+ with Autoconf exception". Versioned exceptions need the licence they belong to.
std::optional<std::string> knownException(const std::string &name, const std::string &license) {
  static const std::map<std::string, std::string, std::less<>> table = {
      {"bison", "Bison-exception-2.2"},
      {"classpath", "Classpath-exception-2.0"},
      {"font", "Font-exception-2.0"},
      {"gcc", "GCC-exception-3.1"},
      {"gcc-runtime", "GCC-exception-3.1"},
      {"qt-1.0", "Qt-GPL-exception-1.0"},
      {"linux-syscall-note", "Linux-syscall-note"},
  };
  const std::string lower = lowerCase(name);
  if (const auto found = table.find(lower); found != table.end()) return found->second;
  if (lower == "autoconf") return license.starts_with("GPL-3") ? "Autoconf-exception-3.0" : "Autoconf-exception-2.0";
  if (auto listed = spdxException(name)) return listed;
  return spdxException(name + "-exception");
}

// "Autoconf exception", "OpenSSL-exception", "LLVM exceptions" -> the bare name.
std::string exceptionName(std::string_view text) {
  static const RE2 pattern(R"((?i)\s*(\S.*?)[\s-]*(?:exceptions?)?\s*)");
  std::string name;
  RE2::FullMatch(text, pattern, &name);
  return name;
}

// "GPL-2+-or-X11": a name made of two that are known.
std::optional<std::string> knownChoice(const std::string &name) {
  constexpr std::string_view kOr = "-or-";
  for (std::size_t at = name.find(kOr); at != name.npos; at = name.find(kOr, at + 1)) {
    const auto first = knownLicense(name.substr(0, at));
    const auto second = knownLicense(name.substr(at + kOr.size()));
    if (first && second) return *first + " OR " + *second;
  }
  return std::nullopt;
}

// One licence, with or without an exception. Unknown exceptions make the whole a LicenseRef: to leave
// them out would state terms that nobody gave.
std::optional<LicenseExpression> parseLeaf(std::string_view text, const LicenseTextLookup &textOf) {
  const std::size_t with = lowerCase(text).find(" with ");
  const std::string name(trim(text.substr(0, with)));
  if (name.empty() || name.find_first_of(" \t\n") != std::string::npos) return std::nullopt;
  auto license = knownLicense(name);
  if (with == std::string_view::npos) {
    if (!license) license = knownChoice(name);
    if (!license) {
      const auto recognised = textOf(name);
      license = recognised.size() == 1 ? *recognised.begin() : licenseRef(name);
    }
    return parseLicenseExpression(*license);
  }
  const std::string exception = exceptionName(text.substr(with + 6));
  if (license) {
    if (const auto known = knownException(exception, *license)) {
      if (auto expression = parseLicenseExpression(*license + " WITH " + *known)) return expression;
    }
  }
  return parseLicenseExpression(licenseRef(license.value_or(name) + "-with-" + exception + "-exception"));
}

struct Operator {
  std::string_view text;
  Kind kind;
};

// Weakest first: a comma makes the operator after it bind weaker (copyright-format 1.0, 7.2.1).
constexpr Operator kOperators[] = {
    {", and ", Kind::And}, {", or ", Kind::Or}, {" and/or ", Kind::Or}, {" or ", Kind::Or}, {" and ", Kind::And}};

std::optional<LicenseExpression> parseSynopsis(std::string_view text, const LicenseTextLookup &textOf,
                                               std::span<const Operator> operators) {
  if (operators.empty()) return parseLeaf(text, textOf);
  const auto [separator, kind] = operators.front();
  const std::string lower = lowerCase(text);
  LicenseExpression result;
  result.kind = kind;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(lower.find(separator, begin), text.size());
    auto operand = parseSynopsis(text.substr(begin, end - begin), textOf, operators.subspan(1));
    if (!operand) return std::nullopt;
    result.operands.push_back(std::move(*operand));
    if (end == text.size()) break;
    begin = end + separator.size();
  }
  if (result.operands.size() > 1) return result;
  return LicenseExpression(result.operands.front());
}

} // namespace

std::optional<std::string> spdxFromDebian(std::string_view synopsis, const LicenseTextLookup &textOf) {
  if (synopsis.size() > kMaxSynopsisSize) return std::nullopt;
  const auto expression = parseSynopsis(trim(synopsis), textOf, kOperators);
  if (!expression) return std::nullopt;
  return toString(*expression);
}

} // namespace lintel::sbom
