#include "checkers/analysis/query_text.h"

#include "llvm/ADT/StringExtras.h"

#include <algorithm>

namespace lintel::checkers {

namespace {

// Longer literals are not read to their end: no query that a person wrote is longer.
constexpr size_t kMaxLiteral = 16384;
constexpr std::uint8_t kUnknownCount = 255;

bool isWordCharacter(char c) { return llvm::isAlnum(c) || c == '_' || c == '.'; }

void finishOperand(QueryText &text) {
  text.afterOperand = text.expects;
  text.expects = RowClause::None;
}

void keyword(QueryText &text, llvm::StringRef word, bool onlyToken) {
  using Last = QueryText::Last;
  const Last last = text.last;
  text.last = Last::Other;
  text.afterOperand = RowClause::None;
  if (word.equals_insensitive("select")) {
    text.last = Last::Select;
    text.sawSelect = true;
  } else if ((word.equals_insensitive("distinct") || word.equals_insensitive("all")) && last == Last::Select) {
    text.last = Last::Select;
  } else if (word.equals_insensitive("from")) {
    text.isQuery |= text.sawSelect;
  } else if (word.equals_insensitive("order")) {
    text.last = Last::Order;
  } else if (word.equals_insensitive("by")) {
    text.isQuery |= last == Last::Order;
  } else if (word.equals_insensitive("fetch")) {
    text.last = Last::Fetch;
  } else if ((word.equals_insensitive("first") || word.equals_insensitive("next")) && last == Last::Fetch) {
    text.expects = RowClause::Fetch;
    text.isQuery = true;
    return;
  } else if (word.equals_insensitive("top") && last == Last::Select) {
    text.expects = RowClause::Top;
    text.isQuery = true;
    return;
  } else if (word.equals_insensitive("limit")) {
    text.expects = RowClause::Limit;
    // A fragment that starts with LIMIT in capitals is a clause; prose does not start so.
    text.isQuery |= onlyToken && word == "LIMIT";
    text.bareClause = onlyToken;
    return;
  }
  text.expects = RowClause::None;
}

void placeholder(QueryText &text, llvm::StringRef name) {
  const bool operand = text.expects != RowClause::None;
  unsigned position = 0;
  if (name.size() > 1 && (name[0] == '$' || name[0] == '?') && !name.drop_front().getAsInteger(10, position)) {
    if (text.placeholders != kUnknownCount)
      text.placeholders = std::max<std::uint8_t>(text.placeholders, std::min(position, 254u));
  } else if (name == "?") {
    if (text.placeholders < 254) ++text.placeholders;
    position = text.placeholders;
  } else if (operand) {
    text.limitName = name.str();
  }
  if (operand && position > 0 && position < 64) text.limitPlaceholders |= std::uint64_t(1) << position;
  finishOperand(text);
}

} // namespace

llvm::StringRef toString(RowClause clause) {
  switch (clause) {
  case RowClause::Fetch: return "FETCH FIRST";
  case RowClause::Top: return "TOP";
  default: return "LIMIT";
  }
}

const QueryText *QueryTexts::literal(const QueryText *before, llvm::StringRef literal) {
  QueryText text = *before;
  literal = literal.take_front(kMaxLiteral);
  while (!literal.empty()) {
    const char c = literal.front();
    if (llvm::isSpace(c) || c == '(' || c == '\'' || c == '"' || c == '`' || c == '[') {
      // A quote or bracket between the keyword and its operand changes nothing.
      literal = literal.drop_front();
      if (c == '(' && text.expects != RowClause::Top) text.expects = RowClause::None;
      continue;
    }
    if (c == ',' && text.afterOperand == RowClause::Limit) {
      text.expects = RowClause::Limit;
      text.afterOperand = RowClause::None;
      literal = literal.drop_front();
      continue;
    }
    const bool marker = c == '?' || c == '$' || c == ':' || c == '@';
    const size_t length = (marker ? 1 : 0) + literal.drop_front(marker ? 1 : 0).take_while(isWordCharacter).size();
    const llvm::StringRef word = literal.take_front(std::max<size_t>(1, length));
    literal = literal.drop_front(word.size());
    if (marker && (word.size() > 1 || c == '?'))
      placeholder(text, word);
    else if (llvm::isDigit(c))
      finishOperand(text);
    else
      keyword(text, word, !text.started && !text.partial);
    text.started = true;
  }
  return intern(std::move(text));
}

const QueryText *QueryTexts::value(const QueryText *before) {
  QueryText text = *before;
  text.partial = true;
  text.last = QueryText::Last::Other;
  finishOperand(text);
  return intern(std::move(text));
}

const QueryText *QueryTexts::append(const QueryText *before, const QueryText *other) {
  if (!other->started) return other->partial ? value(before) : before;
  QueryText text = *before;
  text.isQuery |= other->isQuery || (text.sawSelect && other->bareClause);
  text.sawSelect |= other->sawSelect;
  text.started = true;
  text.partial |= other->partial;
  text.last = other->last;
  text.expects = other->expects;
  text.afterOperand = other->afterOperand;
  const bool countKnown = text.placeholders != kUnknownCount && other->placeholders != kUnknownCount &&
                          text.placeholders + other->placeholders < 64;
  if (countKnown) {
    text.limitPlaceholders |= other->limitPlaceholders << text.placeholders;
    text.placeholders += other->placeholders;
  } else {
    text.limitPlaceholders |= other->limitPlaceholders;
    text.placeholders = kUnknownCount;
  }
  if (text.limitName.empty()) text.limitName = other->limitName;
  return intern(std::move(text));
}

const QueryText *QueryTexts::join(const QueryText *a, const QueryText *b) {
  if (a == b || !b) return a;
  if (!a) return b;
  QueryText text = *a;
  text.isQuery |= b->isQuery;
  text.sawSelect |= b->sawSelect;
  text.started |= b->started;
  text.partial |= b->partial;
  text.bareClause |= b->bareClause;
  if (text.last != b->last) text.last = QueryText::Last::Other;
  if (text.expects == RowClause::None) text.expects = b->expects;
  if (text.afterOperand == RowClause::None) text.afterOperand = b->afterOperand;
  if (text.placeholders != b->placeholders) text.placeholders = kUnknownCount;
  text.limitPlaceholders |= b->limitPlaceholders;
  if (text.limitName.empty()) text.limitName = b->limitName;
  return intern(std::move(text));
}

} // namespace lintel::checkers
