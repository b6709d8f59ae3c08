// What the sections of the audit share: where a component comes in, which entries of the policy were of use, and the
// findings themselves.
#pragma once

#include "sbom/audit/audit.h"
#include "sbom/audit/version_range.h"
#include "sbom/model/include_site.h"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lintel::sbom {

using PolicyEntry = DependencyPolicy::Entry;
using NamedEntry = DependencyPolicy::Named;

// Where a component comes into the project, and how one gets there.
struct Place {
  Location location;
  std::vector<Step> steps;
  bool indirect = false; // neither declared nor included by the project itself
};

struct Context {
  const AuditInput &input;
  IncludeSites &sites; // memoises

  const Bom &bom() const { return input.bom; }
  Place placeOf(const Component &component) const;
};

// "'libfoo-dev' 1.2-3 (Debian package, source 'foo')"
std::string describe(const Component &component);
// "'a', 'b'"
std::string quotedList(const std::vector<std::string> &words);
// Whether the glob matches one of the names that the component goes by.
bool namesComponent(const Glob &glob, const Component &component);
// Whether the component is not the project's, the toolchain's or nobody's: one that a policy can speak of by name.
bool isForeign(const Component &component);
// What every C and C++ program is built with: the toolchain and Debian's packages of the C library and compilers.
bool isToolchain(const Component &component);
// Whole days from one date to another, both YYYY-MM-DD; nullopt when one is not a date.
std::optional<int> daysBetween(const std::string &from, const std::string &to);

class Findings {
public:
  explicit Findings(const Context &context) : context_(context) {}

  // About a component, at its place.
  void add(const char *rule, const Component &component, std::string message,
           std::optional<Severity> severity = std::nullopt);
  // About a component, at another place.
  void addAt(const char *rule, const Component &component, Location location, std::string message,
             std::optional<Severity> severity = std::nullopt, std::vector<Step> steps = {});
  // About the policy itself.
  void addAtEntry(const char *rule, const PolicyEntry &entry, std::string message);
  // Level::Deny with the severity of the section, else error; Level::Warn with at most a warning; Level::Allow adds
  // nothing.
  void addWeighed(Level level, const char *rule, const Component &component, Location location, std::string message,
                  std::vector<Step> steps = {});

  // The entry speaks of something that is there: it is of use. False when it has expired, and counts no more.
  bool counts(const PolicyEntry &entry);
  // Whether the entry names the component in this version, and counts. A version that cannot be decided is not in.
  bool counts(const NamedEntry &entry, const Component &component);
  bool anyCounts(const std::vector<NamedEntry> &entries, const Component &component);

  // Reports an entry that has expired, or met nothing while the whole tree was judged. what: "the exception".
  void settle(const PolicyEntry &entry, const std::string &what);
  template <class Entries> void settleAll(const Entries &entries, const std::string &what) {
    for (const PolicyEntry &entry : entries) settle(entry, what);
  }

  void undecided(std::string sentence) { undecided_.insert(std::move(sentence)); }

  AuditResult take();

private:
  std::optional<Severity> sectionSeverity(const char *rule) const;
  Severity severityOf(const char *rule) const;
  bool hasExpired(const PolicyEntry &entry) const;

  const Context &context_;
  std::vector<Finding> findings_;
  std::set<std::string> undecided_;
  std::set<const PolicyEntry *> used_; // asked for membership only
};

// One for each section of the policy; each in the file of its name.
void judgeAdvisories(const Context &context, Findings &findings);
void judgeLicenses(const Context &context, Findings &findings);
void judgeBans(const Context &context, Findings &findings);
void judgeSources(const Context &context, Findings &findings);
void judgePinning(const Context &context, Findings &findings);
void judgeChecksums(const Context &context, Findings &findings);
void judgeDrift(const Context &context, Findings &findings);
void judgeFreshness(const Context &context, Findings &findings);

} // namespace lintel::sbom
