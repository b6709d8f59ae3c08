#include "sbom/advisories/openvex_read.h"

#include "core/support/file_system.h"
#include "core/support/text.h"
#include "sbom/advisories/purl_match.h"
#include "sbom/model/data_tree.h"

namespace lintel::sbom {
namespace {

using Kind = DataNode::Kind;

const char *nameOf(Kind kind) {
  switch (kind) {
  case Kind::Null: return "null";
  case Kind::Boolean: return "a boolean";
  case Kind::Number: return "a number";
  case Kind::String: return "a string";
  case Kind::Array: return "an array";
  case Kind::Object: return "an object";
  }
  return "";
}

// Reads on after an error, which is cheap, and keeps the first one: callers look at it once.
class Reader {
public:
  explicit Reader(const std::string &file) : file_(file) {}

  Result<std::vector<VexStatement>> read(const DataNode &document) {
    if (!expect(document, Kind::Object, "the document")) return fail(*problem_);
    checkHead(document);
    inherited_.timestamp = timestamp(document, "timestamp");
    inherited_.lastUpdated = timestamp(document, "last_updated");
    inherited_.supplier = string(document, "supplier");
    inherited_.products = products(document);
    std::vector<VexStatement> statements;
    const DataNode *list = member(document, "statements", Kind::Array);
    if (!list) complain(document, "the document has no statements", "an array 'statements'");
    if (list)
      for (const DataNode &node : list->children) statements.push_back(statement(node));
    if (problem_) return fail(*problem_);
    return statements;
  }

private:
  void complain(const DataNode &at, std::string what, std::string expected) {
    if (problem_) return;
    Problem problem;
    problem.what = std::move(what);
    problem.file = file_;
    problem.line = at.place.line;
    problem.column = at.place.column;
    problem.expected = std::move(expected);
    problem_ = std::move(problem);
  }

  bool expect(const DataNode &node, Kind kind, const std::string &who) {
    if (node.kind == kind) return true;
    complain(node, who + " is " + nameOf(node.kind), nameOf(kind));
    return false;
  }

  // nullptr when there is no such member, or it is null.
  static const DataNode *find(const DataNode &object, std::string_view key) {
    const DataNode *node = object.find(key);
    return node && node->kind != Kind::Null ? node : nullptr;
  }

  // nullptr when it is missing, or when it is of another kind, which is an error.
  const DataNode *member(const DataNode &object, std::string_view key, Kind kind) {
    const DataNode *node = find(object, key);
    return node && expect(*node, kind, "'" + std::string(key) + "'") ? node : nullptr;
  }

  std::string string(const DataNode &object, std::string_view key) {
    const DataNode *node = member(object, key, Kind::String);
    return node ? node->text : "";
  }

  std::string timestamp(const DataNode &object, std::string_view key) {
    const DataNode *node = member(object, key, Kind::String);
    if (!node) return "";
    if (!secondsOfTimestamp(node->text))
      complain(*node, "'" + std::string(key) + "' is no time", "RFC 3339, as in 2024-02-29T12:00:00Z");
    return node->text;
  }

  void checkHead(const DataNode &document) {
    const DataNode *context = member(document, "@context", Kind::String);
    if (!context)
      complain(document, "the document has no '@context'", "\"https://openvex.dev/ns/v0.2.0\"");
    else if (!context->text.starts_with("https://openvex.dev/ns"))
      complain(*context, "the document is not OpenVEX", "the '@context' https://openvex.dev/ns/v0.2.0");
    if (string(document, "@id").empty()) complain(document, "the document has no '@id'", "an IRI");
    if (string(document, "author").empty()) complain(document, "the document has no 'author'", "a person or tool");
  }

  std::map<std::string, std::string> texts(const DataNode &object, std::string_view key) {
    std::map<std::string, std::string> values;
    const DataNode *node = member(object, key, Kind::Object);
    if (!node) return values;
    for (const DataNode &value : node->children)
      if (expect(value, Kind::String, "'" + value.key + "'")) values[value.key] = value.text;
    return values;
  }

  VexComponent component(const DataNode &node) {
    if (node.kind == Kind::String) return named(node, node.text); // the form before 0.2.0
    if (!expect(node, Kind::Object, "a product")) return {};
    VexComponent one = named(node, string(node, "@id"));
    one.identifiers = texts(node, "identifiers");
    one.hashes = texts(node, "hashes");
    for (auto &[algorithm, value] : one.hashes) value = lowerCase(value);
    const auto purl = one.identifiers.find("purl");
    if (purl != one.identifiers.end() && !isPurl(purl->second))
      complain(node, "'" + purl->second + "' is no package URL", "pkg:type/name@version");
    if (one.id.empty() && one.identifiers.empty() && one.hashes.empty())
      complain(node, "a product without a name", "'@id', 'identifiers' or 'hashes'");
    return one;
  }

  VexComponent named(const DataNode &node, std::string id) {
    if (id.starts_with("pkg:") && !isPurl(id))
      complain(node, "'" + id + "' is no package URL", "pkg:type/name@version");
    return {std::move(id), {}, {}};
  }

  std::vector<VexProduct> products(const DataNode &object) {
    std::vector<VexProduct> all;
    const DataNode *list = member(object, "products", Kind::Array);
    for (std::size_t i = 0; list && i < list->children.size(); ++i) {
      const DataNode &node = list->children[i];
      VexProduct product{component(node), {}};
      const DataNode *parts = node.kind == Kind::Object ? member(node, "subcomponents", Kind::Array) : nullptr;
      for (std::size_t k = 0; parts && k < parts->children.size(); ++k)
        product.subcomponents.push_back(component(parts->children[k]));
      all.push_back(std::move(product));
    }
    return all;
  }

  void readVulnerability(const DataNode &object, VexStatement &into) {
    const DataNode *node = find(object, "vulnerability");
    if (node && node->kind == Kind::String) {
      into.vulnerability = node->text; // the form before 0.2.0
    } else if (node && expect(*node, Kind::Object, "'vulnerability'")) {
      into.vulnerability = string(*node, "name");
      into.vulnerabilityIri = string(*node, "@id");
      into.description = string(*node, "description");
      const DataNode *aliases = member(*node, "aliases", Kind::Array);
      for (std::size_t i = 0; aliases && i < aliases->children.size(); ++i)
        if (expect(aliases->children[i], Kind::String, "an alias")) into.aliases.push_back(aliases->children[i].text);
    }
    if (into.vulnerability.empty())
      complain(node ? *node : object, "the statement names no vulnerability", "'vulnerability' with a 'name'");
  }

  void readStatus(const DataNode &object, VexStatement &into) {
    const DataNode *status = member(object, "status", Kind::String);
    if (!status) {
      complain(object, "the statement has no 'status'", "not_affected, affected, fixed or under_investigation");
      return;
    }
    if (const auto known = vexStatusFromString(status->text))
      into.status = *known;
    else
      complain(*status, "unknown status '" + status->text + "'",
               "not_affected, affected, fixed or under_investigation");
    if (const DataNode *why = member(object, "justification", Kind::String)) {
      into.justification = vexJustificationFromString(why->text);
      if (!into.justification)
        complain(*why, "unknown justification '" + why->text + "'",
                 "one of the five of OpenVEX, as in 'component_not_present'");
      else if (into.status != VexStatus::NotAffected)
        complain(*why, "a justification for the status " + std::string(toString(into.status)),
                 "it goes with not_affected only");
    }
    if (into.status == VexStatus::NotAffected && !into.justification && into.impactStatement.empty())
      complain(*status, "not_affected without a reason", "'justification' or 'impact_statement'");
    if (into.status == VexStatus::Affected && into.actionStatement.empty())
      complain(*status, "affected without a word on what to do", "'action_statement'");
  }

  VexStatement statement(const DataNode &node) {
    VexStatement one;
    if (!expect(node, Kind::Object, "a statement")) return one;
    one.location = {file_, node.place, node.place};
    one.id = string(node, "@id");
    one.statusNotes = string(node, "status_notes");
    one.impactStatement = string(node, "impact_statement");
    one.actionStatement = string(node, "action_statement");
    one.actionTimestamp = timestamp(node, "action_statement_timestamp");
    one.supplier = string(node, "supplier");
    one.timestamp = timestamp(node, "timestamp");
    one.lastUpdated = timestamp(node, "last_updated");
    one.products = products(node);
    readVulnerability(node, one);
    readStatus(node, one);
    inherit(one, node);
    return one;
  }

  void inherit(VexStatement &one, const DataNode &node) {
    // A statement with a time of its own was not touched when the document was.
    if (one.timestamp.empty() && one.lastUpdated.empty()) one.lastUpdated = inherited_.lastUpdated;
    if (one.timestamp.empty()) one.timestamp = inherited_.timestamp;
    if (one.supplier.empty()) one.supplier = inherited_.supplier;
    if (one.products.empty()) one.products = inherited_.products;
    if (one.timestamp.empty()) complain(node, "neither the statement nor the document has a 'timestamp'", "RFC 3339");
    if (one.products.empty()) complain(node, "the statement names no product", "an array 'products'");
  }

  const std::string &file_;
  VexStatement inherited_;
  std::optional<Problem> problem_;
};

} // namespace

Result<std::vector<VexStatement>> readOpenVex(std::string_view text, const std::string &file) {
  if (text.size() > kMaxFileSize) {
    Problem problem;
    problem.what = "larger than 32 MiB";
    problem.file = file;
    return fail(std::move(problem));
  }
  const auto document = parseJson(text, file);
  if (!document) return fail(document.error());
  if (const DataNode *again = findRepeatedKey(*document)) // two readers could take it for two statements
    return fail({"the key '" + again->key + "' comes twice in one object", file, again->keyPlace.line,
                 again->keyPlace.column, "each key once", ""});
  return Reader(file).read(*document);
}

} // namespace lintel::sbom
