// What every format of document says of a component in its own words: which views know it, whether it is needed,
// how much is known of its dependencies, who supplies it.
#pragma once

#include "sbom/model/bom.h"

namespace lintel::sbom {

// Of "declared", "compiled" and "linked", in this order, those that know the component.
std::vector<std::string> viewsOf(const Component &component);

// Required: compiled or linked in. Of what is declared alone: Excluded when only for building or testing.
enum class Need { Required, Optional, Excluded };
Need needOf(const Component &component);

// "file", "application" (a program that the build looks for, to run it) or "library".
const char *kindOf(const Component &component);

// What Bom::dependsOn says of one component (ref, or kProjectRef): everything, a part, or nothing that counts.
enum class Knowledge { Complete, Incomplete, Unknown };
Knowledge knowledgeOfDependencies(const Bom &bom, const std::string &ref);

// Whether the artefacts are all that the build links.
Knowledge knowledgeOfArtefacts(const Bom &bom);

const std::set<std::string> &dependenciesOf(const Bom &bom, const std::string &ref);

// "artefact:build%2Fapp"; unlike every Component::ref.
std::string artefactRef(const LinkedArtefact &artefact);

ComponentFile fileOf(const LinkedArtefact &artefact);

// The references of the components that an artefact is linked with (LinkOccurrence::artefact is its path), each with
// the closest kind of link: an object or archive before a shared library.
std::map<std::string, LinkKind> linkedWith(const Bom &bom, const LinkedArtefact &artefact);

// One header of a component with those who include it.
struct HeaderUse {
  std::string header;
  std::size_t units = 0;
  std::string firstUnit;
  bool isUnit = false; // compiled as a unit of the component itself
  Location site;       // the first #include that names it; without path when none is known
};
std::vector<HeaderUse> headersOf(const Component &component); // sorted by header

// "included by 2 units, first a.cpp, at src/a.cpp:12"
std::string toString(const HeaderUse &use);

// "linked statically into build/app (members: inflate.o), named by build.ninja:12"
std::string toString(const LinkOccurrence &link);

// "vcpkg.json:3:15: vcpkg declares zlib, constraint >=1.2, if WIN32"
std::string toString(const Declaration &declaration);

// "release v1.3.1 of URL: 20 files unmodified, 2 modified (31 lines), 1 added, 3 missing; modified: a.c, b.c"
std::string toString(const Pedigree &pedigree);

// "a.cpp:3:9"
std::string toString(const Location &location);

// "Name <mail@example.org>", an address or URL alone, or a name alone.
struct Party {
  std::string name;
  std::string email;
  std::string url;
};
Party partyOf(const std::string &text);

// Whether the component's source is a repository of version control, not an archive to download.
bool isRepository(const std::string &url);

// A URI reference: every byte that none may hold as %XX (RFC 3986, 2), "git@host:path" as "ssh://git@host/path".
std::string uriText(const std::string &url);

std::string fileName(const std::string &path); // what follows the last '/'

} // namespace lintel::sbom
