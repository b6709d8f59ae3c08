// Licences as documents state them: SPDX expressions as far as they are some, and references with a text for the rest.
#pragma once

#include "sbom/model/spdx.h"

#include <map>
#include <string>
#include <vector>

namespace lintel::sbom {

// All expressions joined by AND; nullopt when one of them is none, or there is none at all.
std::optional<LicenseExpression> joined(const std::vector<std::string> &licenses);

// Collects the LicenseRefs of one document with what is known of their texts.
class LicenseTexts {
public:
  // One expression for licences that all hold. Words that are no expression become a LicenseRef; where: the file
  // that states them, for those who look for the text. Empty without licences.
  std::string expressionOf(const std::vector<std::string> &licenses, const std::string &where);

  struct Text {
    std::string name; // as the component's own documents call it
    std::string text; // its words, or where they stand
  };
  const std::map<std::string, Text> &all() const { return texts_; } // LicenseRef -> text

private:
  std::string refFor(const std::string &words, const std::string &where);
  void addRefsOf(const LicenseExpression &expression, const std::string &where);

  std::map<std::string, Text> texts_;
};

} // namespace lintel::sbom
