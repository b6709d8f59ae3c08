// lintel.yaml as Lintel understands it: validated, defaults filled in, and with the place each
// part came from, so that every later message can point at the line that decides.
#pragma once

#include "core/finding/dependency_policy.h"
#include "core/finding/finding.h"
#include "core/finding/rule.h"
#include "core/support/diagnostics.h"
#include "core/support/file_system.h"
#include "core/support/glob.h"
#include "core/support/result.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lintel::policy {

// Where a value stands. file is repo-relative.
struct Source {
  std::string file;
  int line = 0;
  int column = 0;
};

enum class Mode { Off, Warn, Enforce };
const char *toString(Mode mode);

// One entry of `checks:`. Entries apply in order; a later one overrides what it sets. `paths.include`
// narrows where the entry applies; where it applies, a path matched by `paths.exclude` gets mode off
// instead of the entry's settings.
struct CheckRule {
  std::string rules; // glob over rule ids
  Glob glob;
  std::optional<Mode> mode;
  std::optional<Severity> severity;
  std::optional<GlobSet> paths;               // findings outside are not this entry's business
  std::map<std::string, std::string> options; // only for entries that name exactly one check
  Source source;
};

// One entry of the waivers file; every field is mandatory (fingerprint or symbol: exactly one).
struct Waiver {
  std::string rule;
  std::string path; // glob, repo-relative
  Glob pathGlob;
  std::string fingerprint; // empty when symbol is given
  std::string symbol;      // empty when fingerprint is given
  std::string reason;
  std::string owner;
  std::string expires; // YYYY-MM-DD, the last day on which it waives
  Source source;
};

// One entry of `documents:`: an RE2 pattern over the lines of text files.
struct DocumentRule {
  std::string id; // finding rule "documents/<id>"
  std::string pattern;
  std::string message;
  Severity severity = Severity::Error;
  GlobSet files; // include (from `files`, mandatory) and exclude
  Source source;
};

struct DependencyRules {
  bool enabled = false; // the policy has a `dependencies:` section
  Mode mode = Mode::Enforce;
  std::map<std::string, Mode> sectionModes; // "bans" -> its own mode, where it gives one
  DependencyPolicy asked;
  std::string index; // of upstream releases: a path as written; empty: the one that the program keeps for its user
  Source source;
};

// A text in the language of contracts, for the checkers to read. Its form is known to be harmless.
struct ContractText {
  std::string file;    // repo-relative
  std::string text;    // of the whole file, so that places in it are right
  std::string section; // the key that holds the contracts; empty: the whole file
};

struct Policy {
  std::string file = "lintel.yaml"; // repo-relative; empty for the built-in default policy
  std::string database;             // directory or file, repo-relative; empty: search
  Severity failOn = Severity::Error;
  bool incompleteAllowed = false;
  std::vector<std::pair<Glob, Source>> excluded; // units and documents that are left out
  std::vector<CheckRule> checks;
  std::vector<Waiver> waivers;
  std::vector<DocumentRule> documents;
  DependencyRules dependencies;
  std::vector<ContractText> contracts; // a later one overrides an earlier one

  // What applies to a rule at a path: the defaults (Enforce, or the mode of the section of `dependencies:` or of all
  // of it for its rules; the severity that the engine gave), then every matching entry in order.
  struct Effective {
    Mode mode = Mode::Enforce;
    Severity severity = Severity::Error;
  };
  Effective effective(const std::string &rule, Severity defaultSeverity, const std::string &path) const;

  // Off everywhere: the engine need not run it. An entry with paths can switch on, but never off everywhere.
  bool isOffEverywhere(const std::string &rule) const;

  // Options of a check, later entries over earlier ones.
  std::map<std::string, std::string> optionsOf(const std::string &rule) const;

  // The source of the `exclude:` entry that matches the path, if any.
  const Source *excludedBy(const std::string &path) const;
};

// What the parser must know of the checks to judge names and options; app/ fills it from the registry.
struct KnownOption {
  std::string name;
  std::string type; // "integer", "boolean", "string", "regex", "list", "rules"
  std::string defaultValue;
  std::string summary;
};
struct KnownCheck {
  RuleInfo rule;
  std::vector<KnownOption> options;
};

// Reads and validates <root>/<file> and the files it names. Every mistake found is put into
// diagnostics (not only the first); nullopt when there was one of level error.
std::optional<Policy> load(const FileSystem &files, const std::string &root, const std::string &file,
                           const std::vector<KnownCheck> &checks, Diagnostics &diagnostics);

// The policy of a repository without lintel.yaml: every check, enforce, fail-on error.
Policy defaultPolicy();

// JSON Schema (draft-07) of lintel.yaml and of the waivers file, generated from the same tables as the parser.
// contractsSchema: that of a file of contracts, whose keys `contracts:` may hold.
std::string policySchema(const std::vector<KnownCheck> &checks, const std::string &contractsSchema);
std::string waiversSchema();

// The rules that the policy itself makes: documents, dependencies, waivers.
std::vector<RuleInfo> rulesOf(const Policy &policy);

} // namespace lintel::policy
