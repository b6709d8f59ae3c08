// docs/architecture.md says which folder may include which. This test reads the table there and the
// includes in the tree, and fails on an edge, a folder or a library header that the page does not allow.
#include "core/support/file_system.h"
#include "core/support/text.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>

namespace fs = std::filesystem;
using namespace lintel;

namespace {

const std::string kRoot = LINTEL_SOURCE_DIR;

std::string readFile(const std::string &path) {
  const Result<std::string> text = RealFileSystem().read(path);
  REQUIRE(text);
  return *text;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream{std::string(text)};
  for (std::string part; std::getline(stream, part, separator);) parts.emplace_back(trim(part));
  return parts;
}

// folder -> folders it may include; "all" stands for every one.
std::map<std::string, std::set<std::string>> allowedEdges() {
  std::map<std::string, std::set<std::string>> edges;
  const std::string page = readFile(kRoot + "/docs/architecture.md");
  for (std::string_view line : splitLines(page)) {
    const std::vector<std::string> cells = split(line, '|');
    if (cells.size() < 4 || cells[1] == "folder" || cells[1].starts_with("---")) continue;
    std::set<std::string> &targets = edges[cells[1]];
    for (const std::string &target : split(cells[3], ','))
      if (!target.empty()) targets.insert(target);
  }
  return edges;
}

std::string folderOf(const std::string &path, const std::map<std::string, std::set<std::string>> &edges) {
  for (const auto &[folder, targets] : edges)
    if (path.starts_with(folder + "/")) return folder;
  return "";
}

std::vector<std::string> sourcesBelow(const std::string &top) {
  std::vector<std::string> files;
  for (const auto &entry : fs::recursive_directory_iterator(kRoot + "/" + top)) {
    const std::string path = entry.path().string().substr(kRoot.size() + 1);
    if (path.find("/fixtures/") != std::string::npos) continue;
    if (path.ends_with(".cpp") || path.ends_with(".h")) files.push_back(path);
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::string> includesOf(const std::string &file) {
  std::vector<std::string> includes;
  const std::string text = readFile(kRoot + "/" + file);
  for (std::string_view line : splitLines(text)) {
    line = trim(line);
    if (!line.starts_with("#include")) continue;
    const std::size_t begin = line.find_first_of("<\"");
    const std::size_t end = line.find_last_of(">\"");
    if (begin != std::string_view::npos && end > begin) includes.emplace_back(line.substr(begin + 1, end - begin - 1));
  }
  return includes;
}

const std::vector<std::string> kTops = {"core", "checkers", "policy", "sbom", "app"};

} // namespace

TEST_CASE("includes go only along the arrows of docs/architecture.md") {
  const auto edges = allowedEdges();
  REQUIRE(edges.size() > 10);
  int checked = 0;
  for (const std::string &top : kTops)
    for (const std::string &file : sourcesBelow(top)) {
      const std::string from = folderOf(file, edges);
      INFO(file << ": its folder is not in docs/architecture.md");
      REQUIRE_FALSE(from.empty());
      for (const std::string &include : includesOf(file)) {
        const std::string to = folderOf(include, edges);
        if (to.empty() || to == from) continue;
        ++checked;
        INFO(file << " includes " << include);
        const std::set<std::string> &allowed = edges.at(from);
        CHECK((allowed.count(to) == 1 || allowed.count("all") == 1));
      }
    }
  CHECK(checked > 50);
}

TEST_CASE("the page lists the folders that are there, and no others") {
  for (const auto &[folder, targets] : allowedEdges()) {
    INFO(folder);
    CHECK(fs::is_directory(kRoot + "/" + folder));
    for (const std::string &target : targets) {
      INFO(folder << " may include " << target);
      CHECK((target == "all" || fs::is_directory(kRoot + "/" + target)));
    }
  }
}

TEST_CASE("a foreign library is included only where it belongs") {
  const std::map<std::string, std::vector<std::string>> homes = {
      {"clang/", {"checkers/"}},
      {"clang-tidy/", {"checkers/"}},
      {"yaml-cpp/", {"policy/model/", "checkers/contracts/", "sbom/advisories/"}},
      {"sqlite3.h", {"sbom/store/"}},
      {"archive", {"sbom/store/"}},
      {"toml++/", {"sbom/declared/"}},
      {"git2", {"core/input/"}},
      {"CLI/", {"app/"}},
  };
  for (const std::string &top : kTops)
    for (const std::string &file : sourcesBelow(top))
      for (const std::string &include : includesOf(file))
        for (const auto &[prefix, folders] : homes) {
          if (!include.starts_with(prefix)) continue;
          INFO(file << " includes " << include);
          CHECK(std::any_of(folders.begin(), folders.end(),
                            [&](const std::string &folder) { return file.starts_with(folder); }));
        }
}

TEST_CASE("checks include nothing that runs units") {
  for (const std::string &file : sourcesBelow("checkers/checks"))
    for (const std::string &include : includesOf(file)) {
      if (!include.starts_with("checkers/engine/")) continue;
      INFO(file << " includes " << include);
      CHECK((include == "checkers/engine/check.h" || include == "checkers/engine/check_def.h"));
    }
}
