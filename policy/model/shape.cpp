#include "policy/model/shape.h"

#include "policy/model/dependency_shape.h"
#include "policy/model/mistakes.h"
#include "policy/model/shape_parts.h"

#include <utility>

namespace lintel::policy {
namespace {

using Kind = Shape::Kind;

// Clauses with blanks or commas between them: "*", "1.1.*", ">=1.0", "1.1.3".
constexpr const char *kVersionRange =
    R"(^(\*|[0-9A-Za-z][0-9A-Za-z.+~:_-]*\.\*|((<=?|>=?|==?|!=) *)?[0-9A-Za-z][0-9A-Za-z.+~:_-]*))"
    R"(([ ,]+(\*|[0-9A-Za-z][0-9A-Za-z.+~:_-]*\.\*|((<=?|>=?|==?|!=) *)?[0-9A-Za-z][0-9A-Za-z.+~:_-]*))*$)";

// What is forbidden, and where it is allowed: the form that lintel-forbidden-call reads.
Shape usageRules() {
  const Shape regex = text(Format::Regex);
  Shape number = scalar(Kind::Integer);
  number.range = {1, 63};
  const Shape property = choice({"literal", "constant", "null"});
  Shape condition = mapping({
      {"argument", number, true, "Number of the argument, from 1.", ""},
      {"is", property, false, "The argument is so.", ""},
      {"is-not", property, false, "The argument is not so.", ""},
      {"matches", regex, false, "Regular expression (RE2) over the whole text of the argument.", ""},
      {"matches-not", regex, false, "The same; it does not match.", ""},
  });
  condition.exactlyOneOf = {"is", "is-not", "matches", "matches-not"};
  Field where{"where", list(condition), false, "What must hold for the arguments of the call.", "[]"};
  where.onlyWith = "function";
  Shape rule = mapping({
      {"function", regex, false, "Regular expression (RE2) over the whole qualified name.", ""},
      {"macro", regex, false, "The same, over the name of a macro.", ""},
      {"type", regex, false, "The same, over the qualified name of a type.", ""},
      {"header", regex, false, "The same, over a header as it is included.", ""},
      std::move(where),
      {"message", text(Format::Sentence), true, "Why it is forbidden.", ""},
      {"replacement", text(Format::Sentence), false, "Name of what to use instead.", ""},
      {"severity", severity(), false, "Severity of the findings.", "\"error\""},
      {"allowed-files", globs(), false, "Files in which it may be used.", "[]"},
      {"allowed-in", list(regex), false, "Namespaces, classes and functions in which it may be used.", "[]"},
  });
  rule.exactlyOneOf = {"function", "macro", "type", "header"};
  return list(std::move(rule));
}

Shape optionValue(const KnownOption &option) {
  if (option.type == "integer") return scalar(Kind::Integer);
  if (option.type == "boolean") return scalar(Kind::Boolean);
  if (option.type == "regex") return text(Format::Regex);
  if (option.type == "rules") return usageRules();
  if (option.type == "list") return either(scalar(Kind::Scalar), list(scalar(Kind::Scalar)));
  return text();
}

std::string defaultOf(const KnownOption &option) {
  if (option.type == "integer" || option.type == "boolean") return option.defaultValue;
  return ""; // text would have to be escaped here; the check's page shows it
}

Field optionsField(const KnownCheck &check) {
  std::vector<Field> fields;
  for (const KnownOption &option : check.options) {
    fields.push_back({option.name, optionValue(option), false, option.summary, defaultOf(option)});
  }
  return {"options", mapping(std::move(fields)), false, "Options of the check.", ""};
}

// A value of `checks:`: a mode alone, or the settings one by one.
Shape entry(const KnownCheck *check) {
  Shape settings = mapping({
      {"mode", mode(), false, "off: not run; warn: reported only; enforce: fails the gate.", ""},
      {"severity", severity(), false, "Severity in place of the rule's own.", ""},
      {"paths",
       mapping({{"include", globs(1), false, "The entry applies only to findings in these paths.", ""},
                {"exclude", globs(), false, "In these paths the entry switches the rules off.", "[]"}}),
       false, "Where the entry applies.", ""},
  });
  if (check) {
    settings.fields.push_back(optionsField(*check));
  } else {
    settings.elsewhere["options"] = "options belong to an entry that names one check, without a wildcard";
  }
  return either(mode(), std::move(settings));
}

Shape checksTable(const std::vector<KnownCheck> &checks) {
  Shape shape;
  shape.kind = Kind::Table;
  shape.parts.push_back(entry(nullptr));
  for (const KnownCheck &check : checks) shape.named.emplace(check.rule.id, entry(&check));
  return shape;
}

Shape documentRule() {
  return mapping({
      {"id", text(Format::DocumentId), true, "Name of the rule; findings carry documents/<id>.", ""},
      {"pattern", text(Format::Regex), true, "Regular expression (RE2) that is searched in each line.", ""},
      {"message", text(Format::Sentence), true, "What a finding says.", ""},
      {"severity", severity(), false, "Severity of the findings.", "\"error\""},
      {"files", globs(1), true, "Files that the rule reads.", ""},
      {"exclude", globs(), false, "Files that it leaves out again.", "[]"},
  });
}

// The rest of it is in the language of contracts, which the checkers read.
Shape contracts() {
  Shape shape = mapping({{"files", list(text(Format::Path), 1), false,
                          "Files of contracts; a later one overrides, and what stands here overrides them all.", ""}});
  shape.open = true;
  return shape;
}

} // namespace

const TextRule &textRule(Format format) {
  static const TextRule any{"a string", "", 4096};
  static const TextRule sentence{"a string that is not empty", "\\S", 4096};
  static const TextRule glob{"a glob", "\\S", 1000};
  static const TextRule regex{"a regular expression", "\\S", 1000};
  static const TextRule date{"a date YYYY-MM-DD", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", 10};
  static const TextRule path{"a path inside the repository", "^[^/\\x00-\\x1f][^\\x00-\\x1f]*$", 4096};
  static const TextRule documentId{"an id of a-z, 0-9 and '-'", "^[a-z0-9-]+$", 100};
  static const TextRule fingerprint{"a fingerprint of 32 hexadecimal digits", "^[0-9a-f]{32}$", 32};
  static const TextRule sha256{"a SHA-256 of 64 hexadecimal digits", "^[0-9a-f]{64}$", 64};
  static const TextRule versionRange{"a version range such as '>=1.0 <1.2', '1.1.*' or '1.1.3'", kVersionRange, 200};
  static const TextRule anyPath{"a path", "^[^\\x00-\\x1f]+$", 4096};
  switch (format) {
  case Format::Any: return any;
  case Format::Sentence: return sentence;
  case Format::Glob: return glob;
  case Format::Regex: return regex;
  case Format::Date: return date;
  case Format::Path: return path;
  case Format::DocumentId: return documentId;
  case Format::Fingerprint: return fingerprint;
  case Format::Sha256: return sha256;
  case Format::VersionRange: return versionRange;
  case Format::AnyPath: return anyPath;
  }
  return any;
}

Shape policyShape(const std::vector<KnownCheck> &checks) {
  return mapping({
      {"version", versionOne(), true, "Version of this format.", ""},
      {"database", text(Format::Path), false, "Directory or file of compile_commands.json.", ""},
      {"fail-on", severity(), false, "Lowest severity that fails the gate.", "\"error\""},
      {"incomplete", choice({"fail", "allow"}), false, "Whether a unit that was not analysed ends the gate.",
       "\"fail\""},
      {"exclude", globs(), false, "Units and documents that are left out.", "[]"},
      {"checks", checksTable(checks), false, "Globs over rule ids and their settings; a later entry overrides.", ""},
      {"contracts", contracts(), false, "What functions and types return, beyond and above what Lintel knows.", ""},
      {"waivers", text(Format::Path), false, "File of the waivers.", ""},
      {"documents", list(documentRule()), false, "Rules over the lines of text files.", "[]"},
      {"dependencies", dependenciesShape(), false, "Rules over what the build uses.", ""},
  });
}

Shape waiversShape() {
  Shape waiver = mapping({
      {"rule", text(Format::Sentence), true, "Id of the rule.", ""},
      {"path", text(Format::Glob), true, "Glob over the paths of the findings.", ""},
      {"fingerprint", text(Format::Fingerprint), false, "The one finding that is waived.", ""},
      {"symbol", text(Format::Sentence), false, "Function or type whose findings are waived.", ""},
      {"reason", text(Format::Sentence), true, "Why the finding may stay.", ""},
      {"owner", text(Format::Sentence), true, "Who answers for it.", ""},
      {"expires", text(Format::Date), true, "Last day of the waiver.", ""},
  });
  waiver.exactlyOneOf = {"fingerprint", "symbol"};
  return mapping({
      {"version", versionOne(), true, "Version of this format.", ""},
      {"waivers", list(std::move(waiver)), true, "The waivers.", ""},
  });
}

std::string nounOf(const Shape &shape) {
  switch (shape.kind) {
  case Kind::Integer:
    if (shape.range) return std::to_string(shape.range->first) + " to " + std::to_string(shape.range->second);
    return shape.only ? std::to_string(*shape.only) : "an integer";
  case Kind::Boolean: return "true or false";
  case Kind::Choice: return anyOf(shape.choices);
  case Kind::Text: return textRule(shape.format).noun;
  case Kind::Scalar: return "a string, number or boolean";
  case Kind::List:
    if (shape.parts[0].kind == Kind::Either) return "a list of strings or mappings";
    return shape.parts[0].kind == Kind::Mapping ? "a list of mappings" : "a list of strings";
  case Kind::Mapping:
  case Kind::Table: return "a mapping";
  case Kind::Either: return nounOf(shape.parts[0]) + ", or " + nounOf(shape.parts[1]);
  }
  return "a value";
}

} // namespace lintel::policy
