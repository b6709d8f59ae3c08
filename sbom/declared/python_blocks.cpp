#include "sbom/declared/python_blocks.h"

#include <algorithm>
#include <array>

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxCondition = 500;
constexpr std::size_t kMaxBlocks = 100; // as deep as CPython's own parser lets blocks be nested

constexpr std::array<std::string_view, 11> kBlockWords = {"if",   "elif", "else",  "for",    "while",  "try",
                                                          "with", "def",  "class", "except", "finally"};

std::string both(const std::string &a, const std::string &b) { return a.empty() ? b : a + " and " + b; }

std::string shortened(std::string text) {
  if (text.size() > kMaxCondition) text = text.substr(0, kMaxCondition) + "...";
  return text;
}

} // namespace

std::string_view PythonBlocks::between(const PythonLine &line, std::size_t first, std::size_t last) const {
  if (first >= last) return {};
  const std::size_t begin = line.tokens[first].begin;
  return text_.substr(begin, line.tokens[last - 1].end - begin);
}

std::span<const PythonToken> PythonBlocks::enter(const PythonLine &line) {
  const auto word = [&](std::size_t at) {
    return text_.substr(line.tokens[at].begin, line.tokens[at].end - line.tokens[at].begin);
  };
  const std::span<const PythonToken> all(line.tokens);
  const bool isAsync = word(0) == "async" && all.size() > 1;
  const std::string_view keyword = word(isAsync ? 1 : 0);
  const bool opensBlock = std::ranges::find(kBlockWords, keyword) != kBlockWords.end();
  std::size_t colon = all.size();
  int depth = 0;
  for (std::size_t at = 0; opensBlock && at < all.size(); ++at) {
    if (all[at].kind != PythonToken::Kind::Operator) continue;
    const char c = text_[all[at].begin];
    if (c == '(' || c == '[' || c == '{') ++depth;
    if (c == ')' || c == ']' || c == '}') --depth;
    if (c != ':' || depth != 0) continue;
    colon = at;
    break;
  }
  const bool continues = keyword == "elif" || keyword == "else";
  std::string refused;
  while (!blocks_.empty() && blocks_.back().indent >= line.indent) {
    refused = continues && blocks_.back().indent == line.indent ? blocks_.back().refused : "";
    blocks_.pop_back();
  }
  if (colon == all.size()) return all;
  if (blocks_.size() < kMaxBlocks) {
    blocks_.push_back({line.indent, std::string(keyword), "", std::move(refused)});
    open(line, keyword, colon);
  }
  return all.subspan(colon + 1);
}

void PythonBlocks::open(const PythonLine &line, std::string_view keyword, std::size_t colon) {
  Block &block = blocks_.back();
  const std::string test(between(line, 1, colon));
  const std::string refused = std::move(block.refused);
  block.refused.clear();
  if (keyword == "if") {
    block.condition = test;
    block.refused = "not (" + test + ")";
  } else if (keyword == "elif") {
    block.condition = both(refused, test);
    block.refused = both(refused, "not (" + test + ")");
  } else if (keyword == "else") {
    block.condition = refused;
  } else if (keyword == "for" || keyword == "while" || keyword == "except") {
    block.condition = std::string(between(line, 0, colon));
  }
  block.condition = shortened(std::move(block.condition));
  block.refused = shortened(std::move(block.refused));
}

std::string PythonBlocks::condition() const {
  std::string all;
  for (const Block &block : blocks_) {
    if (!block.condition.empty() && all.size() <= kMaxCondition) all = both(all, block.condition);
  }
  return shortened(std::move(all));
}

bool PythonBlocks::isInClassBody() const { return !blocks_.empty() && blocks_.back().keyword == "class"; }

} // namespace lintel::sbom
