// Which functions of a component a unit calls or takes the address of: whether vulnerable code can be reached at
// all, as far as names in the syntax tree tell.
//
// What this cannot see: calls through a virtual function or a pointer are seen where the address is taken, not where
// it is used; functions of a component that only the templates of the standard library call (a destructor, an
// operator); assembler; dlsym().
#pragma once

#include "checkers/engine/engine.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace lintel::checkers {

struct ReferenceQuery {
  std::map<std::string, std::vector<std::string>> components; // reference -> its headers or directories, absolute
  std::set<std::string> functions; // only these, by qualified name ("ns::f") or by its last part ("f"); empty: all
};

struct FunctionReference {
  std::string component;
  std::string function;  // qualified, without parameters and inline namespaces: "ns::Class::method"
  std::string enclosing; // the function that holds the place, likewise; "" at file scope
  Location location;     // repo-relative path, absolute outside of the repository
  bool called = false;   // false: its address is taken
  friend auto operator<=>(const FunctionReference &, const FunctionReference &) = default;
};

// A function of a component that the unit has a declaration of.
struct DeclaredFunction {
  std::string component;
  std::string function;
  bool implicit = false; // may run without being named: virtual, constructor, destructor, operator, conversion
  friend auto operator<=>(const DeclaredFunction &, const DeclaredFunction &) = default;
};

struct UnitReferences {
  std::string unit;
  std::vector<FunctionReference> references; // sorted, unique; at most 10,000, and 20 places of one function
  std::vector<DeclaredFunction> declared;    // sorted, unique; only for a query that names functions
  bool truncated = false;                    // one of the bounds was met
  Outcome outcome;                           // engine Sbom; without Analysed, nothing can be claimed about the unit
};

// In the order of the units. A function belongs to the component with the longest matching path among the files that
// declare it. Bodies outside of the repository and of the components are not parsed.
std::vector<UnitReferences> findReferences(const std::vector<Unit> &units, const ReferenceQuery &query,
                                           const EngineOptions &options);

} // namespace lintel::checkers
