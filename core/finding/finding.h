// The one type that every engine produces and every reporter reads.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace lintel {

enum class Severity { Note, Warning, Error };

const char *toString(Severity severity);
std::optional<Severity> severityFromString(const std::string &text);

// 1-based line; 1-based column counted in bytes of UTF-8. 0 means unknown.
struct Position {
  int line = 0;
  int column = 0;
  friend auto operator<=>(const Position &, const Position &) = default;
};

// path: relative to the repository root, with '/'. end is exclusive (one past the last column).
struct Location {
  std::string path;
  Position begin;
  Position end;
  friend auto operator<=>(const Location &, const Location &) = default;
};

// One step that leads to the finding ("the page size is read here"), in order of execution.
struct Step {
  Location location;
  std::string message;
  friend auto operator<=>(const Step &, const Step &) = default;
};

struct TextEdit {
  Location location; // begin == end for an insertion
  std::string replacement;
  friend auto operator<=>(const TextEdit &, const TextEdit &) = default;
};

// A safe fix compiles and keeps the behaviour of the good path; any other needs a person.
struct Fix {
  std::string description;
  bool safe = false;
  std::vector<TextEdit> edits; // not overlapping, sorted by location
  friend auto operator<=>(const Fix &, const Fix &) = default;
};

// Why the author of the code asks for silence at this place (a NOLINT comment with a reason).
struct Suppression {
  std::string reason;
  Location location;
  friend auto operator<=>(const Suppression &, const Suppression &) = default;
};

struct Finding {
  std::string rule; // "lintel-error-discarded", "documents/no-latest-tag", "dependencies/banned"
  Severity severity = Severity::Warning;
  std::string message;
  Location location;
  std::vector<Step> steps;
  std::vector<Fix> fixes;
  std::string symbol; // enclosing function or type, qualified; empty at file scope
  std::vector<int> cwe;
  std::string fingerprint; // set by assignFingerprints
  std::optional<Suppression> suppression;
};

// By location, then rule, then message: the order of every report.
bool reportOrder(const Finding &a, const Finding &b);

} // namespace lintel
