// Everything that is wrong with one file, collected while it is read and reported in the order of the file.
#pragma once

#include "core/finding/finding.h"
#include "core/support/diagnostics.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::policy {

inline constexpr std::size_t kMaxReportedMistakes = 100;

class Mistakes {
public:
  explicit Mistakes(std::string file) : file_(std::move(file)) {}

  void add(Position at, std::string what, std::string expected = "", std::string hint = "");
  bool empty() const { return problems_.empty(); }
  const std::string &file() const { return file_; }

  // In order of place; after kMaxReportedMistakes one more says how many are left out.
  void report(Diagnostics &diagnostics) const;

private:
  std::string file_;
  std::vector<Problem> problems_;
};

// The text in single quotes, shortened when long.
std::string quoted(std::string_view text);

// "a, b or c".
std::string anyOf(const std::vector<std::string> &names);

// "did you mean 'x'?", or "" when no candidate is near.
std::string suggestion(std::string_view name, const std::vector<std::string> &candidates);

} // namespace lintel::policy
