// Every safe fix of a fixture at once: the file still compiles, and what was fixed is not found again.
#include "core/support/file_system.h"
#include "tests/support/temporary_directory.h"
#include "tests/unit/engine/run_fixture.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

using namespace lintel;

namespace {

struct Fixed {
  std::set<TextEdit> edits;
  std::set<int> lines; // of the findings, in the file as it was
};

bool overlap(const TextEdit &a, const TextEdit &b) {
  return a != b && a.location.begin < b.location.end && b.location.begin < a.location.end;
}

// The safe fixes that can be applied together: of two that touch the same text, the first.
Fixed safeFixes(const std::vector<Finding> &findings) {
  Fixed fixed;
  for (const Finding &finding : findings)
    for (const Fix &fix : finding.fixes) {
      const bool fits = fix.safe && std::none_of(fix.edits.begin(), fix.edits.end(), [&](const TextEdit &edit) {
                          return std::any_of(fixed.edits.begin(), fixed.edits.end(),
                                             [&](const TextEdit &other) { return overlap(edit, other); });
                        });
      if (!fits) continue;
      fixed.edits.insert(fix.edits.begin(), fix.edits.end()); // two fixes may add the same include: once
      fixed.lines.insert(finding.location.begin.line);
      break;
    }
  return fixed;
}

std::size_t offsetOf(const std::string &text, Position at) {
  std::size_t offset = 0;
  for (int line = 1; line < at.line; ++line) offset = text.find('\n', offset) + 1;
  return offset + static_cast<std::size_t>(at.column) - 1;
}

std::string applied(std::string text, const std::set<TextEdit> &edits) {
  for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit) { // from the end, so that places stay right
    const std::size_t begin = offsetOf(text, edit->location.begin);
    text.replace(begin, offsetOf(text, edit->location.end) - begin, edit->replacement);
  }
  return text;
}

// The lines that a line became: edits before it move it, edits on it may stretch it.
std::pair<int, int> movedTo(int line, const std::set<TextEdit> &edits) {
  int first = line, last = line;
  for (const TextEdit &edit : edits) {
    const int added = static_cast<int>(std::count(edit.replacement.begin(), edit.replacement.end(), '\n')) -
                      (edit.location.end.line - edit.location.begin.line);
    if (edit.location.end.line < line) first += added;
    if (edit.location.begin.line <= line) last += added;
  }
  return {first, std::max(first, last)};
}

} // namespace

TEST_CASE("fixtures with all safe fixes applied compile and are silent there") {
  std::size_t fixedLines = 0;
  for (const test::Fixture &fixture : test::fixtures()) {
    const Fixed fixed = safeFixes(test::findingsOf(fixture));
    if (fixed.edits.empty()) continue;
    const Result<std::string> text = RealFileSystem().read(fixture.path);
    REQUIRE(text);
    const test::TemporaryDirectory directory;
    const std::filesystem::path source(fixture.path);
    std::filesystem::copy(source.parent_path(), directory.path(), std::filesystem::copy_options::recursive);
    const std::string name = source.filename().string();
    directory.write(name, applied(*text, fixed.edits));
    test::Fixture again = fixture;
    again.path = directory.path() + "/" + name;
    const std::vector<Finding> left = test::findingsOf(again);
    for (const int line : fixed.lines) {
      const auto [first, last] = movedTo(line, fixed.edits);
      for (const Finding &finding : left) {
        INFO(fixture.path << ":" << line << " after its fix: " << finding.message);
        CHECK_FALSE((finding.location.begin.line >= first && finding.location.begin.line <= last));
      }
      ++fixedLines;
    }
  }
  if (std::getenv("LINTEL_FIXTURES") == nullptr) CHECK(fixedLines > 20);
}
