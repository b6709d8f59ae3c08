// What went into the built programs and libraries: the linked view.
#pragma once

#include "core/finding/finding.h"
#include "core/support/result.h"

#include <map>
#include <string>
#include <vector>

namespace lintel::sbom {

enum class LinkKind { Object, Archive, Shared };

// One file that an artefact is made of. How it is known: a link command names it (evidence "build.ninja:12",
// "CMakeFiles/app.dir/link.txt:1"), or the built file does (evidence "DT_NEEDED of build/app").
struct LinkInput {
  std::string path; // absolute where the file is known; else as named ("-lz" whose file is not found, "libz.so.1")
  LinkKind kind = LinkKind::Object;
  std::string source;               // Object: absolute path of the source it is compiled from, when the build says so
  std::vector<std::string> members; // Archive: members that went in, when known; sorted
  std::string evidence;
  friend auto operator<=>(const LinkInput &, const LinkInput &) = default;
};

struct LinkedArtefact {
  std::string path; // absolute in the view; in a Bom as the reader should see it
  enum class Type { Executable, SharedLibrary, StaticLibrary } type = Type::Executable;
  bool built = false;            // the file is there
  std::vector<LinkInput> inputs; // sorted, unique; archives of the same build are listed, not unfolded
  std::string sha512 = {};       // of the file, lower-case hexadecimal; only in a Bom, empty when it is not built
};

struct LinkedView {
  std::vector<LinkedArtefact> artefacts; // sorted by path
  std::vector<Problem> problems;         // what was there and could not be read: the view is then incomplete
  bool known = false;                    // some link command or built file was found at all
};

} // namespace lintel::sbom
