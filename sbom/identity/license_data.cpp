#include "sbom/identity/license_data.h"

#include "core/support/text.h"
#include "sbom/identity/embedded.h"

#include <algorithm>
#include <array>

namespace lintel::sbom {
namespace {

constexpr std::uint64_t kMultiplier = 0x9E3779B97F4A7C15; // 2^64 divided by the golden ratio

std::uint32_t hashOf(std::string_view word) {
  std::uint32_t value = 2166136261; // FNV-1a
  for (const char c : word) value = (value ^ static_cast<unsigned char>(c)) * 16777619;
  return value;
}

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::uint32_t valueOfBase64(char c) {
  static const auto table = [] {
    std::array<std::uint8_t, 256> values{};
    for (std::size_t i = 0; i < kAlphabet.size(); ++i)
      values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
    return values;
  }();
  return table[static_cast<unsigned char>(c)];
}

// Sorted numbers, from their differences as varints in base64.
std::vector<std::uint32_t> unpack(std::string_view base64) {
  while (base64.ends_with('=')) base64.remove_suffix(1);
  std::vector<std::uint32_t> numbers;
  std::uint32_t bits = 0;
  unsigned bitCount = 0;
  std::uint32_t number = 0;
  std::uint32_t difference = 0;
  unsigned shift = 0;
  for (const char c : base64) {
    bits = bits << 6 | valueOfBase64(c);
    bitCount += 6;
    if (bitCount < 8) continue;
    bitCount -= 8;
    const std::uint32_t byte = bits >> bitCount & 0xFF;
    difference |= (byte & 0x7F) << shift;
    shift += 7;
    if ((byte & 0x80) != 0) continue;
    number += difference;
    numbers.push_back(number);
    difference = 0;
    shift = 0;
  }
  return numbers;
}

std::vector<std::string_view> splitBlanks(std::string_view line) {
  std::vector<std::string_view> parts;
  while (!line.empty()) {
    const std::size_t blank = std::min(line.find(' '), line.size());
    parts.push_back(line.substr(0, blank));
    line.remove_prefix(std::min(blank + 1, line.size()));
  }
  return parts;
}

struct HashPlace {
  std::uint32_t number; // of the hash
  LicenseData::Place place;
};

} // namespace

std::vector<std::uint32_t> shingles(const std::vector<std::string> &words) {
  std::vector<std::uint32_t> hashes;
  hashes.reserve(words.size());
  for (const std::string &word : words) hashes.push_back(hashOf(word));
  std::vector<std::uint32_t> result;
  for (std::size_t i = 0; i + kShingleWords <= hashes.size(); ++i) {
    std::uint64_t value = 0;
    for (std::size_t j = i; j < i + kShingleWords; ++j) value = (value ^ hashes[j]) * kMultiplier + 1;
    result.push_back(static_cast<std::uint32_t>(value >> 32));
  }
  return result;
}

const LicenseData &LicenseData::get() {
  static const LicenseData data = [] {
    std::string_view file;
    for (const auto &[name, content] : embedded::sbom_identity::files())
      if (name == "license_hashes.txt") file = content;
    return LicenseData(file);
  }();
  return data;
}

LicenseData::LicenseData(std::string_view file) {
  std::vector<HashPlace> all;
  for (const std::string_view line : splitLines(file)) {
    if (line.starts_with('#')) continue;
    if (hashes_.empty()) {
      hashes_ = unpack(line);
      continue;
    }
    const auto parts = splitBlanks(line); // written by us: id, rate, terms, the rest
    const auto terms = unpack(parts[2]);
    const auto rest = parts[3] == "-" ? std::vector<std::uint32_t>() : unpack(parts[3]);
    const auto license = static_cast<std::uint32_t>(licenses_.size());
    licenses_.push_back({std::string(parts[0]), static_cast<std::uint32_t>(parts[1].front() - '0'), terms.size(),
                         terms.size() + rest.size(), parts[1].ends_with('d')});
    for (const std::uint32_t number : terms) all.push_back({number, {license, true}});
    for (const std::uint32_t number : rest) all.push_back({number, {license, false}});
  }
  firstHash_.assign((1u << 16) + 1, 0);
  for (const std::uint32_t hash : hashes_) ++firstHash_[(hash >> 16) + 1];
  for (std::size_t i = 1; i < firstHash_.size(); ++i) firstHash_[i] += firstHash_[i - 1];
  firstPlace_.assign(hashes_.size() + 1, 0);
  for (const HashPlace &one : all) ++firstPlace_[one.number + 1];
  for (std::size_t i = 1; i < firstPlace_.size(); ++i) firstPlace_[i] += firstPlace_[i - 1];
  places_.resize(all.size());
  std::vector<std::uint32_t> next = firstPlace_;
  for (const HashPlace &one : all) places_[next[one.number]++] = one.place;
}

std::int32_t LicenseData::find(std::uint32_t hash) const {
  const std::size_t bucket = hash >> 16;
  for (std::uint32_t number = firstHash_[bucket]; number < firstHash_[bucket + 1]; ++number)
    if (hashes_[number] == hash) return static_cast<std::int32_t>(number);
  return -1;
}

std::span<const LicenseData::Place> LicenseData::places(std::int32_t number) const {
  const auto at = static_cast<std::size_t>(number);
  return std::span(places_).subspan(firstPlace_[at], firstPlace_[at + 1] - firstPlace_[at]);
}

} // namespace lintel::sbom
