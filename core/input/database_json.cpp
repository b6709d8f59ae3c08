#include "core/input/database_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

namespace lintel {
namespace {

using Json = nlohmann::json;

constexpr int kMaxDepth = 32;

// The reason alone: the library's own position is in other units than ours, and "last read" repeats
// bytes of the file, which may be any file that a policy names.
std::string syntaxReason(std::string_view message) {
  if (const auto id = message.find("] "); id != message.npos) message.remove_prefix(id + 2);
  if (const auto column = message.find(", column "); column != message.npos)
    if (const auto colon = message.find(": ", column); colon != message.npos) message.remove_prefix(colon + 2);
  const auto lastRead = message.find("; last read: '");
  const auto expected = message.rfind("; expected ");
  std::string reason(message.substr(0, std::min(lastRead, expected)));
  if (expected != message.npos) reason += message.substr(expected);
  return reason;
}

class DatabaseHandler final : public nlohmann::json_sax<Json> {
public:
  DatabaseHandler(const std::string &text, const std::string &path) : text_(text) { problem_.file = path; }

  bool null() override { return scalar(); }
  bool boolean(bool) override { return scalar(); }
  bool number_integer(number_integer_t) override { return scalar(); }
  bool number_unsigned(number_unsigned_t) override { return scalar(); }
  bool number_float(number_float_t, const string_t &) override { return scalar(); }
  bool binary(binary_t &) override { return scalar(); }

  bool string(string_t &value) override {
    if (inArguments_ && depth_ == 3) return addArgument(value);
    if (!inEntry_ || depth_ != 2) return scalar();
    DatabaseEntry &entry = entries_.back();
    if (field_ == "directory")
      entry.directory = std::move(value);
    else if (field_ == "file")
      entry.file = std::move(value);
    else if (field_ == "command")
      entry.command = std::move(value);
    else
      wrongType();
    return true;
  }

  bool key(string_t &name) override {
    if (inEntry_ && depth_ == 2) field_ = std::move(name);
    return true;
  }

  bool start_object(std::size_t) override {
    if (depth_ == 0) return notAnArray();
    if (depth_ == 1) {
      inEntry_ = true;
      return open() && addEntry("");
    }
    if (inEntry_) wrongType();
    return open();
  }

  bool start_array(std::size_t) override {
    if (depth_ == 1) return open() && addEntry("is not an object");
    if (inEntry_ && depth_ == 2 && field_ == "arguments") {
      inArguments_ = true;
      entries_.back().arguments.emplace();
    } else if (inEntry_) {
      wrongType();
    }
    return open();
  }

  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool parse_error(std::size_t position, const std::string &, const nlohmann::detail::exception &error) override {
    // The position counts the bytes read, the offending one included.
    const std::string_view before(text_.data(), std::min(position > 0 ? position - 1 : 0, text_.size()));
    problem_.what = "not valid JSON: " + syntaxReason(error.what());
    problem_.line = 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
    problem_.column = static_cast<int>(before.size() - (before.rfind('\n') + 1)) + 1;
    problem_.hint = "generate the compile database again";
    return false;
  }

  Result<std::vector<DatabaseEntry>> result(bool parsed) && {
    if (!parsed) return fail(std::move(problem_));
    return std::move(entries_);
  }

private:
  bool stop(std::string what, std::string expected) {
    problem_.what = std::move(what);
    problem_.expected = std::move(expected);
    return false;
  }

  bool notAnArray() {
    return stop("the compile database is not an array", "[{\"directory\": ..., \"file\": ...}, ...]");
  }

  bool open() {
    if (++depth_ <= kMaxDepth) return true;
    return stop("the JSON nests too deep", "at most " + std::to_string(kMaxDepth) + " levels");
  }

  bool close() {
    --depth_;
    if (depth_ == 2) inArguments_ = false;
    if (depth_ == 1) inEntry_ = false;
    return true;
  }

  bool addEntry(std::string problem) {
    if (entries_.size() == kMaxEntries)
      return stop("too many entries in the compile database", "at most " + std::to_string(kMaxEntries));
    entries_.emplace_back().problem = std::move(problem);
    return true;
  }

  bool addArgument(std::string &value) {
    if (++totalArguments_ > kMaxTotalArguments)
      return stop("too many arguments in the compile database", "at most " + std::to_string(kMaxTotalArguments));
    auto &arguments = *entries_.back().arguments;
    if (arguments.size() < kMaxArguments)
      arguments.push_back(std::move(value));
    else
      entries_.back().problem = "has more than " + std::to_string(kMaxArguments) + " arguments";
    return true;
  }

  bool scalar() {
    if (depth_ == 0) return notAnArray();
    if (depth_ == 1) return addEntry("is not an object");
    if (inEntry_) wrongType();
    return true;
  }

  // Only the keys that are used are judged; "output" and whatever a tool adds may be anything.
  void wrongType() {
    std::string &problem = entries_.back().problem;
    if (!problem.empty() || depth_ > 3 || (depth_ == 3 && !inArguments_)) return;
    if (field_ == "arguments")
      problem = "'arguments' is not an array of strings";
    else if (field_ == "directory" || field_ == "file" || field_ == "command")
      problem = "'" + field_ + "' is not a string";
  }

  const std::string &text_;
  Problem problem_;
  std::vector<DatabaseEntry> entries_;
  std::string field_;
  std::size_t totalArguments_ = 0;
  int depth_ = 0;
  bool inEntry_ = false;     // within the object of an entry
  bool inArguments_ = false; // within its "arguments"
};

} // namespace

Result<std::vector<DatabaseEntry>> parseDatabase(const std::string &text, const std::string &path) {
  DatabaseHandler handler(text, path);
  const bool parsed = Json::sax_parse(text, &handler);
  return std::move(handler).result(parsed);
}

} // namespace lintel
