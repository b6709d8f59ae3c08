// The rules of the option: a list of maps in YAML. The policy holds them against the same form (its
// option type "rules") and hands them on; in clang-tidy they are the text of the option.
//
//   - function: RE2           or type, macro: over the whole qualified name; header: over the name as it is included
//     where:                  function only; all must hold
//       - argument: N         counted from 1
//         is: literal         or constant, null; is-not: the opposite
//         matches: RE2        over the text of the argument; matches-not: the opposite
//     message: TEXT
//     replacement: NAME
//     severity: note          or warning, error
//     allowed-files: [GLOB]   over paths relative to the root of the repository
//     allowed-in: [RE2]       over the namespaces, classes and functions around the use
#pragma once

#include "core/finding/finding.h"
#include "core/support/glob.h"
#include "core/support/result.h"

#include <re2/re2.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::checkers::checks::forbidden_call {

enum class Target { Function, Macro, Type, Header };

struct Condition {
  enum class Kind { Literal, Constant, Null, Matches };
  unsigned argument = 0; // 0-based
  bool negated = false;
  Kind kind = Kind::Literal;
  std::shared_ptr<const re2::RE2> pattern; // Matches
};

struct Rule {
  Target target = Target::Function;
  std::shared_ptr<const re2::RE2> pattern;
  std::vector<Condition> conditions; // all must hold
  std::vector<Glob> allowedFiles;
  std::vector<std::shared_ptr<const re2::RE2>> allowedScopes;
  Severity severity = Severity::Error;
  std::string replacement;
  std::string message;

  // path: relative to the root of the repository.
  bool allowsFile(std::string_view path) const;
  // scope: a qualified name; the rule's scopes may name it or any scope around it.
  bool allowsScope(std::string_view scope) const;
};

// Errors: the first mistake, with its line and column in the text.
Result<std::vector<Rule>> readRules(const std::string &text);

} // namespace lintel::checkers::checks::forbidden_call
