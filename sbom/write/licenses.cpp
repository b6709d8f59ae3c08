#include "sbom/write/licenses.h"

#include "core/support/hash.h"

namespace lintel::sbom {
namespace {

LicenseExpression conjunction(std::vector<LicenseExpression> operands) {
  if (operands.size() == 1) {
    LicenseExpression only = std::move(operands.front());
    return only;
  }
  LicenseExpression expression;
  expression.kind = LicenseExpression::Kind::And;
  expression.operands = std::move(operands);
  return expression;
}

std::string whereAbout(const std::string &where) {
  return where.empty() ? "The text is part of the component." : "The text stands in " + where + '.';
}

} // namespace

std::optional<LicenseExpression> joined(const std::vector<std::string> &licenses) {
  std::vector<LicenseExpression> operands;
  for (const std::string &license : licenses) {
    auto expression = parseLicenseExpression(license);
    if (!expression) return std::nullopt;
    operands.push_back(std::move(*expression));
  }
  if (operands.empty()) return std::nullopt;
  return conjunction(std::move(operands));
}

std::string LicenseTexts::expressionOf(const std::vector<std::string> &licenses, const std::string &where) {
  std::vector<LicenseExpression> operands;
  for (const std::string &license : licenses) {
    auto expression = parseLicenseExpression(license);
    if (expression) {
      addRefsOf(*expression, where);
    } else {
      expression.emplace();
      expression->id = refFor(license, where);
    }
    operands.push_back(std::move(*expression));
  }
  return operands.empty() ? "" : toString(conjunction(std::move(operands)));
}

// Different words may come to the same reference; the later one gets a number made from its words.
std::string LicenseTexts::refFor(const std::string &words, const std::string &where) {
  constexpr std::size_t kLongest = 80;
  std::string ref = licenseRef(words.substr(0, kLongest));
  const auto found = texts_.find(ref);
  if ((found != texts_.end() && found->second.name != words) || words.size() > kLongest) {
    ref += '-' + sha256Hex(words).substr(0, 8);
  }
  texts_.try_emplace(ref, Text{words, words + "\n" + whereAbout(where)});
  return ref;
}

void LicenseTexts::addRefsOf(const LicenseExpression &expression, const std::string &where) {
  for (const LicenseExpression &operand : expression.operands) addRefsOf(operand, where);
  if (!expression.id.starts_with("LicenseRef-")) return;
  const std::string ref = expression.id.substr(0, expression.id.find(' '));
  texts_.try_emplace(ref, Text{ref.substr(std::string_view("LicenseRef-").size()), whereAbout(where)});
}

} // namespace lintel::sbom
