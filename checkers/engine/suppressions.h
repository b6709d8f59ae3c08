// Suppression comments: which finding one covers, and which ones cover nothing.
#pragma once

#include "checkers/engine/engine.h"
#include "core/finding/finding.h"
#include "core/finding/nolint.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace lintel::checkers {

inline constexpr const char *kSuppressionRule = "lintel-suppression";

// What one unit knows of a comment that asks for silence; rules: one id or glob of those that it names.
struct SuppressionComment {
  Location location; // of the directive
  std::string rules;
  std::string expired; // its last day, when that is over
  bool used = false;   // it covers a finding of this unit
  friend auto operator<=>(const SuppressionComment &, const SuppressionComment &) = default;
};

// The comments of one unit.
class Suppressions {
public:
  explicit Suppressions(const EngineOptions &options)
      : date_(options.date), reports_(options.checks.count(kSuppressionRule) != 0) {}

  // Sets what covers the finding; text is that of its file.
  void apply(Finding &finding, std::string_view text);

  // Adds what a file's comments ask for, those on the lines only.
  void list(const std::string &path, std::string_view text, const std::set<int> &lines,
            std::vector<SuppressionComment> &comments);

  // Findings about comments that cover nothing because they name no rule; only where a finding stands.
  std::vector<Finding> takeHints();

private:
  struct File {
    std::vector<NolintRange> ranges;
    std::vector<NolintDirective> bare;
  };
  const File &fileOf(const std::string &path, std::string_view text);
  bool hasExpired(const NolintRange &range) const { return !range.until.empty() && range.until < date_; }
  void noteBare(const Finding &finding, const File &file);

  std::string date_;
  bool reports_ = false;
  std::map<std::string, File> files_;
  std::set<std::tuple<std::string, int, int, std::string>> used_;          // path, line, column, rules
  std::map<std::pair<Location, std::string>, std::set<std::string>> bare_; // comment and its word -> rules of findings
};

// Findings about comments that have expired, or that cover no finding in any unit although all that they name was
// looked for.
std::vector<Finding> judgeSuppressions(std::vector<SuppressionComment> comments, const std::vector<Outcome> &outcomes,
                                       const EngineOptions &options);

} // namespace lintel::checkers
