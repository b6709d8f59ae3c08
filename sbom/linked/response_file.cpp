#include "sbom/linked/response_file.h"

#include "core/support/path.h"

#include <llvm/ADT/SmallVector.h>
#include <llvm/Support/Allocator.h>
#include <llvm/Support/CommandLine.h>
#include <llvm/Support/StringSaver.h>

namespace lintel::sbom {
namespace {

constexpr int kMaxDepth = 8;
constexpr std::uint64_t kMaxResponseFile = 8 << 20;
constexpr std::size_t kMaxWords = 1'000'000;

} // namespace

struct ResponseFiles::Expansion {
  const std::string &directory;
  const Problem &place;
  std::vector<Problem> &problems;
  std::vector<std::string> words;
  bool failed = false; // told once for each command

  void fail(std::string what) {
    if (failed) return;
    failed = true;
    Problem problem = place;
    problem.what = std::move(what);
    problems.push_back(std::move(problem));
  }
};

std::vector<std::string> splitResponseFile(const std::string &text) {
  llvm::BumpPtrAllocator allocator;
  llvm::StringSaver saver(allocator);
  llvm::SmallVector<const char *, 64> words;
  llvm::cl::TokenizeGNUCommandLine(text, saver, words);
  return {words.begin(), words.end()};
}

std::vector<std::string> ResponseFiles::expand(const std::vector<std::string> &words, const std::string &directory,
                                               const Problem &place, std::vector<Problem> &problems) {
  Expansion expansion{directory, place, problems, {}};
  expandInto(expansion, words, 0);
  return std::move(expansion.words);
}

void ResponseFiles::expandInto(Expansion &into, const std::vector<std::string> &words, int depth) {
  for (const std::string &word : words) {
    if (into.words.size() == kMaxWords) return into.fail("the command has more than 1,000,000 words");
    if (word.size() < 2 || word.front() != '@') {
      into.words.push_back(word);
      continue;
    }
    const std::string name = word.substr(1);
    if (depth == kMaxDepth) return into.fail("response file '" + name + "': nests deeper than 8 files");
    const auto inner = read(name, into.directory);
    if (inner)
      expandInto(into, *inner, depth + 1);
    else
      into.fail("response file '" + name + "': " + inner.error().what);
    if (into.failed && depth > 0) return; // one that names itself twice would otherwise be read 2^8 times
  }
}

Result<std::vector<std::string>> ResponseFiles::read(const std::string &name, const std::string &directory) {
  const std::string path = absolutePath(name, directory);
  if (!staysInside(path, root_) && !staysInside(path, buildDirectory_))
    return fail("lies outside the repository and the build directory");
  const auto text = files_.read(path, kMaxResponseFile);
  if (!text) return fail(text.error());
  if (text->find('\0') != std::string::npos) return fail("holds a NUL byte");
  if (text->size() > bytesLeft_) return fail("the response files of the build hold more than 256 MiB");
  bytesLeft_ -= text->size();
  return splitResponseFile(*text);
}

} // namespace lintel::sbom
