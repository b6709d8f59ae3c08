// What is known of a string that may become a database query, while it is being put together.
//
// A query text is fed piece by piece, in the order in which the program appends: literals, values,
// and pieces nobody knows. It remembers whether it looks like SQL, whether the next piece is the
// operand of a clause that limits the number of rows, and which placeholders stand there.
// It is a finite automaton: equal states are one object, so that values can hold a pointer.
#pragma once

#include "llvm/ADT/StringRef.h"

#include <compare>
#include <cstdint>
#include <set>
#include <string>

namespace lintel::checkers {

enum class RowClause : std::uint8_t { None, Limit, Fetch, Top };

// "LIMIT", "FETCH FIRST", "TOP"
llvm::StringRef toString(RowClause clause);

struct QueryText {
  // Which keyword was read last, as far as a following keyword depends on it.
  enum class Last : std::uint8_t { Other, Select, Fetch, Order };

  bool isQuery = false; // reads rows: SELECT ... FROM, ORDER BY, or what can only be a clause of that
  bool sawSelect = false;
  bool started = false;    // has any token
  bool partial = false;    // some piece was unknown
  bool bareClause = false; // the clause stands alone ("LIMIT "): SQL only if the text it joins is
  Last last = Last::Other;
  RowClause expects = RowClause::None;      // the next value is this clause's operand
  RowClause afterOperand = RowClause::None; // an operand was read; a comma announces another one
  std::uint8_t placeholders = 0;            // positional ones so far, 255: not known
  std::uint64_t limitPlaceholders = 0;      // bit n: the nth (1-based) is a row clause's operand
  std::string limitName;                    // ":limit", when such a placeholder is the operand

  // Unlike a text without any word of a query.
  bool isInteresting() const {
    return isQuery || sawSelect || bareClause || expects != RowClause::None || placeholders != 0;
  }
  bool hasLimitPlaceholder() const { return limitPlaceholders != 0 || !limitName.empty(); }
  bool isLimitPlaceholder(unsigned position) const {
    return placeholders == 255 || (position < 64 && ((limitPlaceholders >> position) & 1) != 0);
  }
  auto operator<=>(const QueryText &) const = default;
};

class QueryTexts {
public:
  const QueryText *empty() { return intern({}); }
  // text followed by a literal, by a value (number or string made at run time), by another text.
  const QueryText *literal(const QueryText *text, llvm::StringRef literal);
  const QueryText *value(const QueryText *text);
  const QueryText *append(const QueryText *text, const QueryText *other);
  // Either of two texts (null: not a text).
  const QueryText *join(const QueryText *a, const QueryText *b);

private:
  const QueryText *intern(QueryText text) { return &*texts_.insert(std::move(text)).first; }
  std::set<QueryText> texts_;
};

} // namespace lintel::checkers
