// What the sources of link evidence add up to before it is resolved to files.
#pragma once

#include "core/support/file_system.h"
#include "sbom/linked/link_command.h"
#include "sbom/linked/linked.h"

#include <map>
#include <string>
#include <vector>

namespace lintel::sbom {

struct GatheredLinks {
  const FileSystem &files;
  const LinkedOptions &options;
  ResponseFiles responseFiles;
  std::vector<LinkCommand> commands;
  std::map<std::string, std::string> sources; // object -> source, both absolute
  std::vector<Problem> problems;

  GatheredLinks(const FileSystem &fileSystem, const LinkedOptions &linkedOptions)
      : files(fileSystem),
        options(linkedOptions),
        responseFiles(fileSystem, linkedOptions.root, linkedOptions.buildDirectory) {}

  // Repo-relative inside the repository, else relative to the build directory, else absolute.
  std::string display(const std::string &path) const;
  bool mayRead(const std::string &path) const; // inside one of the two, symbolic links resolved
  // Reads the commands in a line of shell text (file, line) that runs in directory.
  void addCommands(std::string_view text, const std::string &directory, const std::string &file, int line);
  // The same for words that are split already.
  void addCommands(const std::vector<std::string> &words, const std::string &directory, const std::string &file,
                   int line);

private:
  CommandPlace placeOf(const std::string &directory, const std::string &file, int line) const;
};

// The sources of commands, one function each; all do nothing when theirs is not there.
void gatherNinja(GatheredLinks &gathered);           // build.ninja, build-<configuration>.ninja
void gatherCompileDatabase(GatheredLinks &gathered); // compile_commands.json: the sources of objects
void gatherLinkDatabase(GatheredLinks &gathered);    // link_commands.json: the same format, with link and ar commands
void gatherMakefiles(GatheredLinks &gathered);       // CMake's Makefile generators: CMakeFiles/*.dir/link.txt
void gatherFileApi(GatheredLinks &gathered);         // .cmake/api/v1/reply

} // namespace lintel::sbom
