// A directory of its own for a test, and the real git in it, apart from the machine's configuration.
#pragma once

#include "tests/support/temporary_directory.h"

#include <map>
#include <string>

class Sandbox {
public:
  Sandbox();
  ~Sandbox();
  Sandbox(const Sandbox &) = delete;
  Sandbox &operator=(const Sandbox &) = delete;

  // Of the repository; a subdirectory of the temporary one, so that tests can place things beside it.
  const std::string &root() const { return root_; }
  std::string path(const std::string &name) const { return root_ + "/" + name; }

  // Shell text after "git", run in the root (or a directory relative to it). Fails the test on an error.
  std::string git(const std::string &arguments, const std::string &directory = ".") const;
  // Any shell command; its exit status.
  int run(const std::string &command, const std::string &directory = ".") const;

  void write(const std::string &name, const std::string &content) const;
  std::string read(const std::string &name) const;
  void remove(const std::string &name) const;

  void init() const;
  // Writes, stages and commits one file; the commit's id.
  std::string commit(const std::string &name, const std::string &content) const;
  // Every file below the root (.git too) with its content: nothing of it may change by being judged.
  std::map<std::string, std::string> snapshot() const;

private:
  lintel::test::TemporaryDirectory home_;
  std::string root_;
};
