#include "sbom/declared/cmake_expansion.h"

#include <cctype>
#include <optional>

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxValue = 64u << 10;
constexpr std::size_t kMaxProduced = 16u << 20;
constexpr int kMaxNesting = 16; // of references: ${a${b${c}}}

// One pass over the text of an argument. What a reference is replaced with is not read again.
class Expansion {
public:
  Expansion(std::string_view text, const CMakeVariables &variables) : text_(text), variables_(variables) {}

  CMakeWord run() {
    CMakeWord word;
    word.text = piece(false, 0);
    word.resolved = resolved_ && word.text.find("$<") == std::string::npos;
    return word;
  }

private:
  // Up to the end of the text, or to the '}' that closes a reference (closed_ tells whether it was there).
  std::string piece(bool inReference, int depth) {
    std::string out;
    while (at_ < text_.size() && out.size() < kMaxValue) {
      if (inReference && text_[at_] == '}') return out;
      if (text_[at_] == '\\') {
        escape(out);
      } else if (text_[at_] == '$' && referenceNameAt() != 0) {
        reference(out, depth);
      } else {
        out += text_[at_++];
      }
    }
    if (at_ < text_.size()) resolved_ = false; // cut off
    return out;
  }

  // Length of "${", "$ENV{" or "$CACHE{" at the cursor; 0 when there is none.
  std::size_t referenceNameAt() const {
    for (const std::string_view start : {"${", "$ENV{", "$CACHE{"}) {
      if (text_.substr(at_).starts_with(start)) return start.size();
    }
    return 0;
  }

  void reference(std::string &out, int depth) {
    const std::size_t begin = at_;
    const std::size_t length = referenceNameAt();
    at_ += length;
    if (depth >= kMaxNesting) {
      resolved_ = false;
      out += text_.substr(begin, length);
      return;
    }
    const std::string name = piece(true, depth + 1);
    const bool closed = at_ < text_.size() && text_[at_] == '}';
    if (closed) ++at_;
    const std::string *value = closed && length == 2 ? variables_.find(name) : nullptr;
    if (value == nullptr) {
      resolved_ = false;
      out += text_.substr(begin, at_ - begin);
    } else {
      out += *value;
    }
  }

  // "\;" is kept, so that a list is not split there.
  void escape(std::string &out) {
    const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    at_ += at_ + 1 < text_.size() ? 2 : 1;
    switch (next) {
    case '\0': out += '\\'; return;
    case 't': out += '\t'; return;
    case 'r': out += '\r'; return;
    case 'n': out += '\n'; return;
    case '\n': return; // continued on the next line
    case '\r':
      if (at_ < text_.size() && text_[at_] == '\n') ++at_;
      return;
    case ';': out += "\\;"; return;
    default:
      if (std::isalnum(static_cast<unsigned char>(next)) != 0) out += '\\';
      out += next;
    }
  }

  std::string_view text_;
  const CMakeVariables &variables_;
  std::size_t at_ = 0;
  bool resolved_ = true;
};

} // namespace

CMakeWord CMakeExpander::expand(const CMakeArgument &argument, const CMakeVariables &variables) {
  const bool verbatim = argument.kind == CMakeArgument::Kind::Bracket;
  const bool quoted = argument.kind != CMakeArgument::Kind::Unquoted;
  CMakeWord word{std::string(argument.text.substr(0, kMaxValue)), argument.text, true, quoted, argument.span};
  if (verbatim) return word;
  if (produced_ > kMaxProduced) {
    word.resolved = argument.text.find('$') == std::string_view::npos;
    return word;
  }
  CMakeWord expanded = Expansion(argument.text, variables).run();
  produced_ += expanded.text.size();
  word.text = std::move(expanded.text);
  word.resolved = expanded.resolved;
  return word;
}

std::vector<CMakeWord> CMakeExpander::expandAll(const std::vector<CMakeArgument> &arguments,
                                                const CMakeVariables &variables) {
  std::vector<CMakeWord> words;
  for (const CMakeArgument &argument : arguments) {
    CMakeWord word = expand(argument, variables);
    if (word.quoted) {
      words.push_back(std::move(word));
      continue;
    }
    for (std::string &item : cmakeList(word.text)) {
      const bool complete = word.text.size() < kMaxValue && item.find('$') == std::string::npos;
      if (!item.empty())
        words.push_back({std::move(item), argument.text, word.resolved || complete, false, argument.span});
    }
  }
  return words;
}

std::vector<std::string> cmakeList(std::string_view text) {
  std::vector<std::string> items(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ';') {
      items.emplace_back();
    } else {
      if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == ';') ++i;
      items.back() += text[i];
    }
  }
  return items;
}

} // namespace lintel::sbom
