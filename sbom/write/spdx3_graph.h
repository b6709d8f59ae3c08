// The graph of an SPDX 3.0.1 document under construction: elements with their ids, agents and licences shared.
#pragma once

#include "sbom/write/spdx_parts.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace lintel::sbom {

class Spdx3Graph {
public:
  // base: what every id begins with, without '#'.
  Spdx3Graph(const DocumentInfo &info, std::string base);

  // An element of that class with the id that belongs to a reference of the Bom.
  Json element(const char *type, const std::string &ref) const;
  void add(Json element);

  // The id of the organisation of that name, which is added when it is new.
  std::string agent(const std::string &text);

  // to: references; none: the relationship then says that there are none, or that nothing is asserted.
  void addRelationship(const std::string &from, const char *type, const std::set<std::string> &to,
                       const char *completeness);
  void addScoped(const std::string &from, const char *type, const std::string &to, const char *scope);

  // Without licences nothing is asserted.
  void addLicense(const std::string &ref, const char *type, const std::vector<std::string> &licenses,
                  const std::string &where);
  void annotate(const std::string &ref, const std::string &statement);

  // The whole document, with the root's reference.
  Json finish(const std::string &name, const std::string &rootRef);

private:
  std::string idOf(const std::string &ref) const;
  std::string relationshipRef(const std::string &from, const char *type);
  void addCreation(const DocumentInfo &info);
  void addLicenseElements();
  std::string licenseId(const std::string &expression) const;

  std::string base_;
  Json elements_ = Json::array();
  std::map<std::string, std::string> agents_; // text -> id
  LicenseTexts texts_;
  std::set<std::string> expressions_;
  std::map<std::string, int> annotations_; // reference -> how many it has
  std::map<std::string, int> relationships_;
};

} // namespace lintel::sbom
