#include "sbom/advisories/cvss.h"

#include "core/support/text.h"
#include "sbom/advisories/version_parts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>
#include <utility>

namespace lintel::sbom {
namespace {

using Metrics = std::map<std::string_view, std::string_view>; // "AV" -> "N"

Metrics metricsOf(std::string_view vector) {
  Metrics metrics;
  while (!vector.empty()) {
    const std::string_view part = vector.substr(0, vector.find('/'));
    vector.remove_prefix(std::min(part.size() + 1, vector.size()));
    const std::size_t colon = part.find(':');
    if (colon != std::string_view::npos) metrics.emplace(part.substr(0, colon), part.substr(colon + 1));
  }
  return metrics;
}

// The weight of a metric's value; a metric that is missing or unknown makes the whole invalid.
class Weights {
public:
  explicit Weights(std::string_view vector) : metrics_(metricsOf(vector)) {}

  double of(std::string_view metric, std::initializer_list<std::pair<std::string_view, double>> values) {
    const auto given = metrics_.find(metric);
    if (given != metrics_.end())
      for (const auto &[value, weight] : values)
        if (value == given->second) return weight;
    valid_ = false;
    return 0;
  }
  bool valid() const { return valid_; }

private:
  Metrics metrics_;
  bool valid_ = true;
};

// The smallest number with one decimal that is not below the value (3.1, appendix A).
double roundUp(double value) {
  const long scaled = std::lround(value * 100000);
  return static_cast<double>(scaled % 10000 == 0 ? scaled / 10000 : scaled / 10000 + 1) / 10;
}

std::optional<double> scoreOfVersion3(std::string_view vector) {
  Weights weights(vector);
  const bool changed = weights.of("S", {{"U", 0}, {"C", 1}}) > 0;
  const double privileges = changed ? weights.of("PR", {{"N", 0.85}, {"L", 0.68}, {"H", 0.5}})
                                    : weights.of("PR", {{"N", 0.85}, {"L", 0.62}, {"H", 0.27}});
  const double exploitability = 8.22 * weights.of("AV", {{"N", 0.85}, {"A", 0.62}, {"L", 0.55}, {"P", 0.2}}) *
                                weights.of("AC", {{"L", 0.77}, {"H", 0.44}}) * privileges *
                                weights.of("UI", {{"N", 0.85}, {"R", 0.62}});
  double untouched = 1;
  for (const char *metric : {"C", "I", "A"}) untouched *= 1 - weights.of(metric, {{"H", 0.56}, {"L", 0.22}, {"N", 0}});
  const double base = 1 - untouched;
  const double impact = changed ? 7.52 * (base - 0.029) - 3.25 * std::pow(base - 0.02, 15) : 6.42 * base;
  if (!weights.valid()) return std::nullopt;
  if (impact <= 0) return 0;
  return roundUp(std::min((changed ? 1.08 : 1.0) * (impact + exploitability), 10.0));
}

std::optional<double> scoreOfVersion2(std::string_view vector) {
  Weights weights(vector);
  double untouched = 1;
  for (const char *metric : {"C", "I", "A"}) untouched *= 1 - weights.of(metric, {{"N", 0}, {"P", 0.275}, {"C", 0.66}});
  const double impact = 10.41 * (1 - untouched);
  const double exploitability = 20 * weights.of("AV", {{"L", 0.395}, {"A", 0.646}, {"N", 1}}) *
                                weights.of("AC", {{"H", 0.35}, {"M", 0.61}, {"L", 0.71}}) *
                                weights.of("Au", {{"M", 0.45}, {"S", 0.56}, {"N", 0.704}});
  if (!weights.valid()) return std::nullopt;
  const double score = (0.6 * impact + 0.4 * exploitability - 1.5) * (impact > 0 ? 1.176 : 0);
  return std::round(score * 10) / 10;
}

} // namespace

const char *toString(SeverityLevel level) {
  switch (level) {
  case SeverityLevel::Unknown: return "unknown";
  case SeverityLevel::Low: return "low";
  case SeverityLevel::Medium: return "medium";
  case SeverityLevel::High: return "high";
  case SeverityLevel::Critical: return "critical";
  }
  return "";
}

std::optional<double> cvssBaseScore(std::string_view vector) {
  constexpr std::size_t kMaxVectorSize = 500;
  if (vector.size() > kMaxVectorSize || vector.starts_with("CVSS:4")) return std::nullopt;
  return vector.starts_with("CVSS:3.") ? scoreOfVersion3(vector) : scoreOfVersion2(vector);
}

SeverityLevel levelOfScore(double score) {
  if (score >= 9.0) return SeverityLevel::Critical;
  if (score >= 7.0) return SeverityLevel::High;
  return score >= 4.0 ? SeverityLevel::Medium : SeverityLevel::Low;
}

SeverityLevel levelOfWord(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, SeverityLevel>, 9> kWords = {{{"negligible", SeverityLevel::Low},
                                                                                 {"unimportant", SeverityLevel::Low},
                                                                                 {"low", SeverityLevel::Low},
                                                                                 {"medium", SeverityLevel::Medium},
                                                                                 {"moderate", SeverityLevel::Medium},
                                                                                 {"high", SeverityLevel::High},
                                                                                 {"important", SeverityLevel::High},
                                                                                 {"critical", SeverityLevel::Critical},
                                                                                 {"severe", SeverityLevel::Critical}}};
  const std::string small = lowerCase(word.substr(0, 20));
  for (const auto &[known, level] : kWords)
    if (known == small) return level;
  return SeverityLevel::Unknown;
}

} // namespace lintel::sbom
