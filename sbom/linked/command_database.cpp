#include "sbom/linked/command_database.h"

#include "core/support/path.h"
#include "core/support/shell_words.h"
#include "sbom/linked/file_kind.h"
#include "sbom/linked/gathered.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

namespace lintel::sbom {
namespace {

using Json = nlohmann::json;

constexpr int kMaxDepth = 32;
constexpr std::size_t kMaxEntries = 200'000;
constexpr std::size_t kMaxArguments = 1'000'000;
constexpr std::uint64_t kMaxDatabaseSize = 512ull << 20;

// The lines of entries: the parser's events carry no position, so the text is read along.
class EntryLines {
public:
  explicit EntryLines(std::string_view text) : text_(text) {}

  // The line of the next "{" that opens an entry; to be asked once for each, in order.
  int next() {
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') ++line_;
      if (inString_) {
        if (c == '\\')
          ++at_;
        else if (c == '"')
          inString_ = false;
      } else if (c == '"') {
        inString_ = true;
      } else if (c == '[' || c == '{') {
        if (++depth_ == 2) {
          ++at_;
          return line_;
        }
      } else if (c == ']' || c == '}') {
        --depth_;
      }
    }
    return line_;
  }

private:
  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
  int depth_ = 0;
  bool inString_ = false;
};

class Handler final : public nlohmann::json_sax<Json> {
public:
  Handler(const std::string &text, const std::string &path, const std::function<void(const DatabaseCommand &)> &handle)
      : text_(text), lines_(text), handle_(handle) {
    problem_.file = path;
  }

  bool null() override { return isInArray(); }
  bool boolean(bool) override { return isInArray(); }
  bool number_integer(number_integer_t) override { return isInArray(); }
  bool number_unsigned(number_unsigned_t) override { return isInArray(); }
  bool number_float(number_float_t, const string_t &) override { return isInArray(); }
  bool binary(binary_t &) override { return isInArray(); }

  bool string(string_t &value) override {
    if (depth_ == 3 && field_ == "arguments") {
      if (entry_.arguments.size() == kMaxArguments) return stop("an entry has more than 1,000,000 arguments");
      entry_.arguments.push_back(std::move(value));
    }
    if (depth_ != 2) return isInArray();
    if (field_ == "directory")
      entry_.directory = std::move(value);
    else if (field_ == "file")
      entry_.file = std::move(value);
    else if (field_ == "output")
      entry_.output = std::move(value);
    else if (field_ == "command")
      entry_.command = std::move(value);
    return true;
  }

  bool key(string_t &name) override {
    if (depth_ == 2) field_ = std::move(name);
    return true;
  }

  bool start_object(std::size_t) override {
    if (depth_ == 1) startEntry();
    return depth_ > 0 ? open() : isInArray();
  }

  bool start_array(std::size_t) override {
    if (depth_ == 1) startEntry();
    return open();
  }

  bool end_object() override {
    if (--depth_ == 1) {
      if (++count_ > kMaxEntries) return stop("more than 200,000 entries");
      handle_(entry_);
    }
    return true;
  }

  bool end_array() override {
    --depth_;
    return true;
  }

  bool parse_error(std::size_t position, const std::string &, const nlohmann::detail::exception &) override {
    const std::string_view before(text_.data(), std::min(position > 0 ? position - 1 : 0, text_.size()));
    problem_.line = 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
    problem_.column = static_cast<int>(before.size() - (before.rfind('\n') + 1)) + 1;
    return stop("not valid JSON");
  }

  Problem problem() && { return std::move(problem_); }

private:
  void startEntry() {
    entry_ = {};
    entry_.line = lines_.next();
    field_.clear();
  }

  bool isInArray() { return depth_ > 0 || stop("not an array of commands"); }

  bool open() {
    if (++depth_ <= kMaxDepth) return true;
    return stop("the JSON nests deeper than 32 levels");
  }

  bool stop(std::string what) {
    problem_.what = std::move(what);
    problem_.expected = "[{\"directory\": ..., \"command\": ..., \"output\": ...}, ...]";
    return false;
  }

  const std::string &text_;
  EntryLines lines_;
  const std::function<void(const DatabaseCommand &)> &handle_;
  Problem problem_;
  DatabaseCommand entry_;
  std::string field_;
  std::size_t count_ = 0;
  int depth_ = 0;
};

void readDatabaseFile(GatheredLinks &gathered, const std::string &name,
                      const std::function<void(const DatabaseCommand &, const std::string &path)> &handle) {
  const std::string path = absolutePath(name, gathered.options.buildDirectory);
  if (!gathered.files.isFile(path)) return;
  const auto text = gathered.files.read(path, kMaxDatabaseSize);
  const Status status =
      text ? readCommandDatabase(*text, path, [&](const DatabaseCommand &entry) { handle(entry, path); })
           : fail(text.error());
  if (!status) gathered.problems.push_back(status.error());
}

// Without -o, a compilation writes "a.o" for "dir/a.c" into its directory.
std::string outputOf(const DatabaseCommand &entry) {
  if (!entry.output.empty()) return entry.output;
  auto words = splitShellWords(entry.command);
  if (!entry.arguments.empty()) words = entry.arguments;
  if (!words) return "";
  if (std::string output = outputOption(*words); !output.empty()) return output;
  if (std::find(words->begin(), words->end(), "-c") == words->end()) return "";
  const std::string_view name = baseName(entry.file);
  return std::string(name.substr(0, name.rfind('.'))) + ".o";
}

} // namespace

Status readCommandDatabase(const std::string &text, const std::string &path,
                           const std::function<void(const DatabaseCommand &)> &handle) {
  Handler handler(text, path, handle);
  if (!Json::sax_parse(text, &handler)) return fail(std::move(handler).problem());
  return {};
}

void gatherCompileDatabase(GatheredLinks &gathered) {
  readDatabaseFile(gathered, "compile_commands.json", [&](const DatabaseCommand &entry, const std::string &) {
    const std::string output = outputOf(entry);
    if (output.empty() || entry.file.empty()) return;
    const std::string directory = absolutePath(entry.directory, gathered.options.buildDirectory);
    gathered.sources.try_emplace(absolutePath(output, directory), absolutePath(entry.file, directory));
  });
}

void gatherLinkDatabase(GatheredLinks &gathered) {
  readDatabaseFile(gathered, "link_commands.json", [&](const DatabaseCommand &entry, const std::string &path) {
    const std::string directory = absolutePath(entry.directory, gathered.options.buildDirectory);
    if (!entry.arguments.empty())
      gathered.addCommands(entry.arguments, directory, path, entry.line);
    else
      gathered.addCommands(entry.command, directory, path, entry.line);
  });
}

} // namespace lintel::sbom
