#include "core/input/compile_database.h"
#include "core/support/path.h"

namespace lintel {
namespace {

constexpr const char *kFileName = "compile_commands.json";
constexpr const char *kHowToMakeOne =
    "configure CMake with -DCMAKE_EXPORT_COMPILE_COMMANDS=ON, or record another build with 'bear -- make', "
    "and name its directory with -p or in the policy with 'database:'";

tl::unexpected<Problem> notFound(std::string what, const std::string &place) {
  Problem problem;
  problem.what = std::move(what);
  problem.file = place;
  problem.expected = std::string("a ") + kFileName + " or a directory that holds one";
  problem.hint = kHowToMakeOne;
  return fail(std::move(problem));
}

Result<std::string> databaseAt(const FileSystem &files, const std::string &given, const std::string &root) {
  const std::string path = absolutePath(given, root);
  if (files.isFile(path)) return path;
  if (!files.isDirectory(path)) return notFound("the compile database does not exist", given);
  std::string inside = absolutePath(kFileName, path);
  if (files.isFile(inside)) return inside;
  return notFound("the directory holds no compile database", given);
}

std::vector<std::string> buildDirectories(const FileSystem &files, const std::string &root) {
  std::vector<std::string> directories;
  for (const std::string &name : files.list(root)) {
    if (!name.starts_with("build")) continue;
    const std::string directory = absolutePath(name, root);
    if (!files.isDirectory(directory)) continue;
    directories.push_back(directory);
    for (const std::string &below : files.list(directory)) directories.push_back(absolutePath(below, directory));
  }
  return directories;
}

// What a search of likely places found; a link that leads elsewhere is reported, never followed.
struct Candidates {
  std::vector<std::string> usable;
  std::vector<std::string> outside;

  void add(const FileSystem &files, const std::string &directory, const std::string &root) {
    const std::string path = absolutePath(kFileName, directory);
    if (files.isFile(path)) (staysInside(path, root) ? usable : outside).push_back(path);
  }
};

std::string joinRelative(const std::vector<std::string> &paths, const std::string &root) {
  std::string joined;
  for (const std::string &path : paths) joined += (joined.empty() ? "" : ", ") + relativeTo(path, root).value_or(path);
  return joined;
}

tl::unexpected<Problem> ambiguous(const Candidates &found, const std::string &root) {
  Problem problem;
  problem.what = "more than one compile database: " + joinRelative(found.usable, root);
  problem.expected = "one";
  problem.hint = "choose one with -p DIRECTORY or in the policy with 'database:'";
  return fail(std::move(problem));
}

tl::unexpected<Problem> noneFound(const Candidates &found, const std::string &root) {
  if (found.outside.empty()) return notFound("no compile database in build*/ or in the root", root);
  Problem problem;
  problem.what = "a symbolic link leads out of the repository: " + joinRelative(found.outside, root);
  problem.hint = "such links are not followed unasked; name the database with -p";
  return fail(std::move(problem));
}

} // namespace

Result<std::string> findCompileDatabase(const FileSystem &files, const std::string &root, const std::string &buildPath,
                                        const std::string &policyPath) {
  if (!buildPath.empty()) return databaseAt(files, buildPath, root);
  if (!policyPath.empty()) return databaseAt(files, policyPath, root);

  Candidates found;
  for (const std::string &directory : buildDirectories(files, root)) found.add(files, directory, root);
  if (found.usable.empty()) found.add(files, root, root);
  if (found.usable.empty()) return noneFound(found, root);
  if (found.usable.size() > 1) return ambiguous(found, root);
  return found.usable.front();
}

} // namespace lintel
