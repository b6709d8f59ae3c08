// Where in the project's own code a component comes in.
#pragma once

#include "core/finding/finding.h"
#include "core/support/file_system.h"
#include "sbom/model/bom.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lintel::sbom {

struct IncludeSite {
  Location location;       // of the #include's file name; line 1 of the unit when direct is false
  std::vector<Step> steps; // how the unit reaches a project header that holds the #include
  bool direct = false;     // a file of the project names a header of the component
};

class IncludeSites {
public:
  // The arguments must outlive the object.
  IncludeSites(const FileSystem &files, const std::string &root, const Bom &bom);

  // In the first unit in which the project itself includes one of the component's headers: in the
  // unit's file, else in a project header that the unit includes. Vendored units are asked last; a
  // unit of the component itself is named by its first line. When there is no such unit, the
  // component is reached through other components only.
  IncludeSite find(const Component &component);

  // Likewise, but only a file of the project for which isExempt(repo-relative path) is false.
  std::optional<IncludeSite> findOutside(const Component &component,
                                         const std::function<bool(const std::string &)> &isExempt);

  // Every header of a component that a file of the project names itself -> the first place, by path and line.
  std::map<std::string, Location> direct();

private:
  // What a search passes over.
  struct Search {
    bool foreign = false; // false: units of the project; true: units of components
    const std::function<bool(const std::string &)> *isExempt = nullptr;
    bool passes(const std::string &file) const { return isExempt != nullptr && (*isExempt)(file); }
  };
  struct Include {
    int line = 0;
    int column = 0; // of the first character after '<' or '"'
    bool quoted = false;
    std::string target;
  };
  // Headers by file name, so that an include is compared with few of them.
  using HeadersByName = std::multimap<std::string, std::string>;

  std::optional<IncludeSite> findInUnits(const Component &component, const Search &search);
  std::optional<IncludeSite> findInUnit(const std::string &unit, const HeadersByName &headers, const Search &search);
  const std::vector<Include> &includesOf(const std::string &file);
  const Include *firstInclude(const std::string &file, const HeadersByName &headers);
  bool names(const Include &include, const std::string &file, const std::string &header) const;

  const FileSystem &files_;
  const std::string &root_;
  const Bom &bom_;
  std::set<std::string> foreignUnits_; // that lie in a vendored directory
  std::map<std::string, std::vector<Include>> includes_;
};

} // namespace lintel::sbom
