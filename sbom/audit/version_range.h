// Version ranges as a policy writes them.
#pragma once

#include "sbom/model/bom.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

// Clauses of which all must hold: "*", "1.1.*", ">=1.0 <1.2", "!=1.1.5", "1.1.3" (the same as "==1.1.3").
class VersionRange {
public:
  // Empty text is every version. nullopt for what is not of the form.
  static std::optional<VersionRange> parse(std::string_view text);

  // Against a Debian version, a bound without epoch or revision is held against the version without them, so that
  // "<1.3" means the upstream release there, too. nullopt: it cannot be decided, as when
  // version is empty and not every version is in the range.
  std::optional<bool> contains(Origin origin, std::string_view version) const;

private:
  enum class Operator { Less, LessOrEqual, Greater, GreaterOrEqual, Equal, NotEqual, Prefix };
  struct Clause {
    Operator relation;
    std::string bound;
  };
  static std::optional<bool> holds(const Clause &clause, Origin origin, std::string_view version);

  std::vector<Clause> clauses_;
};

} // namespace lintel::sbom
