#include "sbom/declared/toml_hazard.h"

#include "sbom/model/data_tree.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

constexpr int kMaxDots = 15;
constexpr int kMaxBrackets = 32;

class TomlScan {
public:
  explicit TomlScan(std::string_view text) : text_(text) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  }

  std::optional<std::size_t> findHazard() {
    if (const auto control = findControl()) return control;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      const std::size_t begin = at_;
      if (c == '"' || c == '\'') {
        skipString();
      } else if (!(c == '#' ? skipComment() : skipOther(c))) {
        return begin;
      }
    }
    return std::nullopt;
  }

private:
  // TOML allows no control characters but the tab and the ends of lines.
  std::optional<std::size_t> findControl() const {
    for (std::size_t at = 0; at < text_.size(); ++at) {
      const auto byte = static_cast<unsigned char>(text_[at]);
      const bool endsLine = byte == '\n' || (byte == '\r' && text_.substr(at).starts_with("\r\n"));
      if ((byte < 0x20 && byte != '\t' && !endsLine) || byte == 0x7F) return at;
    }
    return std::nullopt;
  }

  void skipString() {
    const std::string_view text = text_.substr(at_);
    const char quote = text.front();
    const bool isMultiLine = text.size() >= 3 && text[1] == quote && text[2] == quote;
    const std::string_view closing = text.substr(0, isMultiLine ? 3 : 1);
    std::size_t at = closing.size();
    while (at < text.size() && !text.substr(at).starts_with(closing) && (isMultiLine || text[at] != '\n')) {
      at += text[at] == '\\' && quote == '"' ? 2 : 1;
    }
    if (at < text.size() && text[at] == quote) at += closing.size();
    // A multi-line string may end in two quotes of its own before the closing ones.
    for (int i = 0; isMultiLine && i < 2 && at < text.size() && text[at] == quote; ++i) ++at;
    at_ += std::min(at, text.size());
  }

  bool skipComment() {
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    const std::string_view comment = text_.substr(at_, end - at_);
    at_ = end;
    // U+0085, U+2028, U+2029: the library ends the line there.
    return comment.find("\xC2\x85") == std::string_view::npos &&
           comment.find("\xE2\x80\xA8") == std::string_view::npos &&
           comment.find("\xE2\x80\xA9") == std::string_view::npos;
  }

  bool skipOther(char c) {
    ++at_;
    if (c == '.') ++dots_;
    if (c == '=' || c == ',' || c == '\n' || c == '[' || c == '{') dots_ = 0;
    if (c == '=' || c == ',' || c == '[') ++items_;
    if (c == '[' || c == '{') ++brackets_;
    if (c == ']' || c == '}') brackets_ = std::max(0, brackets_ - 1);
    return dots_ <= kMaxDots && brackets_ <= kMaxBrackets && items_ <= kMaxDataNodes;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int dots_ = 0; // since the last thing that ends a key
  int brackets_ = 0;
  std::size_t items_ = 0;
};

} // namespace

std::optional<std::size_t> tomlHazard(std::string_view text) { return TomlScan(text).findHazard(); }

} // namespace lintel::sbom
