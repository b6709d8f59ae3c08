// What a contract says: how a known function fails and when its result may be dropped, and which
// types are errors by themselves. Plain data; contracts.h looks it up, the reader makes it from YAML.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lintel::checkers {

// The values of a result that mean failure. A function may have several ("eof" and "short-count").
enum class Failure {
  Negative,    // < 0
  MinusOne,    // == -1, also (size_t)-1
  Null,        // a null pointer
  Zero,        // == 0
  Nonzero,     // != 0
  NotOne,      // != 1 (OpenSSL)
  NotPositive, // <= 0
  Eof,         // == EOF
  ShortCount,  // fewer items than asked for
  ErrnoValue,  // an error number, 0 for success (pthreads)
  Enum,        // told by name: see FunctionContract::success and failure
  Tested       // told by a function: see FunctionContract::test
};
const char *toString(Failure failure); // as in YAML: "minus-one"

enum class ErrnoUse { Unspecified, Set, Unchanged };

// Where a declaration must stand for the contract to speak of it. Names such as `remove` or `write`
// are common; only the ones that the system declares are the C library's. A library that projects
// keep in their own tree is known by its name alone.
enum class DeclaredIn { Anywhere, SystemHeaders };

// A condition under which a dropped result is no mistake.
struct IgnoreCondition {
  enum class Kind {
    ArgumentIs,        // argument is one of names: a variable, an enumerator, a macro or an integer
    ArgumentIsNull,    // argument is a null pointer constant
    NotOpenForWriting, // argument is a stream that the same function neither wrote to nor opened for writing
    LeftToClose,       // argument is a stream that the same function closes, or that somebody else closes
    CheckedBy,         // the same function uses the result of one of names on the same argument
    NextCheckedBy,     // the next statement calls one of names on the same argument, and its result is tested
    ErrorPath          // the call stands on a path that already leaves with an error
  };
  Kind kind = Kind::ArgumentIs;
  bool isNoted = false;  // no mistake, but worth a note
  unsigned argument = 0; // 0-based
  std::vector<std::string> names;
};

// How long the call may wait: bounded by an argument, by an earlier call, or by nothing.
struct Blocking {
  std::optional<unsigned> argument; // the timeout
  std::vector<std::string> calls;   // functions that set a bound beforehand
};

struct FunctionContract {
  std::string function; // qualified name; a regular expression (RE2, whole name) when isPattern
  bool isPattern = false;
  std::optional<unsigned> arity; // number of arguments of the call; none: any
  std::string library;
  DeclaredIn declaredIn = DeclaredIn::Anywhere;
  std::vector<Failure> returns;
  std::vector<std::string> success; // names that mean success (Failure::Enum)
  std::vector<std::string> failure; // names that mean failure (Failure::Enum)
  std::string test;                 // function that tells failure (Failure::Tested)
  ErrnoUse errnoUse = ErrnoUse::Unspecified;
  bool mustCheck = false;
  bool isNoted = false;                        // need not be checked, but a dropped result is worth a note
  std::vector<IgnoreCondition> okToIgnoreWhen; // the first that holds decides
  std::optional<Blocking> blocks;
  std::optional<unsigned> outError; // 0-based argument that receives the error
  std::optional<unsigned> bound;    // 0-based argument that limits a size
  bool truncates = false;           // returns the whole length; at bound or above it, the text was cut off
  bool cutMustBeSeen = false;       // a test that does not tell a text that was cut is a mistake
  bool writes = true;               // may write through its non-const pointers and references
  std::string file;                 // where this is written
  int line = 0;
  bool isBuiltIn = false; // file is one of Lintel's own
};

// "{}" in an expression stands for the object.
struct TypeContract {
  std::string type; // qualified name without template arguments, of a class, enum, typedef or alias
  bool isPattern = false;
  std::string variable;                         // a fitting name for an object of the type; "error" when not given
  std::string failed;                           // expression that is true on failure; empty: unknown
  std::map<std::string, std::string> propagate; // type that a function returns -> expression to return
  bool isFilledByReference = false;             // a call that takes it by reference stores its error in it
  std::optional<unsigned> errorArgument;        // template argument that must agree on both sides to propagate
  std::string raise;                            // statement that throws the error, without semicolon; empty: unknown
  std::string file;
  int line = 0;
  bool isBuiltIn = false;
};

} // namespace lintel::checkers
