// Reports: (judgement, context) -> bytes. A reporter reads nothing else and decides nothing.
// The same input gives the same bytes on every machine.
#pragma once

#include "core/finding/rule.h"
#include "core/finding/verdict.h"
#include "core/support/file_system.h"

#include <optional>
#include <string>
#include <vector>

namespace lintel::report {

struct Context {
  std::string toolVersion;
  std::string command;                // "gate", "check", ...
  std::vector<RuleInfo> rules;        // sorted by id; every rule that ran
  const FileSystem *files = nullptr;  // the judged tree, for excerpts
  std::string root;                   // absolute repository root
  std::vector<std::string> undecided; // what could not be judged, a sentence each
  bool color = false;                 // text only
  bool verbose = false;               // text: also suppressed, waived, known findings and every outcome
  bool quiet = false;                 // text: only findings that fail and the verdict line
};

enum class Format { Text, Json, Sarif };
std::optional<Format> formatFromString(const std::string &name); // "text", "json", "sarif"
std::vector<std::string> formatNames();

std::string render(Format format, const Judgement &judgement, const Context &context);

} // namespace lintel::report
