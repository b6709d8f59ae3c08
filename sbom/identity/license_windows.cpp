#include "sbom/identity/license_windows.h"

#include <algorithm>
#include <queue>
#include <tuple>
#include <unordered_map>

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxWindows = 100;
// A stray sequence that other texts have too lies this many words or more from the licence.
constexpr std::uint32_t kStrayDistance = 8;
constexpr std::size_t kOverlap = kShingleWords - 1;
// So many sequences of a disclaimer are more than two licences share by chance.
constexpr std::size_t kDisclaimer = 10;
// A window may grow by so many words for one more sequence of the licence.
constexpr std::size_t kWordsForSequence = 3;
// Of what a licence permits and asks for, this share must be there, however much of the rest is.
constexpr double kLeastTerms = 0.5;
// A longer licence may contain a shorter one, which then fits better, with words left over. If it fits as well but
// for this much, it is the longer one, from so many further words on.
constexpr double kContainingScore = 0.9;
constexpr double kContainingLoss = 0.08;
constexpr std::size_t kContainingWords = 8;
// With a smaller share of its sequences the score cannot become one that matters.
constexpr double kLeastSequences = 0.35;

double harmonicMean(double a, double b) { return a + b > 0 ? 2 * a * b / (a + b) : 0; }

} // namespace

LicenseWindows::LicenseWindows(const std::vector<std::string> &words)
    : data_(LicenseData::get()), hits_(data_.licenses().size()), taken_(words.size() + 1) {
  const std::vector<std::uint32_t> sequences = shingles(words);
  std::unordered_map<std::int32_t, std::uint32_t> order; // number of a hash -> how many others came before it
  for (const LicenseText &license : data_.licenses())
    if (license.rate > 1) sampled_[license.rate] = {0};
  for (std::uint32_t position = 0; position < sequences.size(); ++position) {
    const std::uint32_t hash = sequences[position];
    for (auto &[rate, count] : sampled_) count.push_back(count.back() + (hash % rate == 0 ? 1 : 0));
    const std::int32_t number = data_.find(hash);
    if (number < 0) continue;
    const std::uint32_t rank = order.try_emplace(number, order.size()).first->second;
    for (const auto &[license, terms] : data_.places(number)) hits_[license].push_back({position, rank, terms});
  }
  seen_.assign(order.size(), 0);
}

std::vector<LicenseWindow> LicenseWindows::find(double minimum) {
  const auto isWorse = [this](const LicenseWindow &a, const LicenseWindow &b) {
    const auto rank = [this](const LicenseWindow &w) { return std::tuple(w.score, data_.licenses()[w.license].size); };
    return rank(a) != rank(b) ? rank(a) < rank(b) : a.license > b.license;
  };
  std::priority_queue<LicenseWindow, std::vector<LicenseWindow>, decltype(isWorse)> queue(isWorse);
  nearest_.assign(hits_.size(), std::nullopt);
  const auto enqueue = [&](std::uint32_t license) {
    nearest_[license] = best(license, minimum);
    if (nearest_[license]) queue.push(*nearest_[license]);
  };
  for (std::uint32_t license = 0; license < hits_.size(); ++license) enqueue(license);
  std::vector<LicenseWindow> found;
  while (!queue.empty() && found.size() < kMaxWindows) {
    const LicenseWindow window = queue.top();
    queue.pop();
    if (isFree(window)) {
      found.push_back(containing(window));
      take(found.back());
    }
    enqueue(window.license); // its next best, of what is still free
  }
  return found;
}

LicenseWindow LicenseWindows::containing(const LicenseWindow &window) const {
  const LicenseWindow *found = &window;
  const auto wordsOf = [this](const LicenseWindow &one) {
    return data_.licenses()[one.license].size * data_.licenses()[one.license].rate;
  };
  for (const std::optional<LicenseWindow> &other : nearest_) {
    if (!other || wordsOf(*other) <= wordsOf(window) || other->first > window.first + kOverlap ||
        other->last + kOverlap < window.last)
      continue;
    const std::uint32_t rate = data_.licenses()[other->license].rate;
    if (other->last - other->first < window.last - window.first + kContainingWords * rate) continue;
    if (other->score < std::max(kContainingScore, window.score - kContainingLoss) || !isFree(*other)) continue;
    if (found == &window || other->score > found->score) found = &*other;
  }
  return *found;
}

// Taken words end one stretch of hits and begin the next. So does a term that comes after a disclaimer: it is of a
// second text, and with the disclaimer of the first it would make up a licence that nobody gave.
std::optional<LicenseWindow> LicenseWindows::best(std::uint32_t license, double minimum) {
  const LicenseText &text = data_.licenses()[license];
  const std::size_t reach = text.size * text.rate * 3 / 2 + 40;
  const std::vector<Hit> &all = hits_[license];
  std::optional<LicenseWindow> found;
  for (std::size_t begin = 0, end = 0; begin < all.size(); begin = std::max(end, begin + 1)) {
    const auto isTaken = [this](const Hit &hit) {
      return taken_[hit.position + kShingleWords] != taken_[hit.position];
    };
    std::size_t disclaiming = 0;
    for (end = begin; end < all.size() && !isTaken(all[end]); ++end) {
      if (taken_[all[end].position] != taken_[all[begin].position]) break;
      if (text.disclaimsLast && all[end].terms && disclaiming >= kDisclaimer) break;
      disclaiming += all[end].terms ? 0 : 1;
    }
    if (static_cast<double>(end - begin) < kLeastSequences * static_cast<double>(text.size)) continue;
    const LicenseWindow window = trimmed(license, densest(Hits(all).subspan(begin, end - begin), reach, text.rate));
    if (window.score >= minimum && (!found || window.score > found->score)) found = window;
  }
  return found;
}

// The part within reach with the most different sequences for its length. A second copy of a licence, edited in another
// way, adds a few sequences and as many words again: that is too little for it to join the first.
LicenseWindows::Hits LicenseWindows::densest(Hits hits, std::size_t reach, std::uint32_t rate) {
  Hits found;
  std::size_t most = 0;
  std::size_t different = 0;
  std::size_t first = 0;
  const auto leave = [&] { different -= --seen_[hits[first++].rank] == 0 ? 1 : 0; };
  for (std::size_t last = 0; last < hits.size(); ++last) {
    different += seen_[hits[last].rank]++ == 0 ? 1 : 0;
    while (hits[last].position - hits[first].position > reach) leave();
    while (seen_[hits[first].rank] > 1) leave(); // it comes again
    const std::size_t words = hits[last].position - hits[first].position + kShingleWords;
    const std::size_t value =
        kWordsForSequence * rate * different + 2 * reach - words; // words <= reach + kShingleWords
    if (value <= most) continue;
    most = value;
    found = hits.subspan(first, last - first + 1);
  }
  for (; first < hits.size(); ++first) seen_[hits[first].rank] = 0;
  return found;
}

// Without sequences at both ends that make the score worse.
LicenseWindow LicenseWindows::trimmed(std::uint32_t license, Hits hits) {
  const std::uint32_t distance = kStrayDistance * data_.licenses()[license].rate;
  const auto isStray = [&](std::size_t i) { return hits[i].position - hits[i - 1].position >= distance; };
  double best = score(license, hits);
  const auto improve = [&](Hits part, Hits &kept) {
    const double other = score(license, part);
    if (other <= best) return;
    best = other;
    kept = part;
  };
  Hits kept = hits;
  for (std::size_t i = 1; i < hits.size(); ++i)
    if (isStray(i)) improve(hits.subspan(i), kept);
  hits = kept;
  for (std::size_t i = 1; i < hits.size(); ++i)
    if (isStray(i)) improve(hits.first(i), kept);
  hits = kept;
  return {best, license, hits.front().position, hits.back().position + kOverlap};
}

// The harmonic mean of two shares: of the licence's words in the window, and of the window's words in the licence.
// One word that was replaced breaks five sequences; so many are counted as one word where all are known.
double LicenseWindows::score(std::uint32_t license, Hits hits) {
  const LicenseText &text = data_.licenses()[license];
  std::size_t different = 0;
  std::size_t terms = 0;
  std::size_t bridged = kOverlap;             // words that belong to broken sequences alone
  std::size_t covered = kOverlap;             // words of the window that some sequence holds
  std::uint32_t next = hits.front().position; // of the sequence that would go on
  for (const Hit &hit : hits) {
    if (seen_[hit.rank]++ == 0) {
      ++different;
      terms += hit.terms ? 1 : 0;
    }
    const std::size_t gap = hit.position - next;
    bridged += std::min(kOverlap, gap);
    covered += std::min(kShingleWords, gap + 1);
    next = hit.position + 1;
  }
  for (const Hit &hit : hits) seen_[hit.rank] = 0;
  if (static_cast<double>(terms) < kLeastTerms * static_cast<double>(text.terms)) return 0;
  const auto share = [](std::size_t part, std::size_t whole) {
    return whole == 0 ? 0 : std::min(1.0, static_cast<double>(part) / static_cast<double>(whole));
  };
  const std::uint32_t first = hits.front().position;
  const std::uint32_t last = hits.back().position;
  if (text.rate == 1)
    return harmonicMean(share(different + bridged, text.size + kOverlap), share(covered, last + kShingleWords - first));
  const std::vector<std::uint32_t> &sampled = sampled_.at(text.rate);
  return harmonicMean(share(different, text.size), share(hits.size(), sampled[last + 1] - sampled[first]));
}

void LicenseWindows::take(const LicenseWindow &window) {
  std::uint32_t added = 0;
  for (std::size_t i = window.first; i + 1 < taken_.size(); ++i) {
    if (i <= window.last) ++added; // was free
    taken_[i + 1] += added;
  }
}

} // namespace lintel::sbom
