#include "sbom/model/deb822.h"

#include "core/support/text.h"

#include <algorithm>
#include <cctype>

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxLineSize = 1u << 20;

bool equalIgnoringCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

bool isFieldName(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](unsigned char c) { return c > ' ' && c < 0x7F; });
}

class Parser {
public:
  Parser(std::string_view text, const std::string &file, DebComments comments)
      : text_(text), file_(file), comments_(comments) {}

  Result<std::vector<DebParagraph>> parse() {
    for (std::size_t at = 0; at < text_.size();) {
      ++line_;
      const std::size_t end = text_.find('\n', at);
      if (end == std::string_view::npos) return damaged("the file ends in the middle of a line");
      if (const Status status = addLine(text_.substr(at, end - at)); !status) return fail(status.error());
      at = end + 1;
    }
    return std::move(paragraphs_);
  }

private:
  Status addLine(std::string_view line) {
    if (line.size() > kMaxLineSize) return damaged("a line of more than " + std::to_string(kMaxLineSize) + " bytes");
    if (line.find('\0') != std::string_view::npos) return damaged("a NUL byte in a text file");
    if (comments_ == DebComments::Allowed && line.starts_with('#')) return {};
    if (trim(line).empty()) {
      open_ = false;
      return {};
    }
    return line.front() == ' ' || line.front() == '\t' ? addContinuation(line) : addField(line);
  }

  Status addField(std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !isFieldName(line.substr(0, colon))) {
      return damaged("a line that is neither a field nor its continuation");
    }
    if (!open_) paragraphs_.push_back({{}, line_});
    open_ = true;
    paragraphs_.back().fields.push_back({line.substr(0, colon), trim(line.substr(colon + 1)), line_});
    return {};
  }

  // The value grows to the end of this line: all of them lie one after the other in the text.
  Status addContinuation(std::string_view line) {
    if (!open_) return damaged("a continuation line without a field");
    std::string_view &value = paragraphs_.back().fields.back().value;
    const std::string_view added = trim(line);
    const char *const begin = value.empty() ? added.data() : value.data();
    value = std::string_view(begin, static_cast<std::size_t>(added.data() + added.size() - begin));
    return {};
  }

  tl::unexpected<Problem> damaged(std::string what) const {
    Problem problem;
    problem.what = std::move(what);
    problem.file = file_;
    problem.line = line_;
    problem.expected = "paragraphs of 'Field: value' lines";
    return fail(std::move(problem));
  }

  std::string_view text_;
  const std::string &file_;
  DebComments comments_;
  std::vector<DebParagraph> paragraphs_;
  int line_ = 0;
  bool open_ = false; // a paragraph is under way
};

} // namespace

std::string_view DebParagraph::find(std::string_view name) const {
  const auto found =
      std::ranges::find_if(fields, [&](const DebField &field) { return equalIgnoringCase(field.name, name); });
  return found == fields.end() ? std::string_view() : found->value;
}

Result<std::vector<DebParagraph>> parseDeb822(std::string_view text, const std::string &file, DebComments comments) {
  return Parser(text, file, comments).parse();
}

} // namespace lintel::sbom
