// A directory of one test, gone when the test ends.
#pragma once

#include <string>

namespace lintel::test {

class TemporaryDirectory {
public:
  TemporaryDirectory();
  ~TemporaryDirectory(); // one that cannot be removed is told on stderr: it fails no test, but it stays behind
  TemporaryDirectory(const TemporaryDirectory &) = delete;
  TemporaryDirectory &operator=(const TemporaryDirectory &) = delete;

  const std::string &path() const { return path_; } // without symbolic links
  std::string operator/(const std::string &name) const { return path_ + "/" + name; }
  // Writes a file below it, with its parent directories; returns its absolute path.
  std::string write(const std::string &name, const std::string &content) const;

private:
  std::string path_;
};

} // namespace lintel::test
