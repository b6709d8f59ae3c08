#include "app/compiler_headers.h"

#include "checkers/engine/engine.h"
#include "core/support/path.h"

#include <algorithm>

namespace lintel::app {
namespace {

std::string withoutDigits(const std::string &text) { return text.substr(0, text.find_last_not_of("0123456789.-") + 1); }

// "12" of "g++-12"; empty for "g++".
std::string versionIn(const std::string &name) {
  const std::string version = name.substr(withoutDigits(name).size());
  return version.starts_with('-') ? version.substr(1) : version;
}

bool isNewer(const std::string &a, const std::string &b) {
  return std::make_pair(a.size(), a) > std::make_pair(b.size(), b); // "12" after "9"
}

// <base>/<version>/<below>, of the version that is asked for, else of the newest.
std::optional<std::string> newest(const FileSystem &files, const std::string &base, const std::string &version,
                                  const std::string &below) {
  std::vector<std::string> versions = files.list(base);
  std::ranges::sort(versions, isNewer);
  for (const std::string &candidate : versions) {
    if (!version.empty() && candidate != version) continue;
    std::string directory = base + '/' + candidate + below;
    if (files.isDirectory(directory)) return directory;
  }
  return std::nullopt;
}

std::optional<std::string> gccHeaders(const FileSystem &files, const std::string &version) {
  for (const std::string &target : files.list("/usr/lib/gcc"))
    if (auto found = newest(files, "/usr/lib/gcc/" + target, version, "/include")) return found;
  return std::nullopt;
}

std::optional<std::string> clangHeaders(const FileSystem &files, const std::string &version) {
  return version.empty() ? std::nullopt : newest(files, "/usr/lib/llvm-" + version + "/lib/clang", "", "/include");
}

} // namespace

const std::optional<std::string> &CompilerHeaders::directoryOf(const std::string &compiler) {
  const auto [entry, isNew] = directories_.try_emplace(compiler);
  if (!isNew) return entry->second;
  const std::string name(baseName(compiler));
  const bool isClang = name.find("clang") != std::string::npos;
  entry->second = isClang ? clangHeaders(files_, versionIn(name)) : gccHeaders(files_, versionIn(name));
  return entry->second;
}

void CompilerHeaders::replace(const std::string &compiler, std::vector<std::string> &headers) {
  const std::optional<std::string> &directory = directoryOf(compiler);
  if (!directory) return;
  const std::string own = checkers::builtinHeaderDirectory();
  for (std::string &header : headers) {
    const auto relative = relativeTo(header, own);
    if (!relative) continue;
    const std::string theirs = *directory + '/' + *relative;
    header = files_.isFile(theirs) ? theirs : std::string();
  }
  std::erase(headers, "");
  std::ranges::sort(headers);
}

} // namespace lintel::app
