#include "core/report/display.h"

#include "core/support/text.h"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

namespace lintel::report {
namespace {

constexpr int kTabStop = 4;
constexpr std::size_t kMaxBytesAround = 1024; // of a long line, on each side of the range
constexpr std::string_view kCut = "...";

struct Range {
  char32_t first;
  char32_t last;
};

// Neither printed nor harmless: C1 controls, zero width and bidirectional formatting, separators.
constexpr Range kHidden[] = {{0x80, 0x9F},     {0xAD, 0xAD},      {0x61C, 0x61C},   {0x180E, 0x180E},
                             {0x200B, 0x200F}, {0x2028, 0x202E},  {0x2060, 0x206F}, {0xFEFF, 0xFEFF},
                             {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F}};
// Combining marks and variation selectors (Unicode categories Mn and Me, the common blocks).
constexpr Range kZeroWidth[] = {{0x300, 0x36F},   {0x483, 0x489},   {0x591, 0x5BD},    {0x610, 0x61A},
                                {0x64B, 0x65F},   {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},  {0x20D0, 0x20FF},
                                {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xE0100, 0xE01EF}};
// East Asian Wide and Fullwidth (Unicode Standard Annex #11), and emoji.
constexpr Range kWide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},  {0x3041, 0x33FF},   {0x3400, 0x4DBF},
                           {0x4E00, 0xA4CF},   {0xAC00, 0xD7A3},  {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},
                           {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},  {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF},
                           {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};

template <std::size_t N> bool contains(const Range (&ranges)[N], char32_t value) {
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [value](const Range &range) { return value >= range.first && value <= range.last; });
}

// U+2400 to U+2421 are pictures of the control characters.
std::string controlPicture(char32_t value) {
  const char32_t picture = value == 0x7F ? 0x2421 : 0x2400 + value;
  return {static_cast<char>(0xE2), static_cast<char>(0x80 | ((picture >> 6) & 0x3F)),
          static_cast<char>(0x80 | (picture & 0x3F))};
}

Cell cellAt(std::string_view text, std::size_t at, const CodePoint &point) {
  if (!point.valid) return {at, "\xEF\xBF\xBD", 1};
  if (point.value < 0x20 || point.value == 0x7F) return {at, controlPicture(point.value), 1};
  if (contains(kHidden, point.value)) {
    std::string name = fmt::format("<U+{:04X}>", static_cast<unsigned>(point.value));
    const int width = static_cast<int>(name.size());
    return {at, std::move(name), width};
  }
  const int width = contains(kZeroWidth, point.value) ? 0 : contains(kWide, point.value) ? 2 : 1;
  return {at, std::string(text.substr(at, point.size)), width};
}

int widthOf(const std::vector<Cell> &cells, std::size_t first, std::size_t last) {
  return std::accumulate(cells.begin() + static_cast<std::ptrdiff_t>(first),
                         cells.begin() + static_cast<std::ptrdiff_t>(last), 0,
                         [](int sum, const Cell &cell) { return sum + cell.width; });
}

// The cells [first, last) that fit into width around focus: a third of it before, the rest behind.
std::pair<std::size_t, std::size_t> fit(const std::vector<Cell> &cells, std::size_t focus, int width) {
  if (widthOf(cells, 0, cells.size()) <= width) return {0, cells.size()};
  int left = width - 2 * static_cast<int>(kCut.size());
  std::size_t first = focus, last = focus;
  for (int before = left / 3; first > 0 && cells[first - 1].width <= before; --first) {
    before -= cells[first - 1].width;
    left -= cells[first - 1].width;
  }
  for (; last < cells.size() && cells[last].width <= left; ++last) left -= cells[last].width;
  for (; first > 0 && cells[first - 1].width <= left; --first) left -= cells[first - 1].width;
  return {first, last};
}

bool isContinuationByte(char c) { return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u; }

// A few bytes around the range are enough to draw; a line may be as long as the file.
std::pair<std::size_t, std::size_t> bytesAround(std::string_view line, std::size_t at) {
  std::size_t begin = at > kMaxBytesAround ? at - kMaxBytesAround : 0;
  std::size_t end = std::min(line.size(), at + kMaxBytesAround);
  while (begin > 0 && begin < at && isContinuationByte(line[begin])) ++begin;
  while (end < line.size() && end > at && isContinuationByte(line[end])) --end;
  return {begin, end};
}

} // namespace

std::vector<Cell> cellsOf(std::string_view line) {
  std::vector<Cell> cells;
  int column = 0;
  for (std::size_t at = 0; at < line.size();) {
    const CodePoint point = decodeUtf8(line, at);
    if (point.value == U'\t') {
      const int width = kTabStop - column % kTabStop;
      cells.push_back({at, std::string(static_cast<std::size_t>(width), ' '), width});
    } else {
      cells.push_back(cellAt(line, at, point));
    }
    column += cells.back().width;
    at += point.size;
  }
  return cells;
}

std::string visible(std::string_view text) {
  std::string shown;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decodeUtf8(text, at);
    const bool blank = point.value == U'\t' || point.value == U'\n' || point.value == U'\r';
    shown += blank ? " " : cellAt(text, at, point).text;
    at += point.size;
  }
  return shown;
}

Excerpt excerptOf(std::string_view line, int beginColumn, int endColumn, int width) {
  const std::size_t begin = std::min(line.size(), static_cast<std::size_t>(std::max(beginColumn, 1) - 1));
  const auto [firstByte, endByte] = bytesAround(line, begin);
  const std::vector<Cell> cells = cellsOf(line.substr(firstByte, endByte - firstByte));
  const auto cellAtByte = [&cells, start = firstByte](std::size_t byte) {
    const auto beginsBehind = [start](std::size_t at, const Cell &cell) { return at < start + cell.byte; };
    const auto next = std::upper_bound(cells.begin(), cells.end(), byte, beginsBehind);
    return static_cast<std::size_t>(next - cells.begin()) - (next == cells.begin() ? 0 : 1);
  };
  const std::size_t focus = begin < endByte ? cellAtByte(begin) : cells.size();
  const auto [first, last] = fit(cells, focus, width);
  const bool cutLeft = first > 0 || firstByte > 0;
  const bool cutRight = last < cells.size() || endByte < line.size();

  Excerpt excerpt;
  if (cutLeft) excerpt.source += kCut;
  for (std::size_t i = first; i < last; ++i) excerpt.source += cells[i].text;
  if (cutRight) excerpt.source += kCut;
  if (beginColumn < 1) return excerpt;

  std::size_t end = focus;
  while (end < last && firstByte + cells[end].byte + 1 < static_cast<std::size_t>(std::max(endColumn, 0))) ++end;
  const int indent = widthOf(cells, first, focus) + (cutLeft ? static_cast<int>(kCut.size()) : 0);
  const int marked = std::max(1, widthOf(cells, focus, end));
  excerpt.marker =
      std::string(static_cast<std::size_t>(indent), ' ') + '^' + std::string(static_cast<std::size_t>(marked - 1), '~');
  return excerpt;
}

} // namespace lintel::report
