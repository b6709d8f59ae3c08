#include "core/finding/fingerprint.h"

#include "core/support/hash.h"
#include "core/support/path.h"
#include "core/support/text.h"

#include <algorithm>
#include <map>
#include <optional>

namespace lintel {
namespace {

// The lines of the file that was asked for last: findings come sorted by path, so one is enough.
class LineReader {
public:
  LineReader(const FileSystem &files, const std::string &root) : files_(files), root_(root) {}

  std::string_view line(const std::string &path, int number) {
    if (path_ != path) load(path);
    const auto index = static_cast<std::size_t>(number) - 1;
    return number > 0 && index < lines_.size() ? lines_[index] : std::string_view();
  }

private:
  void load(const std::string &path) {
    path_ = path;
    content_ = files_.read(absolutePath(path, root_)).value_or(std::string());
    lines_ = splitLines(content_);
  }

  const FileSystem &files_;
  const std::string &root_;
  std::optional<std::string> path_;
  std::string content_;
  std::vector<std::string_view> lines_;
};

} // namespace

std::string normaliseLine(std::string_view line) {
  std::string normal;
  for (const char c : trim(line)) {
    const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
    if (!blank)
      normal += c;
    else if (!normal.ends_with(' '))
      normal += ' ';
  }
  return normal;
}

void assignFingerprints(std::vector<Finding> &findings, const FileSystem &files, const std::string &root) {
  std::sort(findings.begin(), findings.end(), reportOrder);
  LineReader reader(files, root);
  std::map<std::string, int> occurrences;
  for (Finding &finding : findings) {
    const int line = finding.location.begin.line;
    const std::string text = line > 0 ? normaliseLine(reader.line(finding.location.path, line)) : finding.message;
    // The separator keeps two different lists of parts from giving one key.
    const std::string key = finding.rule + '\0' + finding.location.path + '\0' + finding.symbol + '\0' + text + '\0';
    const int occurrence = ++occurrences[key];
    finding.fingerprint = xxh128Hex(key + std::to_string(occurrence));
  }
}

} // namespace lintel
