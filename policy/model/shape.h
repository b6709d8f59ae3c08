// The one description of what the policy's files may contain. The validator (validate.h) and the
// JSON Schema (schema.cpp) both read it, so they cannot drift apart.
#pragma once

#include "policy/model/policy.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lintel::policy {

// What a string must be beyond being a string. See textRule for the noun, the pattern and the test.
enum class Format {
  Any,
  Sentence,
  Glob,
  Regex,
  Date,
  Path, // inside the repository
  DocumentId,
  Fingerprint,
  Sha256,
  VersionRange, // as sbom/audit/version_range.h reads it
  AnyPath
};

struct TextRule {
  const char *noun;    // "a glob": for messages
  const char *pattern; // regular expression common to RE2 and ECMA 262, as JSON Schema asks; "" for none
  std::size_t maxSize; // bytes
};
const TextRule &textRule(Format format);

struct Field;

struct Shape {
  enum class Kind {
    Integer, // any, or exactly `only`, or in `range`
    Boolean,
    Choice,  // one of `choices`
    Text,    // a string of `format`
    Scalar,  // a string, number or boolean
    List,    // of parts[0], at least minItems
    Mapping, // with exactly these `fields`
    Table,   // free keys that are globs, each with parts[0], or with its own shape in `named`
    Either   // one of `parts`, told apart by being a scalar, a list or a mapping
  };

  Kind kind = Kind::Scalar;
  Format format = Format::Any;
  std::optional<int> only;
  std::optional<std::pair<int, int>> range; // both ends included
  std::vector<std::string> choices;
  std::size_t minItems = 0;
  std::vector<Field> fields;
  bool open = false;                            // Mapping: other keys are somebody else's to judge
  std::vector<std::string> exactlyOneOf;        // Mapping: fields of which one must be given
  std::map<std::string, std::string> elsewhere; // Mapping: keys that belong elsewhere, and the hint
  std::map<std::string, Shape> named;           // Table
  std::vector<Shape> parts;
};

struct Field {
  std::string name;
  Shape shape;
  bool required = false;
  std::string summary;       // one sentence, for the schema
  std::string defaultValue;  // as JSON; "" when there is none to show
  std::string onlyWith = {}; // another field of the mapping that must be given too
};

Shape policyShape(const std::vector<KnownCheck> &checks);
Shape waiversShape();

// "a list of globs", "error, warning or note": what a message says was expected.
std::string nounOf(const Shape &shape);

} // namespace lintel::policy
