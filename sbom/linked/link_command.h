// What one command of a build links or archives, read from its words. Compiler drivers (gcc, clang, ...), linkers
// (ld and its kin) and ar are understood; every other command says nothing.
#pragma once

#include "sbom/linked/response_file.h"
#include "sbom/model/link.h"

#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

// One word that names an input.
struct CommandInput {
  std::string name;          // a path as written, or with isLibrary what follows -l: "z", ":libz.a"
  bool isLibrary = false;    // to be searched for
  bool onlyStatic = false;   // under -static or -Bstatic: a shared object will not do
  bool wholeArchive = false; // under --whole-archive: every member goes in
};

struct LinkCommand {
  LinkedArtefact::Type type = LinkedArtefact::Type::Executable;
  std::string output;                          // absolute
  std::string directory;                       // absolute: what relative names are relative to
  std::vector<CommandInput> inputs;            // in the order of the command
  std::vector<std::string> libraryDirectories; // -L, absolute
  std::string mapFile;                         // -Map, absolute; empty without
  std::string dependencyFile;                  // --dependency-file, absolute; empty without
  std::string evidence;                        // "build.ninja:12"
};

// Where a command stands, and in which directory it runs.
struct CommandPlace {
  std::string directory; // absolute
  std::string evidence;  // as a reader should see it
  Problem problem;       // file and line; what is filled in by whoever fails
};

// The link and archive commands in a line of shell words, in order; words may hold several commands ("&&", ";",
// "cd dir"). Compilations and partial links (-r) are left out.
std::vector<LinkCommand> parseLinkCommands(const std::vector<std::string> &words, const CommandPlace &place,
                                           ResponseFiles &responseFiles, std::vector<Problem> &problems);

// The same for the text of the line.
std::vector<LinkCommand> parseLinkCommands(std::string_view line, const CommandPlace &place,
                                           ResponseFiles &responseFiles, std::vector<Problem> &problems);

// The value of -o in a compilation or a link; empty without.
std::string outputOption(const std::vector<std::string> &words);

} // namespace lintel::sbom
