#include "core/input/command_line.h"
#include "core/input/database_json.h"
#include "core/support/path.h"

#include <llvm/ADT/SmallVector.h>
#include <llvm/Support/Allocator.h>
#include <llvm/Support/CommandLine.h>
#include <llvm/Support/StringSaver.h>

namespace lintel {
namespace {

constexpr int kMaxDepth = 8;
constexpr std::uint64_t kMaxResponseFile = 1 << 20;
constexpr std::size_t kMaxTotalBytes = std::size_t{1} << 30;

std::vector<std::string> tokenize(const std::string &text) {
  llvm::BumpPtrAllocator allocator;
  llvm::StringSaver saver(allocator);
  llvm::SmallVector<const char *, 64> tokens;
  llvm::cl::TokenizeGNUCommandLine(text, saver, tokens);
  return {tokens.begin(), tokens.end()};
}

bool isResponseFile(const std::string &argument) { return argument.size() > 1 && argument.front() == '@'; }

} // namespace

struct ResponseFiles::Expansion {
  const std::string &directory;
  std::vector<std::string> arguments;
};

ResponseFiles::ResponseFiles(const FileSystem &files, std::string root, std::string databaseDirectory)
    : files_(files),
      root_(std::move(root)),
      databaseDirectory_(std::move(databaseDirectory)),
      bytesLeft_(kMaxTotalBytes),
      argumentsLeft_(kMaxTotalArguments) {}

Result<std::vector<std::string>> ResponseFiles::expand(const std::vector<std::string> &arguments,
                                                       const std::string &directory) {
  Expansion expansion{directory, {}};
  if (auto done = expandInto(expansion, arguments, 0); !done) return fail(std::move(done.error()));
  return std::move(expansion.arguments);
}

Status ResponseFiles::expandInto(Expansion &into, const std::vector<std::string> &arguments, int depth) {
  for (const std::string &argument : arguments) {
    if (!isResponseFile(argument)) {
      if (into.arguments.size() == kMaxArguments)
        return fail("has more than " + std::to_string(kMaxArguments) + " arguments");
      if (argumentsLeft_ == 0)
        return fail("the compile database has more than " + std::to_string(kMaxTotalArguments) + " arguments");
      --argumentsLeft_;
      into.arguments.push_back(argument);
      continue;
    }
    const std::string name = argument.substr(1);
    if (depth == kMaxDepth)
      return fail("response file '" + name + "': nests deeper than " + std::to_string(kMaxDepth) + " files");
    auto inner = readArguments(name, into.directory);
    if (!inner) return fail(std::move(inner.error()));
    if (auto done = expandInto(into, *inner, depth + 1); !done) return done;
  }
  return {};
}

Result<std::vector<std::string>> ResponseFiles::readArguments(const std::string &name, const std::string &directory) {
  const std::string what = "response file '" + name + "': ";
  const std::string path = absolutePath(name, directory);
  if (!staysInside(path, root_) && !staysInside(path, databaseDirectory_))
    return fail(what + "lies outside the repository and the build directory");
  auto content = files_.read(path, kMaxResponseFile);
  if (!content) return fail(what + content.error().what);
  if (content->find('\0') != std::string::npos) return fail(what + "holds a NUL byte");
  if (content->size() > bytesLeft_) return fail(what + "the response files of the database hold more than 1 GiB");
  bytesLeft_ -= content->size();
  return tokenize(*content);
}

} // namespace lintel
