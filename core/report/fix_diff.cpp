#include "core/report/fix_diff.h"

#include "core/support/text.h"

#include <algorithm>

namespace lintel::report {
namespace {

constexpr std::size_t kMaxHunkBytes = 16u << 10;

// The edits of one hunk: those whose lines touch.
using Edits = std::vector<const TextEdit *>;

Position endOf(const TextEdit &edit) { return std::max(edit.location.begin, edit.location.end); }

std::vector<Edits> groupByLines(const Fix &fix) {
  std::vector<Edits> groups;
  for (const TextEdit &edit : fix.edits) {
    const TextEdit *last = groups.empty() ? nullptr : groups.back().back();
    const bool joins =
        last && last->location.path == edit.location.path && edit.location.begin.line <= endOf(*last).line + 1;
    if (!joins) groups.emplace_back();
    groups.back().push_back(&edit);
  }
  return groups;
}

// The lines from firstLine to lastLine joined by '\n', and where each begins in the text.
struct Block {
  std::string text;
  int firstLine = 0;
  std::vector<std::size_t> lineStarts;

  std::optional<std::size_t> offsetOf(Position position) const {
    const auto index = static_cast<std::size_t>(position.line - firstLine);
    if (position.line < firstLine || position.column < 1 || index >= lineStarts.size()) return std::nullopt;
    const std::size_t offset = lineStarts[index] + static_cast<std::size_t>(position.column) - 1;
    const std::size_t lineEnd = index + 1 < lineStarts.size() ? lineStarts[index + 1] - 1 : text.size();
    return offset <= lineEnd ? std::optional(offset) : std::nullopt;
  }
};

std::optional<Block> readBlock(const std::string &path, int firstLine, int lastLine, SourceCache &source) {
  Block block;
  block.firstLine = firstLine;
  for (int number = firstLine; number <= lastLine; ++number) {
    auto line = source.line(path, number);
    // An edit that takes the last line whole ends at the first column of a line that does not exist.
    if (!line && number == lastLine && number > firstLine) line = "";
    if (!line || block.text.size() + line->size() > kMaxHunkBytes) return std::nullopt;
    if (number > firstLine) block.text += '\n';
    block.lineStarts.push_back(block.text.size());
    block.text += *line;
  }
  return block;
}

std::vector<std::string> linesOf(std::string_view text) {
  std::vector<std::string> lines;
  for (const std::string_view line : splitLines(text)) lines.emplace_back(line);
  return lines;
}

void dropCommonLines(DiffHunk &hunk) {
  while (!hunk.removed.empty() && !hunk.added.empty() && hunk.removed.back() == hunk.added.back()) {
    hunk.removed.pop_back();
    hunk.added.pop_back();
  }
  while (!hunk.removed.empty() && !hunk.added.empty() && hunk.removed.front() == hunk.added.front()) {
    hunk.removed.erase(hunk.removed.begin());
    hunk.added.erase(hunk.added.begin());
    ++hunk.firstLine;
  }
}

std::optional<DiffHunk> hunkOf(const Edits &edits, SourceCache &source) {
  const Location &first = edits.front()->location;
  int lastLine = first.begin.line;
  std::size_t added = 0;
  for (const TextEdit *edit : edits) {
    lastLine = std::max(lastLine, endOf(*edit).line);
    added += edit->replacement.size();
  }
  if (added > kMaxHunkBytes) return std::nullopt;

  const auto block = readBlock(first.path, first.begin.line, lastLine, source);
  if (!block) return std::nullopt;
  std::string changed = block->text;
  for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit) { // from the end: offsets before it stay true
    const auto begin = block->offsetOf((*edit)->location.begin);
    const auto end = block->offsetOf(endOf(**edit));
    if (!begin || !end || *end < *begin) return std::nullopt;
    changed.replace(*begin, *end - *begin, (*edit)->replacement);
  }
  DiffHunk hunk{first.path, first.begin.line, linesOf(block->text), linesOf(changed)};
  dropCommonLines(hunk);
  return hunk;
}

} // namespace

std::optional<std::vector<DiffHunk>> diffOf(const Fix &fix, SourceCache &source) {
  std::vector<DiffHunk> hunks;
  for (const Edits &edits : groupByLines(fix)) {
    auto hunk = hunkOf(edits, source);
    if (!hunk) return std::nullopt;
    hunks.push_back(std::move(*hunk));
  }
  return hunks;
}

} // namespace lintel::report
