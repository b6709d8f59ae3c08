#include "core/input/command_line.h"
#include "core/input/compile_database.h"
#include "core/input/database_json.h"
#include "core/support/hash.h"
#include "core/support/path.h"
#include "core/support/shell_words.h"
#include "core/support/text.h"

#include <algorithm>
#include <array>
#include <set>

namespace lintel {
namespace {

constexpr std::uint64_t kMaxDatabaseSize = 512ull << 20;
constexpr std::string_view kReplacement = "\xEF\xBF\xBD"; // U+FFFD, where a byte was not UTF-8

std::string extensionOf(const std::string &file) {
  const std::string name = file.substr(file.rfind('/') + 1);
  const auto dot = name.rfind('.');
  return dot == std::string::npos ? "" : lowerCase(name.substr(dot + 1));
}

// Sources of other languages, which a build may also record. An extension that is not known stays in:
// leaving it out would pass unchecked code.
bool isOtherLanguage(const std::string &extension) {
  static constexpr std::array<std::string_view, 22> kOthers = {
      "asm", "bc", "cs", "d",    "f",  "f03",  "f08", "f77",  "f90", "f95",   "for",
      "go",  "s",  "ll", "ispc", "rc", "java", "rs",  "nasm", "sx",  "swift", "yasm"};
  return std::find(kOthers.begin(), kOthers.end(), extension) != kOthers.end();
}

class DatabaseReader {
public:
  DatabaseReader(const FileSystem &files, const std::string &root, const std::string &path)
      : path_(path), directory_(absolutePath("..", path)), responseFiles_(files, root, directory_) {}

  // invalidText: the file held bytes that are not UTF-8, which stand as U+FFFD in the entries.
  CompileDatabase read(std::vector<DatabaseEntry> entries, bool invalidText) {
    CompileDatabase database{path_, {}};
    for (std::size_t i = 0; i < entries.size(); ++i) {
      CompileCommand command = toCommand(entries[i], invalidText);
      if (!command.problem.empty()) command.problem = "entry " + std::to_string(i + 1) + ": " + command.problem;
      entries[i] = {};
      if (isOtherLanguage(extensionOf(command.file)) || !isNew(command)) continue;
      database.commands.push_back(std::move(command));
    }
    return database;
  }

private:
  CompileCommand toCommand(DatabaseEntry &entry, bool invalidText) {
    CompileCommand command;
    command.directory = absolutePath(entry.directory.value_or("."), directory_);
    command.file = entry.file.value_or("").empty() ? path_ : absolutePath(*entry.file, command.directory);
    command.problem = problemOf(entry, invalidText);
    if (!command.problem.empty()) return command;
    auto arguments = argumentsOf(entry, command.directory);
    if (arguments)
      command.arguments = std::move(*arguments);
    else
      command.problem = std::move(arguments.error().what);
    return command;
  }

  static std::string problemOf(const DatabaseEntry &entry, bool invalidText) {
    if (!entry.problem.empty()) return entry.problem;
    if (entry.file.value_or("").empty()) return "has no 'file'";
    if (entry.directory.value_or("").empty()) return "has no 'directory'";
    if (!entry.command && !entry.arguments) return "has neither 'command' nor 'arguments'";
    if (anyText(entry, [](const std::string &text) { return text.find('\0') != std::string::npos; }))
      return "holds a NUL character";
    if (invalidText && anyText(entry, [](const std::string &t) { return t.find(kReplacement) != std::string::npos; }))
      return "is not valid UTF-8";
    const std::string extension = extensionOf(*entry.file);
    if (extension == "cu" || extension == "cuh") return "CUDA is not supported";
    return "";
  }

  template <class Predicate> static bool anyText(const DatabaseEntry &entry, Predicate predicate) {
    for (const auto *text : {&entry.directory, &entry.file, &entry.command})
      if (*text && predicate(**text)) return true;
    return entry.arguments && std::any_of(entry.arguments->begin(), entry.arguments->end(), predicate);
  }

  Result<std::vector<std::string>> argumentsOf(DatabaseEntry &entry, const std::string &directory) {
    Result<std::vector<std::string>> written =
        entry.arguments ? std::move(*entry.arguments) : splitShellWords(*entry.command);
    if (!written) return written;
    auto arguments = responseFiles_.expand(*written, directory);
    if (!arguments) return arguments;
    removeLaunchers(*arguments);
    if (arguments->empty() || arguments->front().empty()) return fail("names no compiler");
    return arguments;
  }

  // Where the compiler writes to makes no difference to what it reads.
  bool isNew(const CompileCommand &command) {
    if (!command.problem.empty()) return true;
    std::string key = command.file + '\0' + command.directory;
    for (std::size_t i = 0; i < command.arguments.size(); ++i) {
      const std::string &argument = command.arguments[i];
      if (argument == "-o" || argument == "-MF" || argument == "-MT" || argument == "-MQ")
        ++i;
      else
        key += '\0' + argument;
    }
    return seen_.insert(xxh128Hex(key)).second;
  }

  std::string path_;
  std::string directory_;
  ResponseFiles responseFiles_;
  std::set<std::string> seen_;
};

tl::unexpected<Problem> unusable(std::string what, const std::string &path) {
  Problem problem;
  problem.what = std::move(what);
  problem.file = path;
  problem.expected = "at least one C, C++ or Objective-C file";
  problem.hint = "build once, then generate the compile database again";
  return fail(std::move(problem));
}

} // namespace

Result<CompileDatabase> readCompileDatabase(const FileSystem &files, const std::string &root, const std::string &path) {
  auto text = files.read(path, kMaxDatabaseSize);
  if (!text) return fail(std::move(text.error()));
  const bool invalidText = !isValidUtf8(*text);
  if (invalidText) *text = toValidUtf8(*text);
  auto entries = parseDatabase(*text, path);
  if (!entries) return fail(std::move(entries.error()));
  text->clear();
  text->shrink_to_fit();
  if (entries->empty()) return unusable("the compile database is empty", path);
  CompileDatabase database = DatabaseReader(files, root, path).read(std::move(*entries), invalidText);
  if (database.commands.empty()) return unusable("the compile database has no entry to check", path);
  return database;
}

} // namespace lintel
