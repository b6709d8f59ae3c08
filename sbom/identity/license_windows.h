// Where in a text the words of a licence lie, and how well they fit.
#pragma once

#include "sbom/identity/license_data.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace lintel::sbom {

// A run of words of the text, and the licence that it is like.
struct LicenseWindow {
  double score = 0;
  std::uint32_t license = 0; // in LicenseData::licenses()
  std::size_t first = 0;     // word
  std::size_t last = 0;      // word, inclusive
};

class LicenseWindows {
public:
  explicit LicenseWindows(const std::vector<std::string> &words);

  // The best windows that share no word, best first. Each has at least minimum as score.
  std::vector<LicenseWindow> find(double minimum);

private:
  struct Hit {
    std::uint32_t position; // of the sequence's first word
    std::uint32_t rank;     // of its hash among the different ones of this text
    bool terms;
  };
  using Hits = std::span<const Hit>;

  std::optional<LicenseWindow> best(std::uint32_t license, double minimum);
  // The window itself, or that of a longer licence that contains it.
  LicenseWindow containing(const LicenseWindow &window) const;
  Hits densest(Hits hits, std::size_t reach, std::uint32_t rate);
  LicenseWindow trimmed(std::uint32_t license, Hits hits);
  double score(std::uint32_t license, Hits hits);
  bool isFree(const LicenseWindow &window) const { return taken_[window.last + 1] == taken_[window.first]; }
  void take(const LicenseWindow &window);

  const LicenseData &data_;
  std::vector<std::vector<Hit>> hits_;                          // by licence
  std::map<std::uint32_t, std::vector<std::uint32_t>> sampled_; // rate -> count of its positions before each one
  std::vector<std::optional<LicenseWindow>> nearest_;           // by licence, as last looked for
  std::vector<std::uint32_t> taken_;                            // count of taken words before each one
  std::vector<std::uint32_t> seen_;                             // by rank; all zero between calls
};

} // namespace lintel::sbom
