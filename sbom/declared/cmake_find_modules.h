// Find modules of a repository (Find<package>.cmake): what such a file looks for is needed where somebody asks for the
// package. One that is kept for others to use says nothing of the repository itself.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

class CMakeFindModules {
public:
  // paths: all files of the repository, repo-relative.
  explicit CMakeFindModules(const std::vector<std::string> &paths);

  // Notes which modules a CMake file asks for. One that cannot be parsed may ask for any.
  void read(const std::string &path, std::string_view text);

  // The files of modules that nothing asks for: no find_package, find_dependency or include, and no function of the
  // repository that hands its arguments to find_package. Empty as soon as a package's name is computed otherwise.
  std::set<std::string> unasked() const;

  // Packages whose module looks for a program and for nothing that could be compiled or linked.
  std::set<std::string> programs() const;

private:
  struct Ask {
    std::string command;
    std::string package;
    std::string path; // of the file that asks
  };

  bool asks(const std::string &command) const;

  std::multimap<std::string, std::string, std::less<>> modules_; // package -> path
  std::set<std::string> modulePaths_;
  std::vector<Ask> mentions_;          // commands that have a package among their arguments
  std::set<std::string> forwarders_;   // functions and macros that find what they are called with
  std::set<std::string> findsProgram_; // paths of modules
  std::set<std::string> findsOther_;
  bool mayAskForAny_ = false;
};

} // namespace lintel::sbom
