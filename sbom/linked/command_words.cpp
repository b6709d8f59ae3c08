#include "sbom/linked/command_words.h"

#include "core/support/path.h"
#include "core/support/shell_words.h"
#include "sbom/linked/file_kind.h"

#include <algorithm>
#include <cctype>
#include <re2/re2.h>

namespace lintel::sbom {
namespace {

bool isSeparator(std::string_view word) { return word == "&&" || word == "||" || word == "|" || word == ";"; }

bool isAssignment(std::string_view word) {
  const std::size_t equals = word.find('=');
  if (equals == std::string_view::npos || equals == 0) return false;
  const std::string_view name = word.substr(0, equals);
  return std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
}

void removeWrappers(std::vector<std::string> &words) {
  const auto begin = std::find_if(words.begin(), words.end(), [](const std::string &word) {
    return !isAssignment(word) && baseName(word) != "env" && word != "(" && word != "{";
  });
  words.erase(words.begin(), begin);
  removeLaunchers(words);
  if (words.empty() || toolOf(words.front()) != Tool::None) return;
  const auto dashes = std::find(words.begin(), words.end(), "--");
  if (dashes == words.end() || std::next(dashes) == words.end() || toolOf(*std::next(dashes)) == Tool::None) return;
  words.erase(words.begin(), std::next(dashes));
}

} // namespace

std::vector<SimpleCommand> splitCommands(const std::vector<std::string> &words, const std::string &directory) {
  std::vector<SimpleCommand> commands;
  SimpleCommand current{directory, {}};
  const auto finish = [&] {
    removeWrappers(current.words);
    std::string next = current.directory;
    if (current.words.size() == 2 && current.words.front() == "cd")
      next = absolutePath(current.words.back(), next);
    else if (!current.words.empty())
      commands.push_back(std::move(current));
    current = {std::move(next), {}};
  };
  for (const std::string &word : words) {
    if (isSeparator(word)) {
      finish();
    } else if (word.size() > 1 && word.ends_with(';')) {
      current.words.push_back(word.substr(0, word.size() - 1));
      finish();
    } else {
      current.words.push_back(word);
    }
  }
  finish();
  return commands;
}

Tool toolOf(std::string_view program) {
  static const RE2 kName(
      R"((?:[\w.]+-)*?((?:gcc|llvm)-ar|ar|gcc|g\+\+|cc|c\+\+|clang|clang\+\+|gfortran|flang|icx|icpx|)"
      R"(icc|icpc|nvcc|hipcc|gdc|ldc2|swiftc|ld|lld|ld\.\w+|ld64\.lld|mold|wild)(?:-\d+(?:\.\d+)*)?)");
  const std::string_view name = baseName(program);
  std::string tool;
  if (!RE2::FullMatch(name, kName, &tool)) return Tool::None;
  if (tool.ends_with("ar")) return Tool::Archiver;
  if (tool.starts_with("ld") && tool != "ldc2") return Tool::Linker;
  if (tool == "lld" || tool == "mold" || tool == "wild") return Tool::Linker;
  return Tool::CompilerDriver;
}

} // namespace lintel::sbom
