// Components with the evidence for each, and who depends on whom: what the three views (declared, compiled,
// linked) come to when they are joined. Writers and the audit read nothing else.
#pragma once

#include "core/finding/finding.h"
#include "sbom/model/declaration.h"
#include "sbom/model/link.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lintel::sbom {

// The reference of the project itself in Bom::dependsOn and in documents made from it.
inline constexpr const char *kProjectRef = "project";

// Where a component's files come from; Declared: no file of it was seen, only a manifest names it.
enum class Origin {
  Project,
  DebianPackage,
  Vendored,  // a directory of the repository
  Submodule, // a directory of the repository, with its own repository and commit
  Fetched,   // a checkout that the build made: FetchContent, CPM, ExternalProject
  Conan,
  Vcpkg,
  Toolchain,
  Declared,
  Unknown
};
const char *toString(Origin origin); // "debian-package", "vendored", ...

// Why a component is in: this unit includes this header (both as the reader should see them:
// repo-relative inside the repository, absolute outside). A unit that is itself part of a vendored
// component is evidence too; then header is the unit's own file.
struct Occurrence {
  std::string unit;
  std::string header;
  friend auto operator<=>(const Occurrence &, const Occurrence &) = default;
};

// Why a component is in: this artefact is linked with this file of it.
struct LinkOccurrence {
  std::string artefact; // as the reader should see it
  std::string file;     // likewise
  LinkKind kind = LinkKind::Shared;
  std::vector<std::string> members; // of an archive, when known
  std::string evidence;
  friend auto operator<=>(const LinkOccurrence &, const LinkOccurrence &) = default;
};

// How one field of a component's identity is known. technique: of CycloneDX's list ("manifest-analysis",
// "hash-comparison", "ast-fingerprint", "source-code-analysis", "binary-analysis", "filename", "other").
struct Identity {
  std::string field; // "name", "version" or "purl"
  std::string technique;
  double confidence = 0; // 0 to 1
  std::string value;     // what this method concludes for the field
  std::string evidence;  // the file, and what in it: "third_party/zlib/zlib.h: ZLIB_VERSION"
  friend auto operator<=>(const Identity &, const Identity &) = default;
};

// How a copy differs from the upstream release that it was identified as.
struct Pedigree {
  std::string upstream;              // URL or name of the indexed repository
  std::string tag;                   // nearest release
  std::string commit;                // its commit, when the index knows it
  std::vector<std::string> modified; // repo-relative; sorted
  std::vector<std::string> added;    // likewise: files of the copy that upstream never had
  std::size_t unmodified = 0;        // count of files that are byte for byte upstream's
  std::size_t missing = 0;           // count of upstream's files that the copy leaves out
  std::uint64_t patchLines = 0;      // lines added and removed over the modified files; 0 when not known
  friend auto operator<=>(const Pedigree &, const Pedigree &) = default;
};

// A file that is deployed with the program or linked into it (BSI TR-03183-2, 5.2.2).
struct ComponentFile {
  std::string path;   // as the reader should see it
  std::string sha512; // lower-case hexadecimal; empty when the file could not be read
  bool executable = false;
  bool archive = false;
  bool structured = false;
  friend auto operator<=>(const ComponentFile &, const ComponentFile &) = default;
};

// An SPDX-License-Identifier line that is no expression of SPDX licences.
struct InvalidLicenseTag {
  std::string text; // as written, in valid UTF-8, cut off after 80 bytes
  Location location;
  friend auto operator<=>(const InvalidLicenseTag &, const InvalidLicenseTag &) = default;
};

struct Component {
  std::string ref;     // unique in the document, stable between runs and versions
  std::string name;    // Origin::Unknown: the header's path
  std::string version; // empty when not known: never invented
  std::string purl;    // empty when none can be given
  Origin origin = Origin::Unknown;
  std::string source;        // Debian: source package name, else empty
  std::string sourceVersion; // Debian: version of the source package, else empty
  std::string supplier;      // who maintains or distributes it; empty when not known
  std::string downloadUrl;   // where its source can be had; empty when not known
  std::string revision;      // commit or tag of that source; empty when not known

  std::vector<std::string> licenses; // declared: SPDX expressions, or the document's own words; all hold; sorted
  std::string licenseEvidence;       // the file that states them; empty when there is none
  std::string concludedLicense;      // one SPDX expression, from the texts and tags of its files; empty: no conclusion
  std::string concludedEvidence;     // "LICENSE: 98 % of MIT"; empty without conclusion
  std::vector<InvalidLicenseTag> invalidLicenseTags; // of its files; sorted by text, then place

  std::vector<Occurrence> occurrences;          // sorted, unique
  std::map<std::string, Location> includeSites; // header -> the first #include of the project that names it
  std::vector<LinkOccurrence> links;            // sorted, unique
  std::vector<Declaration> declarations;        // sorted
  std::vector<Identity> identity;               // sorted by field, then falling confidence
  std::optional<Pedigree> pedigree;
  std::vector<ComponentFile> files;     // sorted by path
  std::vector<std::string> wellKnownAs; // other names that it goes by, for bans and advisories; sorted

  std::string path; // vendored: directory or file, repo-relative; fetched, Conan, vcpkg, toolchain: directory, absolute

  bool isCompiled() const { return !occurrences.empty(); }
  bool isLinked() const { return !links.empty(); }
  bool isDeclared() const { return !declarations.empty(); }
};

struct Bom {
  std::string projectName;
  std::string projectVersion;
  std::vector<std::string> projectLicenses;                     // as Component::licenses
  std::vector<Component> components;                            // sorted by ref; without the project itself
  std::map<std::string, std::set<std::string>> dependsOn;       // ref -> refs; has an entry for kProjectRef
  std::map<std::string, std::set<std::string>> projectIncludes; // unit -> the project's own headers it includes
  std::vector<std::string> unknownHeaders;                      // sorted; each is also a component with Origin::Unknown
  std::vector<Declaration> unnamed;      // the build computes what they name; sorted, no component
  std::vector<LinkedArtefact> artefacts; // of the project; sorted by path
  bool complete = true;                  // every unit was scanned, every manifest read
  bool linkedKnown = false;              // the linked view has something to say
};

// "a.cpp" for "a.cpp#2", the second way in which a.cpp is compiled.
std::string fileOfUnit(const std::string &unit);

const Component *findComponent(const Bom &bom, const std::string &ref); // nullptr when there is none

} // namespace lintel::sbom
