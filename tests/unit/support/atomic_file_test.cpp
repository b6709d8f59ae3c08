#include "core/support/atomic_file.h"
#include "core/support/file_system.h"
#include "tests/support/temporary_directory.h"

#include <catch2/catch.hpp>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace lintel;
using lintel::test::TemporaryDirectory;
namespace fs = std::filesystem;
using Names = std::vector<std::string>;

namespace {

std::string contentOf(const std::string &path) { return RealFileSystem().read(path).value(); }

mode_t modeOf(const std::string &path) {
  struct stat status{};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 0777;
}

} // namespace

TEST_CASE("a file is written whole and leaves nothing beside it") {
  const TemporaryDirectory dir;
  const std::string content = std::string(300000, 'x') + std::string("\0end", 4);
  REQUIRE(writeFileAtomically(dir / "report", content).has_value());
  CHECK(contentOf(dir / "report") == content);
  REQUIRE(writeFileAtomically(dir / "report", "").has_value());
  CHECK(contentOf(dir / "report").empty());
  CHECK(RealFileSystem().list(dir.path()) == Names{"report"});
}

TEST_CASE("mode is for a new file; a replaced one keeps its own") {
  const TemporaryDirectory dir;
  REQUIRE(writeFileAtomically(dir / "hook", "1", 0700).has_value());
  CHECK(modeOf(dir / "hook") == 0700);
  REQUIRE(::chmod((dir / "hook").c_str(), 0751) == 0);
  REQUIRE(writeFileAtomically(dir / "hook", "2", 0600).has_value());
  CHECK(modeOf(dir / "hook") == 0751);
}

TEST_CASE("a full disk is an error with its reason") {
  const Status status = writeFileAtomically("/dev/full", "content");
  REQUIRE_FALSE(status.has_value());
  CHECK(status.error().file == "/dev/full");
  CHECK_THAT(status.error().what, Catch::Contains("No space left on device"));
  CHECK_THAT(status.error().hint, Catch::Contains("free some space"));
}

TEST_CASE("a place that cannot be written is an error with its reason") {
  const TemporaryDirectory dir;
  const auto problemOf = [](const std::string &path) {
    const Status status = writeFileAtomically(path, "content");
    REQUIRE_FALSE(status.has_value());
    return toString(status.error());
  };
  CHECK_THAT(problemOf(dir / "missing/report"), Catch::Contains("No such file or directory"));
  CHECK_THAT(problemOf(dir / "missing/report"), Catch::Contains("its directory does not exist"));
  CHECK_THAT(problemOf(dir.path()), Catch::Contains("Is a directory"));
  CHECK_THAT(problemOf(dir.write("file", "") + "/report"), Catch::Contains("Not a directory"));
  CHECK_THAT(problemOf(dir / std::string(300, 'n')), Catch::Contains("File name too long"));
  CHECK_THAT(problemOf("/proc/report"), Catch::StartsWith("/proc/report: cannot be written: "));
  CHECK(RealFileSystem().list(dir.path()) == Names{"file"});
}

TEST_CASE("a write that stops half way keeps the old file and removes the new one") {
  const TemporaryDirectory dir;
  dir.write("report", "old");
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) { // the limit of a file's size stands for any error in the middle
    ::signal(SIGXFSZ, SIG_IGN);
    const struct rlimit limit{4096, 4096};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const Status status = writeFileAtomically(dir / "report", std::string(100000, 'n'));
    ::_exit(!status && status.error().what.find("File too large") != std::string::npos ? 0 : 1);
  }
  int ending = 0;
  REQUIRE(::waitpid(child, &ending, 0) == child);
  CHECK(ending == 0);
  CHECK(contentOf(dir / "report") == "old");
  CHECK(RealFileSystem().list(dir.path()) == Names{"report"});
}

TEST_CASE("a symbolic link is replaced, what it names is untouched") {
  const TemporaryDirectory dir;
  dir.write("precious", "keep");
  fs::create_symlink("precious", dir / "report");
  REQUIRE(writeFileAtomically(dir / "report", "new").has_value());
  CHECK(contentOf(dir / "precious") == "keep");
  CHECK(contentOf(dir / "report") == "new");
  CHECK_FALSE(fs::is_symlink(dir / "report"));
}

TEST_CASE("a pipe is written to, not replaced") {
  const TemporaryDirectory dir;
  const std::string pipe = dir / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
  REQUIRE(reader >= 0);
  REQUIRE(writeFileAtomically(pipe, "through").has_value());
  char buffer[16];
  const ssize_t size = ::read(reader, buffer, sizeof buffer);
  ::close(reader);
  CHECK(std::string(buffer, static_cast<std::size_t>(std::max<ssize_t>(size, 0))) == "through");
  CHECK(fs::is_fifo(pipe));
}

// The signal arrives in the middle of a write: SIGXFSZ is sent by write() itself.
TEST_CASE("a signal handler removes the temporary file of a write under way") {
  const TemporaryDirectory dir;
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::signal(SIGXFSZ, [](int) {
      removePendingTemporaryFiles();
      ::_exit(42);
    });
    const struct rlimit limit{4096, 4096};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    (void)writeFileAtomically(dir / "report", std::string(100000, 'n')); // the signal ends the process first
    ::_exit(1);
  }
  int ending = 0;
  REQUIRE(::waitpid(child, &ending, 0) == child);
  CHECK(WEXITSTATUS(ending) == 42);
  CHECK(RealFileSystem().list(dir.path()).empty());
}

TEST_CASE("finished writes are not pending") {
  const TemporaryDirectory dir;
  for (int i = 0; i < 100; ++i) // more than the table of pending files holds
    REQUIRE(writeFileAtomically(dir / std::to_string(i), "x").has_value());
  removePendingTemporaryFiles();
  CHECK(RealFileSystem().list(dir.path()).size() == 100);
}
