// The rules of the option, read from their text. One entry is
//
//   KIND PATTERN {CLAUSE} => MESSAGE
//
//   KIND     function, macro, type or header
//   PATTERN  RE2 over the whole qualified name (header: over the name as it is included)
//   CLAUSE   where argument N is [not] literal|constant|null
//            where argument N [not] matches RE2      over the text of the argument
//            allow-file GLOB                         from any directory on
//            allow-in RE2                            over a namespace, class or function around the use
//            severity note|warning|error
//            replace-with NAME
//
// Words are separated by blanks, so a pattern writes '\s' for a blank.
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

  bool allowsFile(std::string_view path) const;
  // scope: a qualified name; the rule's scopes may name it or any scope around it.
  bool allowsScope(std::string_view scope) const;
};

// text: entries separated by ';'. Errors: the first mistake, with the number of the entry and the column in it.
Result<std::vector<Rule>> readRules(std::string_view text);

} // namespace lintel::checkers::checks::forbidden_call
