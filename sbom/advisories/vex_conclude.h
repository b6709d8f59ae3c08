// From how a component is used to what can be said of a vulnerability in it. A wrong "not affected" ships a hole, so
// whatever is in doubt is under investigation, with what is known in the notes.
#pragma once

#include "sbom/advisories/vex.h"

#include <string>
#include <vector>

namespace lintel::sbom {

// What an advisory says of the place of the vulnerability.
struct AdvisoryFacts {
  std::string id;
  std::vector<std::string> aliases;
  std::vector<std::string> functions; // "inflate", "ns::Class::method", "curl_easy_perform()"; empty: it does not say
  std::vector<std::string> files;     // "lib/inflate.c"; empty: it does not say
};

// Where the component's machine code comes from.
enum class CodeOrigin {
  Compiled,    // units of this build compile it, or it consists of headers
  Prebuilt,    // a library that somebody else compiled is linked
  Distribution // a package of the system
};

struct FunctionUse {
  std::string function; // qualified
  std::string where;    // "src/a.cpp:12"
};

struct ComponentUse {
  std::string purl; // becomes the product of the statement
  CodeOrigin origin = CodeOrigin::Prebuilt;

  std::vector<std::string> tree;     // files that the component has on the disk, relative to its directory
  std::vector<std::string> compiled; // of these, the main files of units
  std::vector<std::string> included; // of these, what any unit includes
  std::size_t units = 0;             // that were scanned for includes
  bool allScanned = false;           // every unit of the build was

  std::vector<std::string> members; // of static archives of the component that went into artefacts
  bool membersKnown = false;        // this lists everything of the component that was linked, in every artefact

  std::vector<FunctionUse> referenced;     // functions of the component that any unit calls or takes the address of
  std::vector<std::string> plainFunctions; // those with a declaration that can only run by being named: no virtual
                                           // functions, constructors, destructors, operators
  bool referencesKnown = false;            // every unit was parsed, the component's own too, and no list was cut
  bool closed = false; // all linked code that could name a function comes from these units: no other library
                       // with the component's code in it, no assembler, no exports to load by name
};

// A statement about use.purl without time, of status
//   not_affected / vulnerable_code_not_present: the advisory names files; each of them lies in the component's
//     directory, and no unit compiles or includes any (all units scanned), or their objects are not among the linked
//     members. A file that is not there may have been renamed or merged into another: in doubt.
//   not_affected / vulnerable_code_not_in_execute_path: the advisory names functions; each is declared as a plain
//     function, no unit of a closed program names any, and all units were parsed.
//   under_investigation: anything else. Always for a package of a distribution (its security team's record judges it,
//     and the code is in a library that no unit shows).
VexStatement concludeVex(const AdvisoryFacts &advisory, const ComponentUse &use);

} // namespace lintel::sbom
