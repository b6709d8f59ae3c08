#include "sbom/collect/name_match.h"

#include "core/support/text.h"

#include <algorithm>
#include <cctype>
#include <re2/re2.h>
#include <span>
#include <vector>

namespace lintel::sbom {
namespace {

// Groups of folded names that mean one source package each, where folding alone does not show it.
const std::vector<std::vector<std::string_view>> &synonyms() {
  static const std::vector<std::vector<std::string_view>> groups = {
      {"gtest", "gmock", "googletest", "googlemock"},
      {"benchmark", "googlebenchmark"},
      // Parts of a system's C library, on whichever system they are libraries of their own.
      {"glibc", "threads", "pthread", "pthreads", "dl", "m", "rt", "iconv", "intl", "c", "backtrace", "util", "resolv",
       "socket", "nsl", "network", "xnet", "execinfo"},
      {"llvm", "clang", "llvmtoolchain"},
      {"gcc", "gcov", "atomic", "gccs", "stdc++", "supc++"},
      {"ssl", "ssl3", "crypto", "openssl"},
      {"lzma", "xz", "xzutils", "liblzma"},
      {"jpeg", "jpegturbo", "turbojpeg", "jpeg62turbo"},
      {"curses", "ncurses", "ncursesw", "tinfo"},
      {"pq", "pq5", "postgresql"},
      {"mysqlclient", "mysql", "mariadb", "mariadbclient"},
      {"tbb", "onetbb"},
      {"yaml", "yamlcpp"},
      {"bz2", "bzip2"},
      {"z", "zlib", "zlib1g"},
      {"uv", "uv1"},
      {"png", "png16"},
      {"sqlite", "sqlite3"},
      {"lua", "liblua"},
      {"expat", "expat1"},
      {"boost", "boostheaders"},
      {"eigen", "eigen3"},
      {"nlohmannjson", "nlohmannjson3", "json"},
      {"tcmalloc", "gperftools", "googleperftools", "profiler"},
      {"curl", "curl4", "curl4openssl"},
      {"gomp", "openmp", "omp"},
      {"protobuf", "protoc", "protobuflite"},
      {"grpc", "grpc++"},
      {"ev", "libev"},
      {"event", "libevent"},
      {"systemd", "libsystemd"},
      {"udev", "libudev"},
      {"x11", "xlib"},
  };
  return groups;
}

bool removePrefix(std::string &text, std::string_view prefix) {
  if (text.size() <= prefix.size() || !text.starts_with(prefix)) return false;
  text.erase(0, prefix.size());
  return true;
}

bool removeSuffix(std::string &text, std::string_view suffix) {
  if (text.size() <= suffix.size() || !text.ends_with(suffix)) return false;
  text.resize(text.size() - suffix.size());
  return true;
}

} // namespace

std::string foldName(std::string_view name) {
  std::string folded = lowerCase(name);
  while (removeSuffix(folded, "-dev") || removeSuffix(folded, "-devel") || removeSuffix(folded, ".git")) {
  }
  if (const std::size_t slash = folded.rfind('/'); slash != std::string::npos) folded.erase(0, slash + 1);
  removePrefix(folded, "lib");
  // A version has a dot, a digit of the name has none: "png1.6" and "boost1.74", but "nghttp2" and "ssh2".
  static const RE2 version(R"([-_]?\d+(?:\.\d+)+$)");
  RE2::Replace(&folded, version, "");
  std::erase_if(folded, [](unsigned char c) { return std::isalnum(c) == 0 && c != '+'; });
  return folded;
}

std::set<std::string> knownNames(std::string_view name) {
  const std::string folded = foldName(name);
  std::set<std::string> names;
  if (folded.empty()) return names;
  names.insert(folded);
  static const RE2 compiler(R"((gcc|llvmtoolchain)\d+)"); // Debian has a source package for each release
  std::string bare = folded;
  if (RE2::FullMatch(folded, compiler, &bare)) names.insert(bare);
  for (const auto &group : synonyms()) {
    if (std::ranges::find(group, bare) != group.end()) names.insert(group.begin(), group.end());
  }
  return names;
}

bool sameLibrary(std::string_view a, std::string_view b) {
  const std::set<std::string> names = knownNames(a);
  return std::ranges::any_of(knownNames(b), [&](const std::string &name) { return names.contains(name); });
}

} // namespace lintel::sbom
