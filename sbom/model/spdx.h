// SPDX licence expressions: "MIT", "GPL-2.0-or-later WITH Autoconf-exception-2.0", "(MIT OR BSL-1.0) AND Zlib".
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

// The identifier as the SPDX list spells it ("mit" -> "MIT"), with deprecated GNU ids replaced by
// their successors ("GPL-2.0+" -> "GPL-2.0-or-later"). nullopt when SPDX does not know it.
std::optional<std::string> spdxLicense(std::string_view id);
std::optional<std::string> spdxException(std::string_view id);

// A name that SPDX lists nowhere, as a reference that may stand in an expression:
// "public-domain" -> "LicenseRef-public-domain".
std::string licenseRef(std::string_view name);

// A parsed expression. Leaf: id is a licence, or "licence WITH exception".
struct LicenseExpression {
  enum class Kind { Leaf, And, Or };
  Kind kind = Kind::Leaf;
  std::string id;
  std::vector<LicenseExpression> operands;
};

// Accepts SPDX ids and LicenseRefs, in canonical spelling afterwards; nullopt for anything else,
// also for text of more than 1,000 bytes or nesting of more than 16 levels.
std::optional<LicenseExpression> parseLicenseExpression(std::string_view text);

// Canonical text, with parentheses only where they are needed.
std::string toString(const LicenseExpression &expression);

// Whether the licensee can satisfy the expression with leaves that pass: one operand of OR, all of AND.
bool isSatisfied(const LicenseExpression &expression, const std::function<bool(const std::string &)> &passes);

} // namespace lintel::sbom
