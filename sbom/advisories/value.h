// A document of advisories as a tree that knows its lines, whether it was written in JSON or YAML. Both readers are
// bounded: dumps come from the network, and a hostile one must cost no more than an honest one.
#pragma once

#include "core/support/result.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom::osv {

inline constexpr std::size_t kMaxDepth = 64;
inline constexpr std::size_t kMaxValues = 1'000'000;   // of one text, copies for YAML aliases included
inline constexpr std::size_t kMaxJsonSize = 32u << 20; // bytes
inline constexpr std::size_t kMaxYamlSize = 4u << 20;  // bytes
inline constexpr std::size_t kMaxWeight = 128u << 20;  // bytes of all text, copies for YAML aliases included

struct Value {
  enum class Kind { Null, Boolean, Number, String, Array, Object };
  Kind kind = Kind::Null;
  int line = 0;                  // 1-based
  std::string text;              // of a scalar: "true", "12", the string
  std::vector<std::string> keys; // of an object, one for each item
  std::vector<Value> items;      // of an array or object

  const Value *find(std::string_view key) const; // nullptr: not an object, or without this key
};
const char *describe(Value::Kind kind); // "a string", "a list", ...

// What both readers build with. Every function is false, and problem() says why, when the document goes too far.
class ValueBuilder {
public:
  bool scalar(Value::Kind kind, std::string text, int line);
  bool begin(Value::Kind kind, int line);
  bool key(std::string name, int line);
  bool end();
  bool copy(const Value &value, int line);   // the value once more, in this place
  bool charge(const Value &value, int line); // a copy that is kept elsewhere counts as well

  // The value that was finished last.
  const Value *last() const { return last_; }
  const Value *current() const { return open_.empty() ? nullptr : open_.back(); }
  const Problem &problem() const { return problem_; }
  Value take(); // the finished document; the next one begins, within what the bounds leave

private:
  Value *place(int line);
  bool tooMuch(int line);
  bool stop(std::string what, int line, std::string expected);

  Value root_;
  std::vector<Value *> open_; // an open value's parent gains no item before it is finished: the pointers stay valid
  const Value *last_ = nullptr;
  bool begun_ = false;
  std::size_t values_ = 0;
  std::size_t weight_ = 0;
  Problem problem_;
};

// One document. file is only for messages. Errors: not well-formed (with line and column), a key that comes twice, the
// bounds above.
Result<Value> parseJson(std::string_view text, const std::string &file);
// The documents of a YAML stream; a plain scalar is a string, but null. Errors as above.
Result<std::vector<Value>> parseYaml(const std::string &text, const std::string &file);

} // namespace lintel::sbom::osv
