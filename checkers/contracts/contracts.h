// The table of contracts: what known functions return, when that is a failure, what they wait for.
//
// One YAML file for each library is compiled in; a policy may add its own (docs/contracts.md). A file is a map:
//
//   library: POSIX                    name for messages
//   declared-in: system-headers       or anywhere (default)
//   functions:
//     - function: [read, pread]       qualified name, or a list of them; or match: a regular expression
//       arity: 3                      only calls with so many arguments (optional)
//       returns: [minus-one]          see Failure; `success`, `failure`, `test` add names to enum and tested
//       errno: set                    or unchanged
//       must-check: yes               or note: dropping it is no mistake, but worth a note
//       ok-to-ignore-when:            the first that holds decides
//         - {argument: 0, is: stderr}
//         - {argument: 0, is: [stdout, stderr], note: yes}   worth a note
//         - {argument: 1, is-null: yes}
//         - {argument: 0, not-open-for-writing: yes}
//         - {argument: 0, left-to-close: yes}
//         - {argument: 0, checked-by: [ferror, fflush]}
//         - {argument: 0, next-checked-by: ftell}
//         - {on-error-path: yes}
//       blocks: yes                   or {argument: 2} or {calls: [curl_easy_setopt]}: what bounds the wait
//       out-error: 1                  argument that receives the error
//       bound: 2                      argument that limits a size
//       writes: no                    what it takes by non-const pointer or reference is only read
//   types:
//     - type: absl::Status            or match: a regular expression
//       variable: status
//       failed: "!{}.ok()"
//       propagate: {absl::Status: "{}"}
//       filled-by-reference: yes      a call that takes it by reference stores its error in it
//       error-argument: 1             template argument that must agree to propagate
//       raise: "throw std::system_error({})"
//
// Anything else in it is an error with its place.
#pragma once

#include "checkers/contracts/contract.h"
#include "core/support/result.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::checkers {

struct ContractSource {
  std::string file; // for messages
  std::string_view text;
  std::string section = {}; // the key of a larger file that holds the map; empty: the whole file is it
  bool isBuiltIn = false;
};

class Contracts {
public:
  // Later sources override earlier ones for the same name and arity. Errors: the first problem.
  static Result<Contracts> load(const std::vector<ContractSource> &sources);

  // These contracts, with the sources laid over them one by one: each is asked before what is below it, and what
  // it says of a call replaces what is said there as a whole. Errors: the first problem.
  Result<Contracts> extendedBy(const std::vector<ContractSource> &sources) const;

  // name: qualified, without inline namespaces and template arguments. An entry with the call's
  // arity wins over one without, an exact name over a pattern, a later pattern over an earlier one.
  // nullptr: unknown function.
  const FunctionContract *function(std::string_view name, unsigned arity) const;
  const TypeContract *type(std::string_view name) const;

  // Every contract that speaks of such a call: the first decides, the others are overridden.
  std::vector<const FunctionContract *> allOf(std::string_view name, unsigned arity) const;
  std::vector<const TypeContract *> allOf(std::string_view type) const;

  // Every entry, in the order of the files; those that are laid over others come later.
  std::vector<FunctionContract> functions() const;
  std::vector<TypeContract> types() const;

private:
  struct Index;
  explicit Contracts(std::shared_ptr<const Index> index);
  template <class Visit> void visit(std::string_view name, unsigned arity, const Visit &visit) const;
  template <class Visit> void visit(std::string_view type, const Visit &visit) const;
  std::shared_ptr<const Index> index_; // immutable, so copies share it
};

// The table that is compiled in. An error here is a defect of Lintel; a test keeps it away.
const Result<Contracts> &builtinContracts();

// The table that checks ask: the built-in one, unless the engine has chosen another.
const Result<Contracts> &activeContracts();

// For the engine alone, which calls it once for a run, before it starts workers: a check must find the
// same table from its first unit to its last.
void setActiveContracts(const Contracts &contracts);

// JSON Schema (draft-07) of a file of contracts, from the same table as the reader.
std::string contractsSchema();

} // namespace lintel::checkers
