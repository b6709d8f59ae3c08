#include "sbom/advisories/value.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <nlohmann/json.hpp>

namespace lintel::sbom::osv {
namespace {

using Json = nlohmann::json;

// How far the parser has read. It reads one character ahead after numbers only; that one is not counted.
struct Progress {
  int line = 1;
  int next = 0; // 1: the last character read ended the line
};

class CountingIterator {
public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char *;
  using reference = const char &;

  CountingIterator(const char *at, Progress *progress) : at_(at), progress_(progress) {}
  reference operator*() const { return *at_; }
  CountingIterator &operator++() {
    progress_->line += progress_->next;
    progress_->next = *at_ == '\n' ? 1 : 0;
    ++at_;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const CountingIterator &a, const CountingIterator &b) { return a.at_ == b.at_; }

private:
  const char *at_;
  Progress *progress_;
};

class Handler final : public nlohmann::json_sax<Json> {
public:
  Handler(std::string_view text, const Progress &progress) : text_(text), progress_(progress) {}

  bool null() override { return scalar(Value::Kind::Null, ""); }
  bool boolean(bool value) override { return scalar(Value::Kind::Boolean, value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override { return scalar(Value::Kind::Number, std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return scalar(Value::Kind::Number, std::to_string(value)); }
  bool number_float(number_float_t, const string_t &written) override { return scalar(Value::Kind::Number, written); }
  bool string(string_t &value) override { return scalar(Value::Kind::String, std::move(value)); }
  bool binary(binary_t &) override { return false; } // JSON has none
  bool key(string_t &name) override { return builder.key(std::move(name), progress_.line); }
  bool start_object(std::size_t) override { return builder.begin(Value::Kind::Object, progress_.line); }
  bool start_array(std::size_t) override { return builder.begin(Value::Kind::Array, progress_.line); }
  bool end_object() override { return builder.end(); }
  bool end_array() override { return builder.end(); }

  bool parse_error(std::size_t position, const std::string &, const nlohmann::detail::exception &) override {
    // The position counts the bytes read, the offending one included.
    const std::string_view before = text_.substr(0, position > 0 ? position - 1 : 0);
    syntax.what = "not valid JSON";
    syntax.line = 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
    syntax.column = static_cast<int>(before.size() - (before.rfind('\n') + 1)) + 1;
    syntax.expected = "one JSON value in UTF-8";
    return false;
  }

  ValueBuilder builder;
  Problem syntax;

private:
  bool scalar(Value::Kind kind, std::string text) { return builder.scalar(kind, std::move(text), progress_.line); }

  std::string_view text_;
  const Progress &progress_;
};

} // namespace

Result<Value> parseJson(std::string_view text, const std::string &file) {
  if (text.size() > kMaxJsonSize)
    return fail({"too large", file, 0, 0, "at most " + std::to_string(kMaxJsonSize) + " bytes", ""});
  Progress progress;
  Handler handler(text, progress);
  const char *begin = text.data();
  if (Json::sax_parse(CountingIterator(begin, &progress), CountingIterator(begin + text.size(), &progress), &handler))
    return handler.builder.take();
  Problem problem = handler.syntax.what.empty() ? handler.builder.problem() : handler.syntax;
  problem.file = file;
  return fail(std::move(problem));
}

} // namespace lintel::sbom::osv
