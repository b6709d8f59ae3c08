// The texts of the SPDX License List as hashes of word sequences (made by license_hashes.py).
#pragma once

#include "sbom/identity/license_words.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace lintel::sbom {

inline constexpr std::size_t kShingleWords = 5; // words in a sequence

// The hash of each sequence of kShingleWords words; empty for fewer words.
std::vector<std::uint32_t> shingles(const std::vector<std::string> &words);

struct LicenseText {
  std::string id;
  std::uint32_t rate = 1;     // only hashes divisible by it are known
  std::size_t terms = 0;      // count of known hashes of what it permits and asks for
  std::size_t size = 0;       // count of all known hashes
  bool disclaimsLast = false; // all terms come before the disclaimer
};

class LicenseData {
public:
  static const LicenseData &get(); // read once from what is compiled in

  // A text that has a hash. terms: in what it permits, not in a disclaimer that others share.
  struct Place {
    std::uint32_t license; // in licenses()
    bool terms;
  };

  std::span<const LicenseText> licenses() const { return licenses_; }
  // The number of a hash, or -1: no text has it.
  std::int32_t find(std::uint32_t hash) const;
  std::span<const Place> places(std::int32_t number) const;

private:
  explicit LicenseData(std::string_view file);
  std::vector<std::uint32_t> hashes_;    // sorted
  std::vector<std::uint32_t> firstHash_; // number of the first hash by its upper 16 bits, with an end
  std::vector<LicenseText> licenses_;
  std::vector<std::uint32_t> firstPlace_; // by number of hash, with an end
  std::vector<Place> places_;
};

} // namespace lintel::sbom
