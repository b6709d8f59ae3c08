// CMake's Makefile generators: every target has a directory CMakeFiles/<target>.dir with its link commands in
// link.txt, one a line, and with the pairs of source and object in DependInfo.cmake.
#include "core/support/path.h"
#include "core/support/text.h"
#include "sbom/linked/gathered.h"

#include <re2/re2.h>

namespace lintel::sbom {
namespace {

constexpr int kMaxDepth = 32;
constexpr std::size_t kMaxDirectories = 50'000;

class TargetFinder {
public:
  explicit TargetFinder(GatheredLinks &gathered) : gathered_(gathered) {}

  // Visits directory and everything below that may hold targets of this build.
  void visit(const std::string &directory, int depth) {
    if (depth > kMaxDepth || ++count_ > kMaxDirectories) return giveUp(directory);
    for (const std::string &name : gathered_.files.list(directory)) {
      if (name.starts_with('.')) continue;
      const std::string path = absolutePath(name, directory);
      if (!gathered_.files.isDirectory(path)) continue;
      if (name == "CMakeFiles")
        readTargets(path, directory);
      else if (gathered_.mayRead(path)) // no link that leads out
        visit(path, depth + 1);
    }
  }

private:
  void giveUp(const std::string &directory) {
    if (gaveUp_) return;
    gaveUp_ = true;
    Problem problem;
    problem.what = "the build directory is too large to be searched for link commands";
    problem.file = directory;
    problem.expected = "at most 50,000 directories, 32 deep";
    gathered_.problems.push_back(std::move(problem));
  }

  void readTargets(const std::string &cmakeFiles, const std::string &directory) {
    for (const std::string &name : gathered_.files.list(cmakeFiles)) {
      if (!name.ends_with(".dir")) continue;
      readDependInfo(cmakeFiles + "/" + name + "/DependInfo.cmake");
      readLinkText(cmakeFiles + "/" + name + "/link.txt", directory);
    }
  }

  void readLinkText(const std::string &path, const std::string &directory) {
    if (!gathered_.files.isFile(path)) return;
    const auto text = gathered_.files.read(path);
    if (!text) return gathered_.problems.push_back(text.error());
    int line = 0;
    for (const std::string_view command : splitLines(*text)) gathered_.addCommands(command, directory, path, ++line);
  }

  void readDependInfo(const std::string &path) {
    if (!gathered_.files.isFile(path)) return;
    const auto text = gathered_.files.read(path);
    if (!text) return gathered_.problems.push_back(text.error());
    static const RE2 kPair(R"re((?m)^\s*"([^"\n]+)" "([^"\n]+\.o(?:bj)?)")re");
    re2::StringPiece rest(*text);
    std::string source;
    std::string object;
    while (RE2::FindAndConsume(&rest, kPair, &source, &object))
      gathered_.sources.try_emplace(absolutePath(object, gathered_.options.buildDirectory), source);
  }

  GatheredLinks &gathered_;
  std::size_t count_ = 0;
  bool gaveUp_ = false;
};

} // namespace

void gatherMakefiles(GatheredLinks &gathered) {
  const std::string &directory = gathered.options.buildDirectory;
  if (!gathered.files.isFile(directory + "/CMakeFiles/Makefile.cmake")) return;
  TargetFinder(gathered).visit(directory, 0);
}

} // namespace lintel::sbom
