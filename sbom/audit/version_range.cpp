#include "sbom/audit/version_range.h"

#include "sbom/audit/version_order.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace lintel::sbom {
namespace {

bool isDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool isLetter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

// A version, as far as the bound speaks of it.
std::string_view comparable(Origin origin, std::string_view version, std::string_view bound) {
  if (origin != Origin::DebianPackage) return version;
  if (bound.find(':') == std::string_view::npos) version.remove_prefix(version.find(':') + 1);
  if (bound.rfind('-') == std::string_view::npos) version = version.substr(0, version.rfind('-'));
  return version;
}

} // namespace

std::optional<VersionRange> VersionRange::parse(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, Operator>, 7> kOperators{{{"<=", Operator::LessOrEqual},
                                                                                    {">=", Operator::GreaterOrEqual},
                                                                                    {"==", Operator::Equal},
                                                                                    {"!=", Operator::NotEqual},
                                                                                    {"<", Operator::Less},
                                                                                    {">", Operator::Greater},
                                                                                    {"=", Operator::Equal}}};
  const auto skipBlanks = [&](std::string_view blanks) {
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  };
  VersionRange range;
  for (skipBlanks(" ,"); !text.empty(); skipBlanks(" ,")) {
    std::optional<Operator> relation;
    for (const auto &[spelling, meaning] : kOperators) {
      if (!text.starts_with(spelling)) continue;
      relation = meaning;
      text.remove_prefix(spelling.size());
      break;
    }
    skipBlanks(" ");
    std::string bound(text.substr(0, text.find_first_of(" ,")));
    text.remove_prefix(bound.size());
    if (bound == "*" && !relation) continue;
    if (bound.ends_with(".*") && !relation) {
      relation = Operator::Prefix;
      bound.erase(bound.size() - 2);
    }
    const auto mayStand = [](char c) {
      return isDigit(c) || isLetter(c) || std::string_view(".+~:_-").find(c) != std::string_view::npos;
    };
    if (bound.empty() || !std::ranges::all_of(bound, mayStand)) return std::nullopt;
    range.clauses_.push_back({relation.value_or(Operator::Equal), std::move(bound)});
  }
  return range;
}

std::optional<bool> VersionRange::contains(Origin origin, std::string_view version) const {
  if (clauses_.empty()) return true;
  if (version.empty()) return std::nullopt;
  bool decided = true;
  for (const Clause &clause : clauses_) {
    const std::optional<bool> held = holds(clause, origin, version);
    if (held == false) return false;
    decided = decided && held.has_value();
  }
  return decided ? std::optional(true) : std::nullopt;
}

std::optional<bool> VersionRange::holds(const Clause &clause, Origin origin, std::string_view version) {
  version = comparable(origin, version, clause.bound);
  if (clause.relation == Operator::Prefix) {
    if (version.starts_with('v') && !clause.bound.starts_with('v')) version.remove_prefix(1);
    return version.starts_with(clause.bound) &&
           (version.size() == clause.bound.size() || !isDigit(version[clause.bound.size()]));
  }
  const auto order = versionOrder(origin, version, clause.bound);
  if (!order) return std::nullopt;
  switch (clause.relation) {
  case Operator::Less: return *order < 0;
  case Operator::LessOrEqual: return *order <= 0;
  case Operator::Greater: return *order > 0;
  case Operator::GreaterOrEqual: return *order >= 0;
  case Operator::NotEqual: return *order != 0;
  case Operator::Equal:
  case Operator::Prefix: break;
  }
  return *order == 0;
}

} // namespace lintel::sbom
