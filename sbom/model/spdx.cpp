#include "sbom/model/spdx.h"

#include "core/support/text.h"
#include "sbom/model/spdx_ids.h"

#include <algorithm>
#include <cctype>

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxExpressionSize = 1000;
constexpr int kMaxNesting = 16;

bool lessIgnoringCase(std::string_view a, std::string_view b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                      [](char x, char y) { return lowerCase(x) < lowerCase(y); });
}

bool equalIgnoringCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lowerCase(x) == lowerCase(y); });
}

std::optional<std::string> find(std::span<const std::string_view> ids, std::string_view id) {
  const auto found = std::lower_bound(ids.begin(), ids.end(), id, lessIgnoringCase);
  if (found == ids.end() || !equalIgnoringCase(*found, id)) return std::nullopt;
  return std::string(*found);
}

bool isIdCharacter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.'; }

bool isLicenseRef(std::string_view text) {
  constexpr std::string_view kPrefix = "LicenseRef-";
  return text.size() > kPrefix.size() && text.starts_with(kPrefix) &&
         std::all_of(text.begin(), text.end(), isIdCharacter);
}

// "GPL-2.0" and "GPL-2.0+" are deprecated because they left open whether later versions are meant.
std::string withoutDeprecation(std::string id) {
  const bool orLater = id.ends_with('+');
  const std::string base = orLater ? id.substr(0, id.size() - 1) : id;
  if (auto successor = find(spdxLicenseIds(), base + (orLater ? "-or-later" : "-only"))) return *successor;
  return id;
}

class Parser {
public:
  explicit Parser(std::string_view text) : rest_(text) { next(); }

  std::optional<LicenseExpression> parse() {
    auto expression = parseOperands(LicenseExpression::Kind::Or, 0);
    return token_.empty() ? expression : std::nullopt;
  }

private:
  void next() {
    while (!rest_.empty() && std::isspace(static_cast<unsigned char>(rest_.front())) != 0) rest_.remove_prefix(1);
    std::size_t size = 0;
    if (!rest_.empty() && (rest_.front() == '(' || rest_.front() == ')')) {
      size = 1;
    } else {
      while (size < rest_.size() && std::isspace(static_cast<unsigned char>(rest_[size])) == 0 && rest_[size] != '(' &&
             rest_[size] != ')') {
        ++size;
      }
    }
    token_ = rest_.substr(0, size);
    rest_.remove_prefix(size);
  }

  // A list of operands joined by one operator; OR binds weaker than AND.
  std::optional<LicenseExpression> parseOperands(LicenseExpression::Kind kind, int depth) {
    LicenseExpression result;
    result.kind = kind;
    do {
      if (!result.operands.empty()) next();
      auto operand = kind == LicenseExpression::Kind::Or ? parseOperands(LicenseExpression::Kind::And, depth)
                                                         : parseOperand(depth);
      if (!operand) return std::nullopt;
      result.operands.push_back(std::move(*operand));
    } while (equalIgnoringCase(token_, kind == LicenseExpression::Kind::Or ? "OR" : "AND"));
    if (result.operands.size() > 1) return result;
    LicenseExpression only = std::move(result.operands.front());
    return only;
  }

  std::optional<LicenseExpression> parseOperand(int depth) {
    if (depth > kMaxNesting) return std::nullopt;
    if (token_ == "(") {
      next();
      auto inner = parseOperands(LicenseExpression::Kind::Or, depth + 1);
      if (!inner || token_ != ")") return std::nullopt;
      next();
      return inner;
    }
    LicenseExpression leaf;
    if (isLicenseRef(token_)) {
      leaf.id = std::string(token_);
    } else if (auto id = spdxLicense(token_)) {
      leaf.id = *id;
    } else {
      return std::nullopt;
    }
    next();
    if (!equalIgnoringCase(token_, "WITH")) return leaf;
    next();
    const auto exception = spdxException(token_);
    if (!exception) return std::nullopt;
    leaf.id += " WITH " + *exception;
    next();
    return leaf;
  }

  std::string_view rest_;
  std::string_view token_; // empty at the end
};

} // namespace

std::optional<std::string> spdxLicense(std::string_view id) {
  auto found = find(spdxLicenseIds(), id);
  if (found) return withoutDeprecation(*found);
  return std::nullopt;
}

std::optional<std::string> spdxException(std::string_view id) { return find(spdxExceptionIds(), id); }

std::string licenseRef(std::string_view name) {
  std::string ref = "LicenseRef-";
  for (const char c : name) ref += isIdCharacter(c) ? c : '-';
  return ref;
}

std::optional<LicenseExpression> parseLicenseExpression(std::string_view text) {
  if (text.size() > kMaxExpressionSize) return std::nullopt;
  return Parser(text).parse();
}

std::string toString(const LicenseExpression &expression) {
  if (expression.kind == LicenseExpression::Kind::Leaf) return expression.id;
  const bool isAnd = expression.kind == LicenseExpression::Kind::And;
  std::string text;
  for (const auto &operand : expression.operands) {
    if (!text.empty()) text += isAnd ? " AND " : " OR ";
    const bool weaker = isAnd && operand.kind == LicenseExpression::Kind::Or;
    text += weaker ? '(' + toString(operand) + ')' : toString(operand);
  }
  return text;
}

bool isSatisfied(const LicenseExpression &expression, const std::function<bool(const std::string &)> &passes) {
  const auto satisfied = [&](const LicenseExpression &operand) { return isSatisfied(operand, passes); };
  switch (expression.kind) {
  case LicenseExpression::Kind::Leaf: return passes(expression.id);
  case LicenseExpression::Kind::And: return std::ranges::all_of(expression.operands, satisfied);
  case LicenseExpression::Kind::Or: return std::ranges::any_of(expression.operands, satisfied);
  }
  return false;
}

} // namespace lintel::sbom
