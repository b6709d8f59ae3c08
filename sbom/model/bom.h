// Components with the evidence for each, and who depends on whom.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace lintel::sbom {

// The reference of the project itself in Bom::dependsOn and in documents made from it.
inline constexpr const char *kProjectRef = "project";

enum class Origin { Project, DebianPackage, Vendored, Toolchain, Unknown };

// Why a component is in: this unit includes this header (both as the reader should see them:
// repo-relative inside the repository, absolute outside). A unit that is itself part of a vendored
// component is evidence too; then header is the unit's own file.
struct Occurrence {
  std::string unit;
  std::string header;
  friend auto operator<=>(const Occurrence &, const Occurrence &) = default;
};

struct Component {
  std::string ref;     // unique in the document, stable between runs and versions
  std::string name;    // Origin::Unknown: the header's path
  std::string version; // empty when not known: never invented
  std::string purl;    // empty when none can be given
  Origin origin = Origin::Unknown;
  std::string source;                  // Debian: source package name, else empty
  std::string sourceVersion;           // Debian: version of the source package, else empty
  std::vector<std::string> licenses;   // SPDX expressions, or the document's own words; all hold; sorted
  std::vector<Occurrence> occurrences; // sorted, unique
  std::string path;                    // vendored: directory, repo-relative; toolchain: directory
  std::string versionEvidence;         // the file that proves the version; empty without version
  std::string licenseEvidence;         // the file that states the licence; empty when there is none
};

struct Bom {
  std::string projectName;
  std::string projectVersion;
  std::vector<Component> components;                            // sorted by ref; without the project itself
  std::map<std::string, std::set<std::string>> dependsOn;       // ref -> refs; has an entry for kProjectRef
  std::map<std::string, std::set<std::string>> projectIncludes; // unit -> the project's own headers it includes
  std::vector<std::string> unknownHeaders;                      // sorted; each is also a component with Origin::Unknown
  bool complete = true;                                         // every unit was scanned
};

// The file of a unit: "a.cpp" for "a.cpp#2", the second way in which a.cpp is compiled.
std::string fileOfUnit(const std::string &unit);

} // namespace lintel::sbom
